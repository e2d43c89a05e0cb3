/* SPDX-License-Identifier: ISC */
/* Range requests (RFC 9110 section 14): which octets of a file to send. */
#ifndef RANGE_H
#define RANGE_H

#include "http.h"

/* As many as a document viewer plausibly asks for; a request for more is
 * answered with the whole (RFC 9110 section 14.2 advises that). */
enum { RANGES_MAX = 8 };

struct range {
	uint64_t first, last; /* inclusive; first <= last < size */
};

struct ranges {
	unsigned count;
	struct range at[RANGES_MAX];
};

/*
 * Parses the value of a Range field for a representation of `size` octets.
 * Returns
 *
 * STATUS_OK: send the whole, because the unit is not bytes, the set is not
 * valid, it names more than RANGES_MAX ranges, several of them together cover
 * the whole, or `size` is 0 (for clients that always ask for "0-");
 * STATUS_PARTIAL_CONTENT: *ret_ranges holds 1 to RANGES_MAX ranges, clamped to
 * the size, in the order requested; if any overlap or touch, these are joined
 * and all are sorted, so that the sum never exceeds `size`. A single range that
 * covers the whole belongs here: media players ask for "0-" and take any status
 * but 206 to mean that the server cannot seek;
 * STATUS_RANGE_NOT_SATISFIABLE: valid, but no range begins within the size.
 *
 * Numbers of any length are valid; those above UINT64_MAX count as UINT64_MAX.
 * *ret_ranges is written only with STATUS_PARTIAL_CONTENT.
 */
enum http_status range_parse(
    struct bytes value, uint64_t size, struct ranges *ret_ranges);

#endif
