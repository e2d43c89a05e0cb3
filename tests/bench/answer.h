/* SPDX-License-Identifier: ISC */
/*
 * An answer as the benchmark's clients see it: parsed octet by octet as it
 * arrives, and compared with what it should be. The figures of a wrong answer
 * are worth nothing.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an answer should be. */
struct expectation {
	int status;
	const char *content; /* exactly this; NULL: not compared */
	int64_t length;      /* of the content; -1: any */
	bool zeros;          /* `length` octets of zero */
	const char *text;    /* must be in the content; NULL: none ... */
	size_t times;        /* ... at least this often */
};

enum {
	ANSWER_HEADER_MAX = 16384,
	ANSWER_FAULT_MAX = 80,
};

enum answer_part {
	ANSWER_HEADER,
	ANSWER_LENGTH, /* content of a known length */
	ANSWER_TO_END, /* content that ends with the connection */
	ANSWER_CHUNK_SIZE,
	ANSWER_CHUNK_DATA,
	ANSWER_CHUNK_END, /* the line end after the data */
	ANSWER_TRAILER,
	ANSWER_COMPLETE,
};

struct answer {
	const struct expectation *expected;
	enum answer_part part;
	size_t line;    /* octets of the line that is being read */
	int64_t left;   /* of the content, or of the chunk */
	int64_t got;    /* of the content */
	size_t matched; /* octets of the expected text in a row */
	size_t found;   /* how often it occurred */
	size_t header_length;
	char fault[ANSWER_FAULT_MAX]; /* the first fault; empty: none */
	char header[ANSWER_HEADER_MAX + 1];
};

/* Handles the options that all clients have, as getopt(3) returns them:
 *   s STATUS   expect this status; default: 200
 *   f FILE     the content is that of FILE
 *   z LENGTH   the content is this many octets of zero
 *   t TEXT     the content has this text
 *   k TIMES    at least this often
 * Returns false for any other option. Ends the program if FILE cannot be read.
 */
#define EXPECTATION_OPTIONS "s:f:z:t:k:"
#define EXPECTATION_ANY     ((struct expectation){ .status = 200, .length = -1 })
bool expectation_option(struct expectation *e, int option, const char *value);

/* Returns a whole file in memory, followed by a NUL. Ends the program if it
 * cannot be read. */
char *file_content(const char *path, size_t *ret_length);

void answer_begin(struct answer *a, const struct expectation *expected);
void answer_take(struct answer *a, const char *octets, size_t length);

/* Returns true when the answer is complete by its own framing, or is wrong. */
bool answer_is_over(const struct answer *a);

/* To be called when the connection has ended. Returns what is wrong with the
 * answer, or NULL. */
const char *answer_end(struct answer *a);

#endif
