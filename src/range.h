/* SPDX-License-Identifier: ISC */
/* Range requests (RFC 9110 section 14): which octets of a file are wanted. */
#ifndef RANGE_H
#define RANGE_H

#include "http.h"

/* As many as a reader of a document plausibly asks for; a request for more is
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
 * Reads the value of a Range field for a representation of `size` octets.
 *
 * STATUS_OK: send the whole, because the unit is not bytes, the set is not
 * valid, it names more than RANGES_MAX ranges, several of them together cover
 * the whole, or the size is 0 (clients that always ask for "0-" want that).
 * STATUS_PARTIAL_CONTENT: *ret_ranges holds 1 to RANGES_MAX ranges, clamped to
 * the size, in the order asked; when some overlap or touch they were joined
 * (then sorted), so that the sum is never more than `size`. A single range
 * that covers the whole is one of these: players of media ask for "0-" and
 * take anything but 206 for a server that cannot seek.
 * STATUS_RANGE_NOT_SATISFIABLE: valid, but none begins within the size.
 * Numbers of any length are valid; those past UINT64_MAX count as that.
 * *ret_ranges is written with STATUS_PARTIAL_CONTENT only.
 */
enum http_status range_parse(
    struct bytes value, uint64_t size, struct ranges *ret_ranges);

#endif
