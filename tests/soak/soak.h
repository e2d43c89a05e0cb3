/* SPDX-License-Identifier: ISC */
/* Shared by the parts of soak: the kinds of exchanges, and what an answer must
 * be. */
#ifndef SOAK_H
#define SOAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a client behaves. */
enum manner {
	ASKS,       /* sends everything and reads everything */
	DRIPS,      /* sends a few octets now and then */
	SIPS,       /* reads a little now and then */
	LEAVES,     /* resets in the middle of the answer */
	BREAKS_OFF, /* closes in the middle of its header */
	SILENT,     /* connects and closes */
};

enum framing {
	WHOLE,  /* complete by its Content-Length or last chunk */
	BARE,   /* no content, whatever the header says: HEAD, 304 */
	CLOSED, /* up to the end of the connection */
	CUT,    /* it must not look whole */
};

enum { LENGTH_ANY = -1, NO_ANSWER = 0 };

struct kind {
	const char *name;
	unsigned weight; /* relative to the others */
	const char *
	    start; /* the request up to its fields; "#" stands for its number */
	const char *fields; /* further field lines, with their ends */
	unsigned content;   /* octets of content */
	bool chunked;       /* the content is chunked */
	enum manner manner;
	unsigned status; /* of the answer; NO_ANSWER: any */
	enum framing framing;
	int64_t length; /* of its content */
	bool unlogged;  /* not a request, so no record */
};

extern const struct kind kinds[];
extern const unsigned kind_count;

/* Returns what is wrong with an answer that has ended, or NULL. `reset`: it
 * ended by a reset. */
const char *answer_fault(
    const struct kind *kind, const char *answer, size_t len, bool reset);

#endif
