/* SPDX-License-Identifier: ISC */
/*
 * Patterns for paths in URLs, octet by octet. fnmatch(3) does the same but
 * brings the C library's tables of wide characters with it, 17 KB in the
 * static executable.
 */
#ifndef GLOB_H
#define GLOB_H

#include "bytes.h"

/*
 * Does `pattern` match all of `path`? Within a segment of the path "*" matches
 * any octets, "?" one octet, "[...]" one of the set (with ranges; after "!" or
 * "^", one that is not in it), and "\" takes the next octet literally. No
 * wildcard matches a dot at the beginning of a segment. A "[" without its "]"
 * stands for itself.
 */
bool glob_match(struct bytes pattern, struct bytes path);

/* Whether each "[" of a pattern that begins a set has its "]", in the same
 * segment. */
bool glob_is_closed(const char *pattern);

#endif
