/* SPDX-License-Identifier: ISC */
#include "pace.h"

enum { OCTETS_PER_MS = 1 };

void
pace_begin(struct pace *p, int64_t seconds)
{
	p->patience = p->budget = seconds * 1000;
	p->since = clock_monotonic_ms();
}

void
pace_pause(struct pace *p)
{
	p->budget -= clock_monotonic_ms() - p->since;
}

void
pace_resume(struct pace *p)
{
	p->since = clock_monotonic_ms();
}

void
pace_note(struct pace *p, uint64_t octets)
{
	pace_pause(p);
	p->budget += (int64_t)(octets / OCTETS_PER_MS);
	pace_resume(p);
}

int64_t
pace_deadline(const struct pace *p)
{
	if (p->budget < 0)
		return p->since;
	return p->since + (p->budget < p->patience ? p->budget : p->patience);
}
