/* SPDX-License-Identifier: ISC */
/*
 * Sends content whose length is not known beforehand through a buffer of fixed
 * size. Content that fits in the buffer goes with its Content-Length in one
 * packet; longer content is sent piece by piece at the client's pace, chunked,
 * or to HTTP/1.0 delimited by the close of the connection.
 */
#ifndef STREAM_H
#define STREAM_H

#include "chunked.h"
#include "escape.h"
#include "response.h"

enum {
	STREAM_SIZE = 16384,
	STREAM_TAIL_SIZE = 16, /* for the end of a chunk, and of the coding */
};

struct stream {
	struct exchange *x;
	struct buffer head; /* the response's; the caller adds its fields */
	struct buffer text;
	bool begun; /* the header was sent */
	bool over;  /* no more is sent: the client is gone, or asked by HEAD */
	uint64_t octets; /* of content, sent so far */
	char head_space[RESPONSE_HEAD_SIZE];
	char space[CHUNKED_HEAD_SIZE + STREAM_SIZE + STREAM_TAIL_SIZE];
};

/* Begins a response with that status; sends nothing yet. */
void stream_begin(struct stream *s, struct exchange *x, unsigned status);

/* Returns a buffer with room for at least `octets` (STREAM_SIZE at most), after
 * sending what was written before if there is less. Valid until the next
 * call. */
struct buffer *stream_room(struct stream *s, size_t octets);

/* Both write text of any length, as it is or escaped, and send what the buffer
 * cannot hold. Once s->over is set, what is written goes nowhere. */
void stream_put(struct stream *s, struct bytes text);
void stream_put_escaped(
    struct stream *s, enum escape escape, struct bytes text);

/* Sends what is left in the buffer, and the end of the content. */
void stream_end(struct stream *s);

#endif
