/* SPDX-License-Identifier: ISC */
/* Input: a name as a file system has it, or a README. */
#include "escape.h"
#include "fuzz.h"

enum { TEXT_MAX = 4096 };

/* The characters that HTML has named references for; others stay as they
 * are. */
static const struct {
	char escaped[8], octet;
} references[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
	{ "&quot;", '"' }, { "&#39;", '\'' } };

/* Returns the length of a sequence by its first octet; 0 if no sequence begins
 * with it. */
static size_t
sequence_length(unsigned char c)
{
	static const unsigned char lengths[16] = { 1, 1, 1, 1, 1, 1, 1, 1, 0, 0,
		0, 0, 2, 2, 3, 4 };

	return c > 0xf7 ? 0 : lengths[c >> 4];
}

/* RFC 3629 by value instead of by table: no overlong sequences, no surrogates,
 * nothing beyond the last code point. */
static bool
is_allowed(uint32_t value, size_t length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return value >= least[length] && value <= 0x10ffff &&
	    (value < 0xd800 || value > 0xdfff);
}

static bool
is_utf8(struct bytes text)
{
	while (text.len) {
		unsigned char first = (unsigned char)text.at[0];
		size_t length = sequence_length(first);
		uint32_t value = length > 1 ? first & (0x7fU >> length) : first;

		if (!length || length > text.len)
			return false;
		for (size_t i = 1; i < length; i++) {
			if ((text.at[i] & 0xc0) != 0x80)
				return false;
			value = value << 6 | (text.at[i] & 0x3f);
		}
		if (!is_allowed(value, length))
			return false;
		text = bytes_after(text, length);
	}
	return true;
}

/* Output in pieces of any size equals the output at once. */
static void
check_pieces(enum escape escape, struct bytes text, struct bytes whole)
{
	char space[ESCAPE_GROWTH + 7];
	size_t room = ESCAPE_GROWTH + text.len % 8;

	while (text.len) {
		struct buffer b = { space, 0, room, false };
		struct bytes rest = escape_put(&b, escape, text);

		must(rest.len < text.len && !b.full);
		must(bytes_start_with(whole, buffer_bytes(&b)));
		whole = bytes_after(whole, b.len);
		text = rest;
	}
	must(!whole.len);
}

/* -------------------------------------------------------------- read again */

/* Reads a reference at the beginning of `text`. Returns its length, 0 when
 * there is none. */
static size_t
html_take(struct bytes text, struct buffer *b)
{
	for (size_t i = 0; text.at[0] == '&' && i < lengthof(references); i++) {
		struct bytes escaped = bytes_of(references[i].escaped);

		if (!bytes_start_with(text, escaped))
			continue;
		buffer_put_char(b, references[i].octet);
		return escaped.len;
	}
	return 0;
}

/* Reads text as a browser does; nothing in it may be taken for markup. */
static void
html_read(struct bytes text, bool lines, struct buffer *b)
{
	for (size_t i = 0, len; i < text.len; i += len) {
		char c = text.at[i];

		len = html_take(bytes_after(text, i), b);
		if (len)
			continue;
		must(!strchr("&<>\"'", c) && c != 0x7f);
		must((unsigned char)c >= ' ' ||
		    (lines && (c == '\n' || c == '\t' || c == '\r')));
		buffer_put_char(b, c);
		len = 1;
	}
}

static void
json_read(struct bytes text, struct buffer *b)
{
	for (size_t i = 0; i < text.len; i++) {
		struct bytes rest = bytes_after(text, i);

		must((unsigned char)rest.at[0] >= ' ' && rest.at[0] != '"');
		if (rest.at[0] != '\\') {
			buffer_put_char(b, rest.at[0]);
		} else if (bytes_start_with(rest, BYTES("\\u00"))) {
			must(rest.len >= 6 && hex_value(rest.at[4]) >= 0 &&
			    hex_value(rest.at[5]) >= 0);
			buffer_put_char(b,
			    (char)(hex_value(rest.at[4]) * 16 +
				hex_value(rest.at[5])));
			i += 5;
		} else {
			must(rest.len > 1 && strchr("\"\\", rest.at[1]));
			buffer_put_char(b, rest.at[1]);
			i++;
		}
	}
}

static void
uri_read(struct bytes text, struct buffer *b)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c != '%') {
			must(ascii_is_alpha(c) || ascii_is_digit(c) ||
			    strchr("-._~/", c));
			buffer_put_char(b, c);
			continue;
		}
		must(i + 2 < text.len);
		buffer_put_char(b,
		    (char)(hex_value(text.at[i + 1]) * 16 +
			hex_value(text.at[i + 2])));
		i += 2;
	}
}

/* `again` equals `text`, except for what `escape` replaces. */
static void
check_again(enum escape escape, struct bytes text, struct bytes again)
{
	bool pictures = escape == ESCAPE_NAME || escape == ESCAPE_TEXT;
	bool control = false;

	for (size_t i = 0; i < text.len; i++)
		control |=
		    (unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f;
	if (escape != ESCAPE_URI && (!is_utf8(text) || (pictures && control)))
		return;
	must(bytes_equal(again, text));
}

static void
check(enum escape escape, struct bytes text)
{
	static char space[TEXT_MAX * ESCAPE_GROWTH + ESCAPE_GROWTH];
	static char again_space[sizeof space];
	struct buffer b = BUFFER(space), again = BUFFER(again_space);
	struct bytes whole;

	must(!escape_put(&b, escape, text).len && !b.full);
	whole = buffer_bytes(&b);
	must(is_utf8(whole) && whole.len <= text.len * ESCAPE_GROWTH);
	check_pieces(escape, text, whole);
	if (escape == ESCAPE_URI)
		uri_read(whole, &again);
	else if (escape == ESCAPE_JSON)
		json_read(whole, &again);
	else
		html_read(whole, escape == ESCAPE_TEXT, &again);
	check_again(escape, text, buffer_bytes(&again));
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes text = { (const char *)input, size };

	if (size > TEXT_MAX)
		return 0;
	check(ESCAPE_NAME, text);
	check(ESCAPE_TEXT, text);
	check(ESCAPE_JSON, text);
	check(ESCAPE_URI, text);
	return 0;
}
