/* SPDX-License-Identifier: ISC */
/*
 * What the listener tells clients by itself, where a process would not be worth
 * its cost. It does not look at what they have sent, and does not wait for
 * them.
 */
#ifndef DISMISSAL_H
#define DISMISSAL_H

#include "exchange.h"

/* Answers 503, with a short text, and closes `fd`. */
void dismissal_turn_away(int fd);

/* As serve(), with the only answer that is left for a client that has ended in
 * the midst of its header: 400, and a record in the log; the record alone when
 * it has reset the connection. Closes `fd`. `x` must be used for nothing
 * else. */
void dismissal_end(struct exchange *x, const struct options *options, int fd);

#endif
