/* SPDX-License-Identifier: ISC */
#ifndef DECHUNK_H
#define DECHUNK_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Takes the chunked transfer coding (RFC 9112 section 7.1) off what coded has,
 * by the letter: no extensions, no trailers, nothing behind the end. False when
 * the coding is wrong or was cut off; what came before that was written.
 */
bool dechunk(FILE *coded, FILE *content);

#endif
