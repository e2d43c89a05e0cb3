/* SPDX-License-Identifier: ISC */
#include "escape.h"

#include "utf8.h"

/*
 * What each octet below 0x80 is:
 * u  unreserved in URIs, or a slash    w  white space of text files
 * m  special in HTML                   q  special in HTML and in JSON
 * b  special in JSON                   c  a control character
 * o  any other
 */
static const char classes[] = "cccccccccwwccwcc"  /* 00 */
			      "cccccccccccccccc"  /* 10 */
			      "ooqooommooooouuu"  /* 20 */
			      "uuuuuuuuuuoomomo"  /* 30 */
			      "ouuuuuuuuuuuuuuu"  /* 40 */
			      "uuuuuuuuuuuoboou"  /* 50 */
			      "ouuuuuuuuuuuuuuu"  /* 60 */
			      "uuuuuuuuuuuooouc"; /* 70 */

_Static_assert(sizeof classes == 0x80 + 1, "one letter for each octet");

#define CLASS(letter) (UINT32_C(1) << ((letter) - 'a'))

static const uint32_t plain_classes[] = {
	[ESCAPE_NAME] = CLASS('u') | CLASS('o') | CLASS('b'),
	[ESCAPE_TEXT] = CLASS('u') | CLASS('o') | CLASS('b') | CLASS('w'),
	[ESCAPE_JSON] = CLASS('u') | CLASS('o') | CLASS('m'),
	[ESCAPE_URI] = CLASS('u'),
};

static bool
is_plain(char c, uint32_t plain)
{
	return (unsigned char)c < 0x80 &&
	    (plain & CLASS(classes[(unsigned char)c]));
}

static struct bytes
html_reference(char c)
{
	switch (c) {
	case '&':
		return BYTES("&amp;");
	case '<':
		return BYTES("&lt;");
	case '>':
		return BYTES("&gt;");
	case '"':
		return BYTES("&quot;");
	case '\'':
		return BYTES("&#39;");
	default:
		return NO_BYTES;
	}
}

static void
put_hex(struct buffer *b, const char *before, char c)
{
	buffer_put_string(b, before);
	buffer_put_char(b, "0123456789ABCDEF"[(unsigned char)c >> 4]);
	buffer_put_char(b, "0123456789ABCDEF"[c & 15]);
}

/* U+2400 plus the character's code; U+2421 for DEL. */
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
		buffer_put(b, html_reference(c));
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
	length = utf8_length(text);
	buffer_put(b, length ? bytes_first(text, length) : BYTES("\ufffd"));
	return length ? length : 1;
}

struct bytes
escape_put(struct buffer *b, enum escape escape, struct bytes text)
{
	uint32_t plain = plain_classes[escape];

	while (text.len && b->size - b->len >= ESCAPE_GROWTH) {
		char *to = b->at + b->len;
		size_t most = min(text.len, b->size - b->len), run = 0;

		/* Copies octet by octet while looking: names are short, and a
		 * call of memcpy(3) would cost more. */
		for (; run < most && is_plain(text.at[run], plain); run++)
			to[run] = text.at[run];
		b->len += run;
		text = bytes_after(text, run);
		if (!run)
			text = bytes_after(text, put_special(b, escape, text));
	}
	return text;
}
