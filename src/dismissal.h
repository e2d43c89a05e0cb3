/* SPDX-License-Identifier: ISC */
/*
 * What the listener tells clients by itself, as there is nothing to be done for
 * them that a process would be worth. Nothing that they said is looked at, and
 * nobody is waited for.
 */
#ifndef DISMISSAL_H
#define DISMISSAL_H

#include "exchange.h"

/* Answers 503, in few words, and closes `fd`. */
void dismissal_turn_away(int fd);

/* As serve.h, with the only answer that is left to one who has ended in the
 * midst of its header: 400, and a record in the log. Closes `fd`. `x` has been
 * used for nothing else. */
void dismissal_end(struct exchange *x, const struct options *options, int fd);

#endif
