/* SPDX-License-Identifier: ISC */
/* Signals as in a fresh process, for scripts. */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <stdbool.h>

/*
 * Unblocks all signals, and resets those that this program ignores to their
 * defaults. With `inherited`, resets every signal, real-time ones included: the
 * process that started this one may have ignored others. `inherited` is false
 * where that was done before.
 */
void signals_reset(bool inherited);

#endif
