/* SPDX-License-Identifier: ISC */
/* The chunked transfer coding (RFC 9112 section 7.1), both ways. */
#ifndef CHUNKED_H
#define CHUNKED_H

#include "buffer.h"

enum {
	/* Chunk extensions and trailers are read and dropped, up to this much
	 * in all: nobody can make us read them for ever. */
	CHUNKED_EXTRA_MAX = 16384,
	CHUNKED_HEAD_SIZE = 20, /* room for a chunk's size line */
};

/* A decoder that takes the coded octets in pieces of any size. Zeroed: at the
 * beginning. Its members are its own. */
struct chunked {
	int state;
	uint64_t left;   /* of the chunk's data */
	unsigned digits; /* of the chunk's size so far */
	size_t extra;    /* octets of extensions and trailers so far */
};

enum chunked_result {
	CHUNKED_MORE, /* all of the input was used; give more */
	CHUNKED_DATA, /* *ret_data is decoded content; call again */
	CHUNKED_END, /* the coding is complete; *coded is what came behind it */
	CHUNKED_INVALID, /* answer 400; the decoder stays invalid */
};

/*
 * Takes octets from the front of *coded. Strict: sizes are 1 to 16 hexadecimal
 * digits without sign, blank or "0x", below 2^63; only CRLF ends a line;
 * white space only where RFC 9112 has BWS before an extension, or in one; no
 * control characters in extensions and trailers, and no trailer that begins
 * with white space or ";". What they say is not looked at.
 */
must_check enum chunked_result chunked_decode(
    struct chunked *decoder, struct bytes *coded, struct bytes *ret_data);

/* Octets that the chunk at hand has announced and that have not come yet: at
 * least so many, while its size is not read to the end. */
static inline uint64_t
chunked_announced(const struct chunked *decoder)
{
	return decoder->left;
}

/* The line that stands before a chunk of `size` octets (> 0). Behind the data
 * goes CHUNKED_AFTER; behind the last chunk's, CHUNKED_LAST as well. */
void chunked_put_head(struct buffer *b, uint64_t size);
#define CHUNKED_AFTER BYTES("\r\n")
#define CHUNKED_LAST  BYTES("0\r\n\r\n")

#endif
