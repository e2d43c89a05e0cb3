/* SPDX-License-Identifier: ISC */
/*
 * Foreign text (file names, paths, READMEs) on its way into a page. Whatever
 * octets it has, the output is valid UTF-8: an octet that belongs to no UTF-8
 * sequence (RFC 3629) becomes U+FFFD.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include "buffer.h"

enum escape {
	/* One line of HTML, as text or in an attribute: control characters
	 * become their pictures (U+2400 and following). */
	ESCAPE_NAME,
	/* As ESCAPE_NAME, but line ends and tabs are kept. */
	ESCAPE_TEXT,
	/* Inside a JSON string (RFC 8259 section 7). */
	ESCAPE_JSON,
	/* A path in a URI: everything but unreserved characters (RFC 3986
	 * section 2.3) and "/" as %XX; lossless, whatever the octets. */
	ESCAPE_URI,
};

enum { ESCAPE_GROWTH = 6 }; /* octets that one octet becomes, at most */

/* Writes whole characters of `text` while ESCAPE_GROWTH octets of room are
 * left. Returns the rest of `text`. Never sets `full`. */
struct bytes escape_put(
    struct buffer *b, enum escape escape, struct bytes text);

#endif
