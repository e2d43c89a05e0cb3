/* SPDX-License-Identifier: ISC */
#ifndef DECHUNK_H
#define DECHUNK_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Removes the chunked transfer coding (RFC 9112 section 7.1) from `coded`,
 * strictly: no extensions, no trailers, nothing after the end. Returns false
 * when the coding is wrong or was cut off; the content before that has been
 * written then.
 */
bool dechunk(FILE *coded, FILE *content);

#endif
