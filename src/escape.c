/* SPDX-License-Identifier: ISC */
#include "escape.h"

/*
 * What each octet below 0x80 is:
 * u  unreserved in URIs, or a slash    w  white space of text files
 * m  means something in HTML           q  in HTML and in JSON
 * b  in JSON                           c  a control character
 * o  any other
 */
static const char classes[] = "cccccccccwwccwcc"   /* 00 */
			      "cccccccccccccccc"   /* 10 */
			      "ooqooommooooouuu"   /* 20 */
			      "uuuuuuuuuuoomomo"   /* 30 */
			      "ouuuuuuuuuuuuuuu"   /* 40 */
			      "uuuuuuuuuuuoboou"   /* 50 */
			      "ouuuuuuuuuuuuuuu"   /* 60 */
			      "uuuuuuuuuuuoooucc"; /* 70 */

#define CLASS(letter) (UINT32_C(1) << ((letter) - 'a'))

static const uint32_t plain_classes[] = {
	[ESCAPE_NAME] = CLASS('u') | CLASS('o') | CLASS('b'),
	[ESCAPE_TEXT] = CLASS('u') | CLASS('o') | CLASS('b') | CLASS('w'),
	[ESCAPE_JSON] = CLASS('u') | CLASS('o') | CLASS('m'),
	[ESCAPE_URI] = CLASS('u'),
};

/* RFC 3629 section 4: what an octet and the one behind it may be. */
static const struct {
	unsigned char first, last, next_first, next_last, length;
} sequences[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static bool
is_plain(char c, uint32_t plain)
{
	return (unsigned char)c < 0x80 &&
	    (plain & CLASS(classes[(unsigned char)c]));
}

static bool
is_between(char c, unsigned char first, unsigned char last)
{
	return (unsigned char)c >= first && (unsigned char)c <= last;
}

size_t
escape_sequence_length(struct bytes text)
{
	size_t row = 0, length;

	while (row < lengthof(sequences) &&
	    !is_between(text.at[0], sequences[row].first, sequences[row].last))
		row++;
	length = row < lengthof(sequences) ? sequences[row].length : 0;
	if (!length || text.len < length ||
	    !is_between(text.at[1], sequences[row].next_first,
		sequences[row].next_last))
		return 0;
	for (size_t i = 2; i < length; i++)
		if (!is_between(text.at[i], 0x80, 0xbf))
			return 0;
	return length;
}

static void
put_hex(struct buffer *b, const char *before, char c)
{
	buffer_put_string(b, before);
	buffer_put_char(b, "0123456789ABCDEF"[(unsigned char)c >> 4]);
	buffer_put_char(b, "0123456789ABCDEF"[c & 15]);
}

/* U+2400 and on, and for DEL U+2421: the same low bits but the last. */
static void
put_picture(struct buffer *b, char c)
{
	buffer_put(b, BYTES("\xe2\x90"));
	buffer_put_char(b, (char)(c == 0x7f ? 0xa1 : 0x80 | c));
}

static void
put_ascii(struct buffer *b, enum escape escape, char c)
{
	bool control = classes[(unsigned char)c] == 'c' ||
	    classes[(unsigned char)c] == 'w';

	if (escape == ESCAPE_JSON && control) {
		put_hex(b, "\\u00", c);
	} else if (escape == ESCAPE_JSON) {
		buffer_put_char(b, '\\');
		buffer_put_char(b, c);
	} else if (control) {
		put_picture(b, c);
	} else {
		buffer_put_html(b, (struct bytes){ &c, 1 });
	}
}

/* Writes the first character, which is not plain; returns its length. */
static size_t
put_special(struct buffer *b, enum escape escape, struct bytes text)
{
	char c = text.at[0];
	size_t length;

	if (escape == ESCAPE_URI) {
		put_hex(b, "%", c);
		return 1;
	}
	if ((unsigned char)c < 0x80) {
		put_ascii(b, escape, c);
		return 1;
	}
	length = escape_sequence_length(text);
	buffer_put(b, length ? bytes_first(text, length) : BYTES("\ufffd"));
	return length ? length : 1;
}

struct bytes
escape_put(struct buffer *b, enum escape escape, struct bytes text)
{
	uint32_t plain = plain_classes[escape];

	while (text.len && b->size - b->len >= ESCAPE_GROWTH) {
		char *to = b->at + b->len;
		size_t most = b->size - b->len, run = 0;

		if (most > text.len)
			most = text.len;
		/* Copies as it looks: names are short, and a call of memcpy(3)
		 * costs more than they. */
		for (; run < most && is_plain(text.at[run], plain); run++)
			to[run] = text.at[run];
		b->len += run;
		text = bytes_after(text, run);
		if (!run)
			text = bytes_after(text, put_special(b, escape, text));
	}
	return text;
}
