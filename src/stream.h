/* SPDX-License-Identifier: ISC */
/*
 * Content whose length is not known beforehand, through a buffer of fixed
 * size: what fits in it goes with its Content-Length in one packet; what does
 * not is sent piece by piece, chunked (close-delimited to HTTP/1.0), at the
 * client's pace.
 */
#ifndef STREAM_H
#define STREAM_H

#include "chunked.h"
#include "escape.h"
#include "response.h"

enum {
	STREAM_SIZE = 16384,
	STREAM_TAIL_SIZE = 16, /* what ends a chunk, and what ends them all */
};

struct stream {
	struct exchange *x;
	struct buffer head; /* of the response; whoever writes adds fields */
	struct buffer text;
	bool begun; /* the header was sent */
	bool over;  /* nobody wants more: the client is gone, or asked HEAD */
	uint64_t octets; /* of content, so far */
	char head_space[RESPONSE_HEAD_SIZE];
	char space[CHUNKED_HEAD_SIZE + STREAM_SIZE + STREAM_TAIL_SIZE];
};

/* Begins a response with status 200. */
void stream_begin(struct stream *s, struct exchange *x);

/* A buffer with room for at least `octets` (STREAM_SIZE at most); sends what
 * was written before when there is not so much. Valid until the next call. */
struct buffer *stream_room(struct stream *s, size_t octets);

void stream_put(struct stream *s, struct bytes text);
void stream_put_escaped(
    struct stream *s, enum escape escape, struct bytes text);

/* Sends what is left, and the end. */
void stream_end(struct stream *s);

#endif
