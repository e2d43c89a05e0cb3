/* SPDX-License-Identifier: ISC */
/* --explain: how a request would be answered, without running anything. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "exchange.h"

/*
 * Prints to stdout how `GET target` would be answered and why: the kind of
 * answer, the file, for a script also its arguments, directory, environment and
 * limits. *x is set as for serve, but without a connection. Returns the exit
 * status: 0 when the answer is no error, 1 when it is one.
 */
int explain(struct exchange *x, const char *target);

#endif
