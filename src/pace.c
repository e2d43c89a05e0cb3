/* SPDX-License-Identifier: ISC */
#include "pace.h"

void
pace_begin(struct pace *p, int64_t seconds, int64_t rate)
{
	p->patience = p->budget = seconds * 1000;
	p->rate = rate;
	p->since = 0;
	p->waits = false;
}

void
pace_pause(struct pace *p)
{
	p->budget -= clock_monotonic_ms() - p->since;
	p->waits = false;
}

void
pace_resume(struct pace *p)
{
	p->since = clock_monotonic_ms();
	p->waits = true;
}

/* What some octets give back, in milliseconds; at most all of the patience. */
static int64_t
worth(const struct pace *p, uint64_t octets)
{
	if (!p->rate ||
	    octets / (uint64_t)p->rate >= (uint64_t)p->patience / 1000)
		return p->patience;
	return (int64_t)(octets * 1000 / (uint64_t)p->rate);
}

void
pace_note(struct pace *p, uint64_t octets)
{
	bool waits = p->waits;

	if (!octets)
		return;
	if (waits)
		pace_pause(p);
	p->budget += worth(p, octets);
	if (p->budget > p->patience)
		p->budget = p->patience;
	if (waits)
		pace_resume(p);
}

int64_t
pace_deadline(const struct pace *p)
{
	return p->since + p->budget;
}
