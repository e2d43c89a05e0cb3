/* SPDX-License-Identifier: ISC */
/*
 * A response as the strictest client reads it (RFC 9110, RFC 9112): anything
 * that it would not accept ends the program. It shares no code with the server.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include "bytes.h"

struct answer {
	unsigned status;
	struct bytes head;    /* status line and field lines */
	struct bytes content; /* what was sent of it, decoded */
	bool whole;           /* complete by its framing */
	bool chunked;
	int64_t length; /* of the Content-Length; -1: none */
};

/*
 * Reads `octets`, everything that was received until the end of the connection,
 * which 100 (Continue) may precede. `to_head`: the request's method was HEAD.
 * The content borrows from a buffer that the next call overwrites.
 */
void answer_read(struct bytes octets, bool to_head, struct answer *ret_answer);

/* Returns the value of a field that may occur at most once; absent when it does
 * not occur. */
struct bytes answer_field(const struct answer *answer, const char *name);

#endif
