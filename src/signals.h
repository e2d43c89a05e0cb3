/* SPDX-License-Identifier: ISC */
/* Signals as in a fresh process, for scripts. */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <stdbool.h>

/*
 * Nothing is blocked any more, and nothing ignored: neither what this program
 * ignores, nor, unless `inherited` is false because that was done before, what
 * whoever started it did, real-time signals included.
 */
void signals_reset(bool inherited);

#endif
