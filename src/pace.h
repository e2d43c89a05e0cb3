/* SPDX-License-Identifier: ISC */
/*
 * How long a peer is waited for. It has some time to begin with, which runs
 * off while it is waited for; what it sends or takes gives it time back, at a
 * least rate, up to what it began with. So nobody holds a process by an octet
 * now and then, however much it took before. Time in which we were not ready
 * does not count.
 */
#ifndef PACE_H
#define PACE_H

#include "clock.h"

struct pace {
	int64_t patience; /* milliseconds without an octet */
	int64_t rate;     /* octets a second; 0: each one gives back all */
	int64_t budget;   /* milliseconds left for what has not come yet */
	int64_t since;    /* of the waiting, on clock_monotonic_ms */
};

/* Before the first pace_resume(); `seconds`: without an octet, `rate`: octets a
 * second. */
void pace_begin(struct pace *p, int64_t seconds, int64_t rate);

/* Some octets came. */
void pace_note(struct pace *p, uint64_t octets);

/* From now on the peer is waited for; and not now. */
void pace_resume(struct pace *p);
void pace_pause(struct pace *p);

/* When the peer is to be given up, on clock_monotonic_ms. */
int64_t pace_deadline(const struct pace *p);

#endif
