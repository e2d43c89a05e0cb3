/* SPDX-License-Identifier: ISC */
#include "options.h"

#include "options_check.h"
#include "options_row.h"

/* The largest count, or number of seconds, which become milliseconds. */
enum { NUMBER_MAX = 1 << 30 };

/* The state of parsing, for the functions below. */
struct parse {
	struct options *options;
	struct buffer *reason;
	int argc, next;
	char *const *argv;
	const char *operand; /* ROOT */
};

static bool
complain(
    struct parse *p, const char *what, const char *which, const char *advice)
{
	buffer_put_string(p->reason, what);
	buffer_put_string(p->reason, which);
	buffer_put_string(p->reason, advice);
	return false;
}

static void *
member_of(struct parse *p, const struct option_row *row)
{
	return (char *)p->options + row->offset;
}

static bool
set_list(struct parse *p, const struct option_row *row, const char *value)
{
	/* Not in struct options, which thus takes only a part of one page. */
	static const char *values[OPTION_ROWS_MAX][OPTION_LIST_MAX];
	struct option_list *list = member_of(p, row);

	_Static_assert(OPTION_LIST_MAX == 32, "as the message says");
	if (list->count == OPTION_LIST_MAX)
		return complain(
		    p, "too many of --", row->words, "; 32 is the most");
	list->at = values[row - option_rows];
	list->at[list->count++] = value;
	return true;
}

static bool
set_number(struct parse *p, const struct option_row *row, const char *value)
{
	bool is_size = row->kind == OPTION_SIZE;
	struct bytes text = bytes_of(value);
	int64_t number;

	if (!(is_size ? bytes_size(text, &number)
		      : bytes_number(text, &number)) ||
	    (!is_size && (number == 0 || number > NUMBER_MAX)))
		return complain(p, "not a number for --", row->words,
		    is_size ? "; write 65536, 64K, 10M or 2G"
			    : "; write a whole one above 0, without a unit");
	*(int64_t *)member_of(p, row) = number;
	return true;
}

static bool
set_mode(struct parse *p, const struct option_row *row, const char *value)
{
	struct bytes text = bytes_of(value);
	int64_t mode = text.len ? 0 : -1;

	for (size_t i = 0; i < text.len && mode >= 0 && mode <= 0777; i++)
		mode = text.at[i] >= '0' && text.at[i] <= '7'
		    ? mode * 8 + (text.at[i] - '0')
		    : -1;
	if (mode < 0 || mode > 0777)
		return complain(p, "no mode for --", row->words,
		    "; write it in octal, as 0660");
	*(int64_t *)member_of(p, row) = mode;
	return true;
}

static bool
set_choice(struct parse *p, const struct option_row *row, const char *value)
{
	struct bytes words = bytes_of(option_row_argument(row));
	int *choice = member_of(p, row);

	for (int i = 0; words.at; i++)
		if (bytes_equal(bytes_cut(&words, '|'), bytes_of(value))) {
			*choice = i;
			return true;
		}
	complain(p, "--", row->words, " is one of ");
	return complain(p, option_row_argument(row), "", "");
}

static bool
set_value(struct parse *p, const struct option_row *row, const char *value)
{
	switch ((enum option_kind)row->kind) {
	case OPTION_FLAG:
	case OPTION_UNSET:
		*(bool *)member_of(p, row) = row->kind == OPTION_FLAG;
		return true;
	case OPTION_TEXT:
		*(const char **)member_of(p, row) = value;
		return true;
	case OPTION_LIST:
		return set_list(p, row, value);
	case OPTION_NUMBER:
	case OPTION_SIZE:
		return set_number(p, row, value);
	case OPTION_MODE:
		return set_mode(p, row, value);
	case OPTION_CHOICE:
		return set_choice(p, row, value);
	case OPTION_SECTION:
		break;
	}
	return false;
}

static const struct option_row *
find_letter(char letter)
{
	for (size_t i = 0; i < option_row_count; i++)
		if (letter && option_rows[i].letter == letter)
			return &option_rows[i];
	return NULL;
}

static const struct option_row *
find_name(struct bytes name)
{
	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].kind != OPTION_SECTION &&
		    bytes_equal(bytes_of(option_rows[i].words), name))
			return &option_rows[i];
	return NULL;
}

static bool
parse_option(struct parse *p, const struct option_row *row, const char *value)
{
	bool takes_value = option_row_takes_value(row);

	if (!takes_value && value)
		return complain(p, "--", row->words, " takes no value");
	/* The value may be the next word. */
	if (takes_value && !value && p->next < p->argc)
		value = p->argv[p->next++];
	if (takes_value && !value)
		return complain(p, "--", row->words, " needs a value");
	return set_value(p, row, value);
}

/* What to do about an option of Python's http.server that is none here; NULL
 * when there is nothing to say. Elsewhere -p is a port. */
static const char *
advice_for(struct bytes name, struct bytes value)
{
	if (bytes_equal(name, BYTES("protocol")) ||
	    (bytes_equal(name, BYTES("p")) &&
		bytes_start_with(value, BYTES("HTTP/"))))
		return "; answers are HTTP/1.1: leave it out";
	if (bytes_start_with(name, BYTES("tls")))
		return "; for TLS put stunnel or a proxy in front";
	return NULL;
}

static bool
complain_of_unknown(
    struct parse *p, const char *word, struct bytes name, const char *value)
{
	const struct option_row *like = option_row_find_like(name);
	const char *advice = advice_for(name, bytes_of(value));

	if (advice)
		return complain(p, "unknown option ", word, advice);
	complain(p, "unknown option ", word, like ? "" : "; --help lists them");
	return like && complain(p, "; did you mean --", like->words, "?");
}

static bool
parse_long(struct parse *p, const char *word)
{
	struct bytes rest = bytes_of(word + 2);
	struct bytes name = bytes_cut(&rest, '=');
	const struct option_row *row = find_name(name);

	if (!row)
		return complain_of_unknown(p, word, name, rest.at);
	return parse_option(p, row, rest.at);
}

/* -x VALUE, -xVALUE; flags may be joined: -hV. */
static bool
parse_letters(struct parse *p, const char *word)
{
	for (const char *at = word + 1; *at; at++) {
		const struct option_row *row = find_letter(*at);

		if (!row)
			return complain_of_unknown(p, word,
			    (struct bytes){ at, 1 },
			    at[1] ? at + 1 : p->argv[p->next]);
		if (option_row_takes_value(row))
			return parse_option(p, row, at[1] ? at + 1 : NULL);
		if (!parse_option(p, row, NULL))
			return false;
	}
	return true;
}

/* ROOT; or only digits: the port, as in `python -m http.server 8000`. */
static bool
parse_operand(struct parse *p, const char *word)
{
	const struct option_row *listen;
	int64_t port;

	if (bytes_number(bytes_of(word), &port)) {
		listen = find_name(BYTES("listen"));
		return listen && set_list(p, listen, word);
	}
	if (p->operand)
		return complain(
		    p, "one directory is served; what is ", word, " for?");
	p->operand = word;
	return true;
}

static bool
parse_words(struct parse *p)
{
	bool options_ended = false;

	while (p->next < p->argc) {
		const char *word = p->argv[p->next++];
		bool good;

		if (!options_ended && !strcmp(word, "--")) {
			options_ended = true;
			continue;
		}
		if (options_ended || word[0] != '-' || !word[1])
			good = parse_operand(p, word);
		else if (word[1] == '-')
			good = parse_long(p, word);
		else
			good = parse_letters(p, word);
		if (!good)
			return false;
	}
	return true;
}

static bool
choose_root(struct parse *p)
{
	struct options *o = p->options;

	if (o->root && p->operand)
		return complain(p, "--directory and ", p->operand,
		    " both say what is served: leave one out");
	if (!o->root)
		o->root = p->operand ? p->operand : ".";
	return true;
}

/* Without a PORT there would be nothing to bind, and one that comes from $PORT
 * is for all addresses. */
static bool
check_bind(struct parse *p)
{
	struct options *o = p->options;

	if (o->bind && !o->listen.count)
		return complain(
		    p, "--bind=", o->bind, " needs a PORT, such as 8000");
	if (!o->bind)
		o->bind = "127.0.0.1";
	return true;
}

bool
options_parse(int argc, char *const argv[], struct options *ret_options,
    struct buffer *reason)
{
	struct parse p = { ret_options, reason, argc, 1, argv, NULL };
	struct options *o = ret_options;

	o->socket_mode = 0666;
	o->max_connections = 256;
	o->max_per_source = 100;
	o->grace = 10;
	o->header_time = 15;
	o->content_time = 60;
	o->script_time = 60;
	o->send_time = 60;
	o->min_rate = 1000;
	o->max_content = INT64_C(4) << 30;
	if (!parse_words(&p) || !choose_root(&p) || !check_bind(&p) ||
	    !options_check(o, reason))
		return false;
	if (o->error_pages && o->error_pages[0] == '/')
		o->error_pages++;
	/* Set after the check: these defaults need none. */
	o->index = o->index ? o->index : "index.html,index.htm";
	o->realm = o->realm ? o->realm : "cgihttpd";
	return true;
}
