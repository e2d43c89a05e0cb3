/* SPDX-License-Identifier: ISC */
/*
 * A file as a representation (RFC 9110 section 3.2): which octets represent
 * it, and their type, coding and age. They are the file's own, or those of a
 * sibling that was compressed beforehand (x.js.br beside x.js).
 */
#ifndef REPRESENTATION_H
#define REPRESENTATION_H

#include "condition.h"
#include "exchange.h"
#include "media_type.h"

struct representation {
	int fd;
	struct stat st;
	uint64_t size;
	int64_t modified;     /* seconds since the epoch */
	struct bytes type;    /* media type, without charset */
	struct bytes charset; /* absent: not to be sent */
	struct bytes coding;  /* content coding; absent: none */
	bool acceptable;      /* the client did not rule this one out */
	/* The first octets, in x->text; absent when they were not read. */
	struct bytes sample;
	struct validators validators;
	char etag[80];
	char type_space[MEDIA_TYPE_SIZE];
};

/*
 * Chooses the representation of x->target (a file) for x->request. A sibling is
 * taken when the client likes its coding at least as much as the plain file and
 * it is no older than that, needs no other password, and is a plain file
 * itself: no script, and not reached by a symbolic link. None is taken when a
 * script has set a Content-Encoding. Where the client accepts none of them, the
 * plain file is chosen and marked as not acceptable. Sets x->by_coding when
 * there is a choice. Nothing is sent.
 */
void representation_choose(
    struct exchange *x, struct representation *ret_representation);

/* Writes ETag and Last-Modified: of the fields that a 200 or 206 has, those
 * that a 304 has too (RFC 9110 section 15.4.5). */
void representation_put_validators(
    const struct representation *r, struct buffer *head);

/* Writes Content-Type alone, for the whole or for one part of a
 * multipart/byteranges. */
void representation_put_type(
    const struct representation *r, struct buffer *head);

#endif
