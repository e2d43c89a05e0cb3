/* SPDX-License-Identifier: ISC */
/*
 * How long a peer is waited for: some time without a sign of life, and a
 * thousand octets a second on the whole, so that nobody holds a process by an
 * octet now and then. Time in which we were not ready does not count.
 */
#ifndef PACE_H
#define PACE_H

#include "clock.h"

struct pace {
	int64_t patience; /* milliseconds without an octet */
	int64_t budget;   /* milliseconds left for what has not come yet */
	int64_t since;    /* of the waiting, on clock_monotonic_ms */
};

/* Begins to wait; `seconds`: without an octet. */
void pace_begin(struct pace *p, int64_t seconds);

/* Some octets came. */
void pace_note(struct pace *p, uint64_t octets);

/* We are not ready for more; and again. */
void pace_pause(struct pace *p);
void pace_resume(struct pace *p);

/* When the peer is to be given up, on clock_monotonic_ms. */
int64_t pace_deadline(const struct pace *p);

#endif
