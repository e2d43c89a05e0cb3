/* SPDX-License-Identifier: ISC */
/* Input: a date; its first octets are also taken as a number of seconds. */
#include "fuzz.h"
#include "http_date.h"

#define UNTOUCHED   INT64_C(-123456789123456789)
#define YEAR_10000  INT64_C(253402300800)
#define FIFTY_YEARS (INT64_C(50) * 366 * 24 * 60 * 60)

static const int64_t clocks[] = {
	0,
	784111777,
	1767225600,            /* 2026 */
	INT64_C(4102444800),   /* 2100 */
	INT64_C(251000000000), /* 9923 */
	INT64_MIN,
	INT64_MAX,
};

static struct bytes
put(struct buffer *b, int64_t seconds)
{
	http_date_put(b, seconds);
	must(!b->full && b->len == HTTP_DATE_LENGTH);
	return buffer_bytes(b);
}

static void
check_put(int64_t seconds)
{
	char space[2][HTTP_DATE_LENGTH];
	struct buffer b = BUFFER(space[0]), again = BUFFER(space[1]);
	int64_t back;

	must(http_date_parse(put(&b, seconds), 0, &back));
	must(bytes_equal(put(&again, back), buffer_bytes(&b)));
	must(back == seconds || b.at[12] == '0' || b.at[12] == '9');
}

static void
check_time(int64_t seconds)
{
	struct http_time t;

	http_time_of(seconds, &t);
	must(t.month >= 1 && t.month <= 12 && t.day >= 1 && t.day <= 31);
	must(t.hour < 24 && t.minute < 60 && t.second < 60 && t.weekday < 7);
}

static void
check_parse(struct bytes text, int64_t now)
{
	char space[HTTP_DATE_LENGTH];
	struct buffer b = BUFFER(space);
	int64_t seconds = UNTOUCHED, again;

	if (!http_date_parse(text, now, &seconds)) {
		must(seconds == UNTOUCHED);
		return;
	}
	/* Not all dates can be written: a year of two digits may end up in any
	 * century, and the leap second of 9999 is in 10000. */
	if (now < 0 || now == INT64_MAX || seconds == YEAR_10000)
		return;
	must(http_date_parse(put(&b, seconds), now, &again));
	must(again == seconds);
	if (bytes_find(text, '-') < text.len)
		must(seconds <= now + FIFTY_YEARS &&
		    seconds >= now - FIFTY_YEARS);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes text = { (const char *)input, size };
	int64_t seconds = 0;

	memcpy(&seconds, input, size < sizeof seconds ? size : sizeof seconds);
	check_put(seconds);
	check_time(seconds);
	for (size_t i = 0; i < lengthof(clocks); i++)
		check_parse(text, clocks[i]);
	return 0;
}
