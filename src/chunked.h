/* SPDX-License-Identifier: ISC */
/* The chunked transfer coding (RFC 9112 section 7.1), both ways. */
#ifndef CHUNKED_H
#define CHUNKED_H

#include "buffer.h"

enum {
	/* Chunk extensions and trailers are read and dropped, up to this many
	 * octets in all: no client can make us read them for ever. */
	CHUNKED_EXTRA_MAX = 16384,
	CHUNKED_HEAD_SIZE = 20, /* room for a chunk's size line */
};

/* A decoder that takes the coded octets in pieces of any size. The caller
 * zeroes it at first and leaves its members alone. */
struct chunked {
	int state;
	uint64_t left;   /* of the chunk's data */
	unsigned digits; /* of the chunk's size so far */
	size_t extra;    /* octets of extensions and trailers so far */
};

enum chunked_result {
	CHUNKED_MORE, /* all of the input was used; give more */
	CHUNKED_DATA, /* *ret_data is decoded content; call again */
	CHUNKED_END,  /* the coding is complete; *coded is what followed it */
	CHUNKED_INVALID, /* answer 400; the decoder stays invalid */
};

/*
 * Takes octets off the front of *coded. Strict: a size is 1 to 16 hexadecimal
 * digits without sign, blank or "0x", below 2^63; only CRLF ends a line; white
 * space is allowed only where RFC 9112 has BWS, before an extension or in one;
 * extensions and trailers have no control characters, and a trailer begins with
 * a token and a colon. Their meaning is ignored.
 */
must_check enum chunked_result chunked_decode(
    struct chunked *decoder, struct bytes *coded, struct bytes *ret_data);

/* Octets of data that the current chunk still owes; a lower bound while its
 * size has not been read to the end. */
static inline uint64_t
chunked_announced(const struct chunked *decoder)
{
	return decoder->left;
}

/* Appends the line before a chunk of `size` octets (> 0). CHUNKED_AFTER follows
 * each chunk's data; after the last chunk, CHUNKED_LAST follows as well. */
void chunked_put_head(struct buffer *b, uint64_t size);
#define CHUNKED_AFTER BYTES("\r\n")
#define CHUNKED_LAST  BYTES("0\r\n\r\n")

#endif
