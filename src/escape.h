/* SPDX-License-Identifier: ISC */
/*
 * Text that somebody else wrote (file names, paths, READMEs) on its way into
 * a page. Whatever octets it has, what is written is valid UTF-8: an octet
 * that belongs to no UTF-8 sequence (RFC 3629) becomes U+FFFD.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include "buffer.h"

enum escape {
	/* HTML, in text and in attributes, of something that stands in one
	 * line: control characters become their pictures (U+2400 and on). */
	ESCAPE_NAME,
	/* As that, but lines and tabulators are kept. */
	ESCAPE_TEXT,
	/* Inside of a JSON string (RFC 8259 section 7). */
	ESCAPE_JSON,
	/* A path in a URI: everything but unreserved characters (RFC 3986
	 * section 2.3) and "/" as %XX; lossless, whatever the octets. */
	ESCAPE_URI,
};

enum { ESCAPE_GROWTH = 6 }; /* an octet becomes at most so many */

/* Writes as much of `text` as there is room for, no character in part; returns
 * what is left. Never sets `full`. */
struct bytes escape_put(
    struct buffer *b, enum escape escape, struct bytes text);

#endif
