/* SPDX-License-Identifier: ISC */
/*
 * Text that grows in memory that the caller owns: response heads, log lines,
 * environments, pages. Writing beyond the end keeps what fits and sets
 * `full`, so that a writer checks once at the end and not after every word.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bytes.h"

struct buffer {
	char *at;
	size_t len, size;
	bool full; /* something did not fit */
};

#define BUFFER(array) ((struct buffer){ (array), 0, sizeof(array), false })

static inline struct bytes
buffer_bytes(const struct buffer *b)
{
	return (struct bytes){ b->at, b->len };
}

/* The room after the text, at most `size` octets of it, as a buffer of its own.
 * To keep what is written there, the caller adds its length to b->len. */
static inline struct buffer
buffer_rest(const struct buffer *b, size_t size)
{
	size_t room = b->size - b->len;

	return (struct buffer){ b->at + b->len, 0, min(room, size), false };
}

/* These append to the text. When not all of it fits, what fits is kept and
 * b->full is set. */
void buffer_put(struct buffer *b, struct bytes text);
void buffer_put_char(struct buffer *b, char c);
void buffer_put_string(struct buffer *b, const char *string);
void buffer_put_crlf(struct buffer *b);
/* Decimal, without leading zeros. */
void buffer_put_number(struct buffer *b, uint64_t number);
/* Lower-case hexadecimal without leading zeros. */
void buffer_put_hex(struct buffer *b, uint64_t number);
/* Decimal, with leading zeros up to `width` digits (at most 20). */
void buffer_put_padded(struct buffer *b, uint64_t number, unsigned width);

/* Ends the text with a NUL that is not counted, for system calls. Returns the
 * string, or NULL when the text or the NUL did not fit. */
const char *buffer_string(struct buffer *b);

/* Copies a text as a string to `to`, of `size` octets. Returns false when it or
 * its NUL did not fit. */
must_check bool buffer_copy(char *to, size_t size, struct bytes text);

#endif
