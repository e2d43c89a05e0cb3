/* SPDX-License-Identifier: ISC */
/* pace.h, by a clock that the test moves. */
#include "check.h"
#include "pace.h"

enum { START = 1000000, SECONDS = 2, RATE = 1000 };

static int64_t now = START;

int64_t
clock_monotonic_ms(void)
{
	return now;
}

static const struct {
	const char *name;
	int64_t rate;
	int64_t waited, octets; /* first: milliseconds, and what came then */
	int64_t paused, late;   /* then, while we were not ready */
	int64_t left;           /* of the budget, when we are again */
} rows[] = {
	{ "nothing has happened", RATE, 0, 0, 0, 0, 2000 },
	{ "waiting takes time off", RATE, 1500, 0, 0, 0, 500 },
	{ "an octet gives little back", RATE, 1500, 1, 0, 0, 501 },
	{ "many give all back, and not more", RATE, 1500, 9999, 0, 0, 2000 },
	{ "without a rate one gives all back", 0, 1500, 1, 0, 0, 2000 },
	{ "more than any rate is worth", RATE, 1500, INT64_MAX, 0, 0, 2000 },
	{ "a pause takes nothing off", RATE, 1500, 0, 9000, 0, 500 },
	{ "nor does it with octets in it", RATE, 1500, 0, 9000, 400, 900 },
	{ "many of these give all back", RATE, 1500, 0, 9000, 9000, 2000 },
	{ "and one, without a rate", 0, 1500, 0, 9000, 1, 2000 },
};

static void
check_row(size_t i)
{
	struct pace pace;

	pace_begin(&pace, SECONDS, rows[i].rate);
	pace_resume(&pace);
	now += rows[i].waited;
	pace_note(&pace, (uint64_t)rows[i].octets);
	pace_pause(&pace);
	now += rows[i].paused;
	pace_note(&pace, (uint64_t)rows[i].late);
	now += rows[i].paused;
	pace_resume(&pace);
	CHECK_NUMBER(pace_deadline(&pace) - now, rows[i].left, rows[i].name);
}

int
main(void)
{
	for (size_t i = 0; i < lengthof(rows); i++)
		check_row(i);
	return check_done();
}
