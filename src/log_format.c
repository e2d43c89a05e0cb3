/* SPDX-License-Identifier: ISC */
#include "log_format.h"

#include "http_date.h"
#include "utf8.h"

enum { NAME_SHOWN_MAX = 100 }; /* octets of a script's name, before its text */

/* -------------------------------------------------------------- plain text */

static void
put_octet(struct buffer *b, char c)
{
	static const char digits[] = "0123456789abcdef";

	buffer_put_char(b, digits[(unsigned char)c >> 4]);
	buffer_put_char(b, digits[c & 15]);
}

static bool
is_plain(char c)
{
	return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

void
log_format_escaped(struct buffer *b, struct bytes text)
{
	while (text.len) {
		size_t plain = 0;

		while (plain < text.len && is_plain(text.at[plain]))
			plain++;
		buffer_put(b, bytes_first(text, plain));
		if (plain < text.len) {
			buffer_put(b, BYTES("\\x"));
			put_octet(b, text.at[plain++]);
		}
		text = bytes_after(text, plain);
	}
}

static void
put_or_dash(struct buffer *b, struct bytes text, size_t most)
{
	if (text.len)
		log_format_escaped(b, bytes_first(text, most));
	else
		buffer_put_char(b, '-');
}

static void
put_number_or_dash(struct buffer *b, uint64_t number)
{
	if (number)
		buffer_put_number(b, number);
	else
		buffer_put_char(b, '-');
}

/* 06/Nov/1994:08:49:37, or with another `separator` before the hour */
static void
put_date(struct buffer *b, int64_t seconds, char separator)
{
	struct http_time t;

	http_time_of(seconds, &t);
	buffer_put_padded(b, t.day, 2);
	buffer_put_char(b, '/');
	buffer_put_string(b, http_month_names[t.month - 1]);
	buffer_put_char(b, '/');
	buffer_put_padded(b, (uint64_t)t.year, 4);
	buffer_put_char(b, separator);
	http_time_put_clock(b, &t);
}

static void
put_common(struct buffer *b, const struct log_record *r)
{
	put_or_dash(b, r->client, LOG_FIELD_MAX);
	buffer_put_string(b, " - ");
	put_or_dash(b, r->user, LOG_FIELD_MAX);
	buffer_put_string(b, " [");
	put_date(b, r->when / 1000000, ':');
	buffer_put_string(b, " +0000] \"");
	put_or_dash(b, r->line, LOG_REQUEST_MAX);
	buffer_put_string(b, "\" ");
	/* The status that an nph- script sends is not known: 0. */
	put_number_or_dash(b, r->status);
	buffer_put_char(b, ' ');
	put_number_or_dash(b, r->octets);
}

static void
put_combined(struct buffer *b, const struct log_record *r)
{
	put_common(b, r);
	buffer_put_string(b, " \"");
	put_or_dash(b, r->referer, LOG_FIELD_MAX);
	buffer_put_string(b, "\" \"");
	put_or_dash(b, r->user_agent, LOG_FIELD_MAX);
	buffer_put_char(b, '"');
}

/* As BaseHTTPRequestHandler.log_request() does; it is not told the length. */
static void
put_python(struct buffer *b, const struct log_record *r, int64_t zone)
{
	put_or_dash(b, r->client, LOG_FIELD_MAX);
	buffer_put_string(b, " - - [");
	put_date(b, r->when / 1000000 + zone, ' ');
	buffer_put_string(b, "] \"");
	put_or_dash(b, r->line, LOG_REQUEST_MAX);
	buffer_put_string(b, "\" ");
	put_number_or_dash(b, r->status);
	buffer_put_string(b, " -");
}

/* -------------------------------------------------------------------- JSON */

/* The code point of a UTF-8 sequence of several octets. */
static uint32_t
code_point(struct bytes sequence)
{
	uint32_t code =
	    (unsigned char)sequence.at[0] & (0x7fU >> (sequence.len & 7));

	for (size_t i = 1; i < sequence.len; i++)
		code = code << 6 | ((unsigned char)sequence.at[i] & 0x3f);
	return code;
}

static void
put_code_unit(struct buffer *b, uint32_t unit)
{
	buffer_put_string(b, "\\u");
	put_octet(b, (char)(unit >> 8 & 0xff));
	put_octet(b, (char)(unit & 0xff));
}

/* RFC 8259 section 7: above U+FFFF two code units, a surrogate pair. */
static void
put_code_point(struct buffer *b, uint32_t code)
{
	if (code <= 0xffff) {
		put_code_unit(b, code);
		return;
	}
	put_code_unit(b, 0xd800 + ((code - 0x10000) >> 10));
	put_code_unit(b, 0xdc00 + ((code - 0x10000) & 0x3ff));
}

/* Appends the first character and returns its length in `text`. An octet that
 * is not UTF-8 becomes U+FFFD. */
static size_t
put_json_character(struct buffer *b, struct bytes text)
{
	char c = text.at[0];
	size_t length;

	if (c == '"' || c == '\\')
		buffer_put_char(b, '\\');
	if (c >= ' ' && c <= '~') {
		buffer_put_char(b, c);
		return 1;
	}
	if ((unsigned char)c < 0x80) {
		put_code_unit(b, (unsigned char)c);
		return 1;
	}
	length = utf8_length(text);
	put_code_point(
	    b, length ? code_point(bytes_first(text, length)) : 0xfffd);
	return length ? length : 1;
}

/* Characters beyond ASCII are escaped as well, because terminals show these
 * lines. */
static void
put_json_string(struct buffer *b, struct bytes text)
{
	buffer_put_char(b, '"');
	while (text.len)
		text = bytes_after(text, put_json_character(b, text));
	buffer_put_char(b, '"');
}

/* Every object begins with its time, so a comma precedes each later member. */
static void
put_name(struct buffer *b, const char *name)
{
	buffer_put_string(b, ",\"");
	buffer_put_string(b, name);
	buffer_put_string(b, "\":");
}

static void
put_text(struct buffer *b, const char *name, struct bytes text, size_t most)
{
	if (!text.len)
		return;
	put_name(b, name);
	put_json_string(b, bytes_first(text, most));
}

static void
put_number(struct buffer *b, const char *name, uint64_t number)
{
	put_name(b, name);
	buffer_put_number(b, number);
}

/* Begins an object with its first two members: time (RFC 3339) and priority. */
static void
put_json_begin(struct buffer *b, int64_t when, int priority)
{
	/* Named as in journalctl(1). */
	static const char names[][8] = { "emerg", "alert", "crit", "err",
		"warning", "notice", "info", "debug" };
	struct http_time t;

	http_time_of(when / 1000000, &t);
	buffer_put_string(b, "{\"time\":\"");
	buffer_put_padded(b, (uint64_t)t.year, 4);
	buffer_put_char(b, '-');
	buffer_put_padded(b, t.month, 2);
	buffer_put_char(b, '-');
	buffer_put_padded(b, t.day, 2);
	buffer_put_char(b, 'T');
	http_time_put_clock(b, &t);
	buffer_put_char(b, '.');
	buffer_put_padded(b, (uint64_t)(when % 1000000), 6);
	buffer_put_string(b, "Z\"");
	put_text(b, "priority", bytes_of(names[priority & 7]), LOG_FIELD_MAX);
}

/* The last word of the request-line, when it begins with "HTTP/". */
static struct bytes
protocol_of(struct bytes line)
{
	struct bytes last = bytes_after(line, bytes_find_last(line, ' ') + 1);

	return bytes_start_with(last, BYTES("HTTP/")) ? last : NO_BYTES;
}

static void
put_json_request(struct buffer *b, const struct log_record *r)
{
	put_text(b, "host", r->host, LOG_FIELD_MAX);
	if (!r->method.len || !r->target.len) {
		put_text(b, "line", r->line, LOG_REQUEST_MAX);
		return;
	}
	put_text(b, "method", r->method, LOG_FIELD_MAX);
	put_text(b, "target", r->target, LOG_REQUEST_MAX);
	put_text(b, "protocol", protocol_of(r->line), LOG_FIELD_MAX);
}

static void
put_json(struct buffer *b, const struct log_record *r)
{
	put_json_begin(b, r->when, (int)log_format_priority(r));
	put_text(b, "id", r->id, LOG_FIELD_MAX);
	put_text(b, "peer", r->client, LOG_FIELD_MAX);
	put_text(b, "user", r->user, LOG_FIELD_MAX);
	put_json_request(b, r);
	if (r->status)
		put_number(b, "status", r->status);
	put_number(b, "octets", r->octets);
	put_number(b, "duration_us", (uint64_t)r->duration);
	put_text(b, "referer", r->referer, LOG_FIELD_MAX);
	put_text(b, "user_agent", r->user_agent, LOG_FIELD_MAX);
	put_text(b, "script", r->script, LOG_FIELD_MAX);
	put_text(b, "exit", bytes_of(r->script_end), LOG_FIELD_MAX);
	put_text(b, "cause", bytes_of(r->cause), LOG_FIELD_MAX);
	buffer_put_char(b, '}');
}

/* ------------------------------------------------------------- all formats */

enum log_priority
log_format_priority(const struct log_record *r)
{
	if (r->status >= 500)
		return PRIORITY_ERR;
	return r->cause ? PRIORITY_NOTICE : PRIORITY_INFO;
}

void
log_format_record(struct buffer *b, enum log_format format,
    const struct log_record *r, int64_t zone)
{
	switch (format) {
	case LOG_FORMAT_COMBINED:
		put_combined(b, r);
		break;
	case LOG_FORMAT_COMMON:
		put_common(b, r);
		break;
	case LOG_FORMAT_PYTHON:
		put_python(b, r, zone);
		break;
	case LOG_FORMAT_JSON:
		put_json(b, r);
		break;
	}
}

void
log_format_cause(struct buffer *b, const struct log_record *r)
{
	put_number_or_dash(b, r->status);
	buffer_put_string(b, " \"");
	put_or_dash(b, r->target, LOG_FIELD_MAX);
	buffer_put_string(b, "\": ");
	buffer_put_string(b, r->cause);
	if (r->script.len && r->script_end) {
		buffer_put_string(b, "; script \"");
		log_format_escaped(b, bytes_first(r->script, LOG_FIELD_MAX));
		buffer_put_string(b, "\" ended with ");
		buffer_put_string(b, r->script_end);
	}
	buffer_put_string(b, " (client ");
	put_or_dash(b, r->client, LOG_FIELD_MAX);
	buffer_put_string(b, ", request ");
	put_or_dash(b, r->id, LOG_FIELD_MAX);
	buffer_put_char(b, ')');
}

/* Appends the first character in a form that is harmless to terminals and
 * returns its length in `text`: control characters, also those of C1, and
 * octets that are not UTF-8 become "?". */
static size_t
put_harmless(struct buffer *b, struct bytes text)
{
	unsigned char c = (unsigned char)text.at[0];
	size_t length = utf8_length(text);
	bool c1 = c == 0xc2 && length && (unsigned char)text.at[1] < 0xa0;

	if (c == '\t') /* a program's indentation */
		buffer_put_char(b, ' ');
	else if (!length || c1 || c < ' ' || c == 0x7f)
		buffer_put(b, bytes_first(BYTES("??"), length ? length : 1));
	else
		buffer_put(b, bytes_first(text, length));
	return length ? length : 1;
}

static void
put_plain_note(struct buffer *b, const struct log_note *note)
{
	struct bytes rest = bytes_first(note->script, NAME_SHOWN_MAX);

	while (rest.len)
		rest = bytes_after(rest, put_harmless(b, rest));
	if (note->id.at) {
		buffer_put_string(b, " (request ");
		buffer_put(b, note->id);
		buffer_put_string(b, "): ");
	}
	for (rest = note->text; rest.len;)
		rest = bytes_after(rest, put_harmless(b, rest));
}

void
log_format_note(
    struct buffer *b, enum log_format format, const struct log_note *note)
{
	if (format != LOG_FORMAT_JSON) {
		put_plain_note(b, note);
		return;
	}
	put_json_begin(b, note->when, note->priority);
	put_text(b, "id", note->id, LOG_FIELD_MAX);
	put_text(b, "script", note->script, LOG_FIELD_MAX);
	put_text(b, "message", note->text, note->text.len);
	buffer_put_char(b, '}');
}
