/* SPDX-License-Identifier: ISC */
/*
 * A file as a representation (RFC 9110 section 3.2): which octets stand for
 * it, of what type, coding and age. The file itself, or a sibling that was
 * compressed beforehand (x.js.br beside x.js).
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
	struct bytes charset; /* absent: not to be said */
	struct bytes coding;  /* absent: none */
	bool varies;          /* there are siblings to choose from */
	bool acceptable;      /* the client did not rule this one out */
	/* Its first octets where they were read, in x->text. */
	struct bytes sample;
	struct validators validators;
	char etag[80];
	char type_space[MEDIA_TYPE_SIZE];
};

/*
 * Chooses the representation of x->target (a file) for x->request. The
 * sibling is taken when the client likes its coding at least as much as the
 * plain file and it is not older than that. Where it likes none of them, the
 * plain file is chosen and not acceptable. Nothing is sent.
 */
void representation_choose(
    struct exchange *x, struct representation *ret_representation);

/* Vary, ETag and Last-Modified: what 304 tells too, of all that 200 and 206 say
 * (RFC 9110 section 15.4.5). */
void representation_put_validators(
    const struct representation *r, struct buffer *head);

/* Content-Type alone: of the whole, or of one part of a multipart/byteranges. */
void representation_put_type(
    const struct representation *r, struct buffer *head);

#endif
