/* SPDX-License-Identifier: ISC */
/* The two clocks: one for deadlines, one for dates. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* A deadline that never comes. */
#define CLOCK_NEVER INT64_MAX

/* Milliseconds on a clock that never jumps (clock_gettime(2),
 * CLOCK_MONOTONIC): for deadlines. */
int64_t clock_monotonic_ms(void);

/* Microseconds on the same clock: for how long something took. */
int64_t clock_monotonic_us(void);

/* Microseconds since the epoch (CLOCK_REALTIME): for dates and the log. */
int64_t clock_realtime_us(void);

/* The earlier of two moments. */
static inline int64_t
clock_earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The timeout, in milliseconds, with which poll(2) waits until `deadline`, on
 * clock_monotonic_ms: -1 (for ever) for CLOCK_NEVER, 0 when it has passed. */
int clock_poll_timeout(int64_t deadline);

/* The same for a caller that knows the time: `now`, on clock_monotonic_ms. At
 * most INT_MAX, as an int holds it. */
int clock_timeout(int64_t deadline, int64_t now);

#endif
