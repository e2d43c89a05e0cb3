/* SPDX-License-Identifier: ISC */
/* The parts of soak: the kinds of exchanges, what an answer must be. */
#ifndef SOAK_H
#define SOAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a client behaves. */
enum manner {
	ASKS,       /* sends everything, reads everything */
	DRIPS,      /* sends a few octets now and then */
	SIPS,       /* reads a little now and then */
	LEAVES,     /* resets in the midst of the answer */
	BREAKS_OFF, /* closes in the midst of its header */
	SILENT,     /* connects and closes */
};

enum framing {
	WHOLE,  /* by its Content-Length or its last chunk */
	BARE,   /* no content, whatever the header says: HEAD, 304 */
	CLOSED, /* to the end of the connection */
	CUT,    /* it must not look whole */
};

enum { LENGTH_ANY = -1, NO_ANSWER = 0 };

struct kind {
	const char *name;
	unsigned weight; /* among the others */
	const char *
	    start; /* the request up to its fields; "#" stands for its number */
	const char *fields; /* more of them, with their ends */
	unsigned content;   /* octets that go with it */
	bool chunked;       /* they do so chunked */
	enum manner manner;
	unsigned status; /* of the answer; NO_ANSWER: nothing is claimed */
	enum framing framing;
	int64_t length; /* of its content */
	bool unlogged;  /* no request, so no record */
};

extern const struct kind kinds[];
extern const unsigned kind_count;

/* What is wrong with an answer that has ended; NULL when nothing is. `reset`:
 * by a reset. */
const char *answer_fault(
    const struct kind *kind, const char *answer, size_t len, bool reset);

#endif
