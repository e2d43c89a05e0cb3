/* SPDX-License-Identifier: ISC */
#include "buffer.h"

void
buffer_put(struct buffer *b, struct bytes text)
{
	size_t room = b->size - b->len;

	if (text.len > room) {
		text.len = room;
		b->full = true;
	}
	if (text.len)
		memcpy(b->at + b->len, text.at, text.len);
	b->len += text.len;
}

void
buffer_put_char(struct buffer *b, char c)
{
	if (b->len < b->size)
		b->at[b->len++] = c;
	else
		b->full = true;
}

void
buffer_put_string(struct buffer *b, const char *string)
{
	buffer_put(b, bytes_of(string));
}

static void
put_digits(struct buffer *b, uint64_t number, unsigned base, unsigned width)
{
	char digits[20];
	size_t first = sizeof digits;

	do {
		digits[--first] = "0123456789abcdef"[number % base];
		number /= base;
	} while (number);
	while (width > sizeof digits - first && first > 0)
		digits[--first] = '0';
	buffer_put(b, (struct bytes){ digits + first, sizeof digits - first });
}

void
buffer_put_number(struct buffer *b, uint64_t number)
{
	put_digits(b, number, 10, 1);
}

void
buffer_put_hex(struct buffer *b, uint64_t number)
{
	put_digits(b, number, 16, 1);
}

void
buffer_put_padded(struct buffer *b, uint64_t number, unsigned width)
{
	put_digits(b, number, 10, width);
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

void
buffer_put_html(struct buffer *b, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		struct bytes reference = html_reference(text.at[i]);

		if (reference.at)
			buffer_put(b, reference);
		else
			buffer_put_char(b, text.at[i]);
	}
}

static bool
is_plain_in_path(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '/' || c == '-' ||
	    c == '.' || c == '_' || c == '~';
}

void
buffer_put_uri_path(struct buffer *b, struct bytes path)
{
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.at[i];

		if (is_plain_in_path(path.at[i])) {
			buffer_put_char(b, path.at[i]);
			continue;
		}
		buffer_put_char(b, '%');
		buffer_put_char(b, "0123456789ABCDEF"[c >> 4]);
		buffer_put_char(b, "0123456789ABCDEF"[c & 15]);
	}
}

const char *
buffer_string(struct buffer *b)
{
	if (b->full || b->len == b->size)
		return NULL;
	b->at[b->len] = '\0';
	return b->at;
}
