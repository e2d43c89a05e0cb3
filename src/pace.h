/* SPDX-License-Identifier: ISC */
/*
 * How long to wait for a peer. It begins with a budget of time, which runs down
 * while we wait for it; what it sends or takes gives time back, at a minimum
 * rate, up to the initial budget. So no peer can hold a process with an octet
 * now and then, however much it took before. Time in which we were not ready
 * does not count.
 */
#ifndef PACE_H
#define PACE_H

#include <stdbool.h>

#include "clock.h"

struct pace {
	int64_t patience; /* milliseconds without an octet */
	int64_t rate;     /* octets a second; 0: any octet gives back all */
	int64_t budget;   /* milliseconds left for the next octets */
	int64_t since;    /* start of the waiting, on clock_monotonic_ms */
	bool waits;       /* the waiting goes on */
};

/* Sets the budget: `seconds` without an octet, and the minimum `rate` in octets
 * a second. The waiting begins with pace_resume(). */
void pace_begin(struct pace *p, int64_t seconds, int64_t rate);

/* The peer sent or took so many octets, whether we wait for it or not. */
void pace_note(struct pace *p, uint64_t octets);

/* We wait for the peer from now on; we do not wait for it from now on. */
void pace_resume(struct pace *p);
void pace_pause(struct pace *p);

/* When to give up on the peer, on clock_monotonic_ms; valid while we wait. */
int64_t pace_deadline(const struct pace *p);

#endif
