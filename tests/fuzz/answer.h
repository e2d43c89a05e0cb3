/* SPDX-License-Identifier: ISC */
/*
 * A response as the strictest client reads it (RFC 9110, RFC 9112): what it
 * would not accept ends the program. Its own reading, nothing of the server's.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include "bytes.h"

struct answer {
	unsigned status;
	struct bytes head;    /* status line and field lines */
	struct bytes content; /* what was sent of it, decoded */
	bool whole;           /* the framing says that it is all */
	bool chunked;
	int64_t length; /* of the Content-Length; -1: none */
};

/*
 * Reads `octets`, all that was received until the connection's end; 100
 * (Continue) may come first. `to_head`: the request's method was HEAD. The
 * content borrows from a buffer that the next call writes to.
 */
void answer_read(struct bytes octets, bool to_head, struct answer *ret_answer);

/* The value of a field that is there once at most; absent: there is none. */
struct bytes answer_field(const struct answer *answer, const char *name);

#endif
