/* SPDX-License-Identifier: ISC */
/*
 * Patterns for paths in URLs, octet by octet. fnmatch(3) does the same and
 * brings a C library's tables of wide characters with it, 17 KB in the static
 * executable.
 */
#ifndef GLOB_H
#define GLOB_H

#include "bytes.h"

/*
 * Does `pattern` match all of `path`? Within a segment of the path "*" matches
 * any octets, "?" one, "[...]" one of those (with ranges; "!" or "^" first: one
 * of the others), and "\" takes what follows as it is. None of them matches a
 * dot at the beginning of a segment.
 */
bool glob_match(struct bytes pattern, struct bytes path);

#endif
