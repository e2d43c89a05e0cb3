/* SPDX-License-Identifier: ISC */
/*
 * Validators and preconditions (RFC 9110 sections 8.8 and 13): whether an
 * answer is still wanted.
 */
#ifndef CONDITION_H
#define CONDITION_H

#include "request.h"

struct validators {
	struct bytes etag; /* opaque-tag with its quotes, without W/ */
	bool weak; /* the tag is sent with W/ and never matches strongly */
	int64_t last_modified; /* seconds since the epoch */
	int64_t now; /* when the answer is made: for dates and their strength */
};

/*
 * Evaluates If-Match, If-Unmodified-Since, If-None-Match and
 * If-Modified-Since in the order of RFC 9110 section 13.2.2, with its rules on
 * which is ignored when. For a representation that exists. CONNECT, OPTIONS
 * and TRACE have no preconditions.
 *
 * Returns STATUS_NONE (go on), STATUS_NOT_MODIFIED (GET and HEAD only) or
 * STATUS_PRECONDITION_FAILED. Fields that are not valid are ignored as the
 * sections say (dates, which may also stand only once), or match nothing
 * (lists of entity-tags; repeated lines are one list, of which an invalid
 * line takes only itself out).
 */
enum http_status condition_evaluate(
    const struct request *request, const struct validators *validators);

/*
 * May Range be followed (RFC 9110 section 13.1.5)? True without If-Range; with
 * an entity-tag when it matches strongly; with a date when it equals
 * Last-Modified and that is at least a second older than now. False for
 * anything else, repeated fields included.
 */
bool condition_range_holds(
    const struct request *request, const struct validators *validators);

#endif
