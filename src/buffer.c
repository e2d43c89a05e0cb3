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

void
buffer_put_crlf(struct buffer *b)
{
	buffer_put(b, BYTES("\r\n"));
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

const char *
buffer_string(struct buffer *b)
{
	if (b->full || b->len == b->size)
		return NULL;
	b->at[b->len] = '\0';
	return b->at;
}

bool
buffer_copy(char *to, size_t size, struct bytes text)
{
	struct buffer b = { to, 0, size, false };

	buffer_put(&b, text);
	return buffer_string(&b) != NULL;
}
