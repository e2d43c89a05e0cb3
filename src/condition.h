/* SPDX-License-Identifier: ISC */
/*
 * Validators and preconditions (RFC 9110 sections 8.8 and 13): whether the
 * client still wants the representation.
 */
#ifndef CONDITION_H
#define CONDITION_H

#include "request.h"

struct validators {
	struct bytes etag; /* opaque-tag with its quotes, without W/ */
	bool weak; /* the tag is sent with W/ and never matches strongly */
	int64_t last_modified; /* seconds since the epoch */
	int64_t now;           /* the same; dates and their strength need it */
};

/*
 * Evaluates If-Match, If-Unmodified-Since, If-None-Match and
 * If-Modified-Since, for a representation that exists, in the order of RFC 9110
 * section 13.2.2 and with its rules on which one is ignored when. CONNECT,
 * OPTIONS and TRACE have no preconditions. `validators` is NULL for what has
 * none: no entity-tag matches it, and dates are ignored.
 *
 * Returns STATUS_NONE (go on), STATUS_NOT_MODIFIED (GET and HEAD only) or
 * STATUS_PRECONDITION_FAILED. A date that is not valid or is repeated is
 * ignored. A list of entity-tags that is not valid matches nothing; where it is
 * on several lines, this holds for each line by itself.
 */
enum http_status condition_evaluate(
    const struct request *request, const struct validators *validators);

/* The refusal for STATUS_PRECONDITION_FAILED. */
struct refusal condition_refusal(void);

/*
 * May Range be followed (RFC 9110 section 13.1.5)? True without If-Range; with
 * an entity-tag that matches strongly; with a date that equals Last-Modified
 * and is at least a second before `now`. False for anything else, including a
 * repeated If-Range.
 */
bool condition_range_holds(
    const struct request *request, const struct validators *validators);

#endif
