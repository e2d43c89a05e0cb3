/* SPDX-License-Identifier: ISC */
#include "http_date.h"

#include <time.h>

#include "check.h"

enum { DAY = 24 * 60 * 60 };

#define NONE  INT64_MIN           /* no date */
#define NOW   INT64_C(1767225600) /* Thu, 01 Jan 2026 00:00:00 GMT */
#define THEN  INT64_C(784111777)  /* Sun, 06 Nov 1994 08:49:37 GMT */
#define FIRST INT64_C(-62167219200)
#define LAST  INT64_C(253402300799)

static const struct {
	int64_t seconds;
	const char *text;
} formats[] = {
	{ 0, "Thu, 01 Jan 1970 00:00:00 GMT" },
	{ -1, "Wed, 31 Dec 1969 23:59:59 GMT" },
	{ 784111777, "Sun, 06 Nov 1994 08:49:37 GMT" },
	{ 951782399, "Mon, 28 Feb 2000 23:59:59 GMT" },
	{ 951782400, "Tue, 29 Feb 2000 00:00:00 GMT" },
	{ 951868800, "Wed, 01 Mar 2000 00:00:00 GMT" },
	{ NOW, "Thu, 01 Jan 2026 00:00:00 GMT" },
	{ INT32_MAX, "Tue, 19 Jan 2038 03:14:07 GMT" },
	{ INT64_C(1) + INT32_MAX, "Tue, 19 Jan 2038 03:14:08 GMT" },
	{ UINT32_MAX, "Sun, 07 Feb 2106 06:28:15 GMT" },
	{ INT64_C(4107542399), "Sun, 28 Feb 2100 23:59:59 GMT" },
	{ INT64_C(4107542400), "Mon, 01 Mar 2100 00:00:00 GMT" },
	{ FIRST, "Sat, 01 Jan 0000 00:00:00 GMT" },
	{ FIRST - 1, "Sat, 01 Jan 0000 00:00:00 GMT" },
	{ INT64_MIN, "Sat, 01 Jan 0000 00:00:00 GMT" },
	{ LAST, "Fri, 31 Dec 9999 23:59:59 GMT" },
	{ LAST + 1, "Fri, 31 Dec 9999 23:59:59 GMT" },
	{ INT64_MAX, "Fri, 31 Dec 9999 23:59:59 GMT" },
};

static void
test_formats(void)
{
	for (size_t i = 0; i < lengthof(formats); i++) {
		char space[HTTP_DATE_LENGTH];
		struct buffer b = BUFFER(space);

		http_date_put(&b, formats[i].seconds);
		CHECK_BYTES(buffer_bytes(&b), bytes_of(formats[i].text),
		    formats[i].text);
		CHECK(!b.full, "fits HTTP_DATE_LENGTH");
	}
}

static const struct {
	const char *text;
	int64_t seconds;
} parses[] = {
	/* the three forms of RFC 9110 section 5.6.7 */
	{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
	{ "Sun Nov  6 08:49:37 1994", 784111777 },

	/* asctime's day has a space, a zero or two digits */
	{ "Wed Nov 16 08:49:37 1994", 784975777 },
	{ "Sun Nov 06 08:49:37 1994", 784111777 },
	{ "Sun Nov 6 08:49:37 1994", NONE },
	{ "Sun Nov   6 08:49:37 1994", NONE },
	{ "Sun Nov 16 08:49:37 94", NONE },
	{ "Sun Nov  6 08:49:37 1994 GMT", NONE },

	/* the edges of the year */
	{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
	{ "Wed, 31 Dec 1969 23:59:59 GMT", -1 },
	{ "Sat, 01 Jan 0000 00:00:00 GMT", FIRST },
	{ "Fri, 31 Dec 9999 23:59:59 GMT", LAST },

	/* leap seconds and wrong day-names are tolerated */
	{ "Sat, 31 Dec 2016 23:59:60 GMT", 1483228800 },
	{ "Sun, 06 Nov 1994 08:49:60 GMT", 784111800 },
	{ "Mon, 06 Nov 1994 08:49:37 GMT", 784111777 },
	{ "Saturday, 06-Nov-94 08:49:37 GMT", 784111777 },
	{ "Sun, 06 Nov 1994 08:49:61 GMT", NONE },

	/* invalid times of day */
	{ "Sun, 06 Nov 1994 23:59:59 GMT", 784166399 },
	{ "Sun, 06 Nov 1994 24:00:00 GMT", NONE },
	{ "Sun, 06 Nov 1994 08:60:37 GMT", NONE },
	{ "Sun, 06 Nov 1994 99:99:99 GMT", NONE },
	{ "Sun, 06 Nov 1994 -1:49:37 GMT", NONE },
	{ "Sun, 06 Nov 1994 08-49-37 GMT", NONE },

	/* days of the month */
	{ "Sun, 00 Nov 1994 08:49:37 GMT", NONE },
	{ "Sun Nov  0 08:49:37 1994", NONE },
	{ "Mon, 31 Jan 1994 00:00:00 GMT", 759974400 },
	{ "Mon, 32 Jan 1994 00:00:00 GMT", NONE },
	{ "Mon, 28 Feb 1994 00:00:00 GMT", 762393600 },
	{ "Tue, 29 Feb 1994 00:00:00 GMT", NONE },
	{ "Thu, 31 Mar 1994 00:00:00 GMT", 765072000 },
	{ "Sat, 30 Apr 1994 00:00:00 GMT", 767664000 },
	{ "Sun, 31 Apr 1994 00:00:00 GMT", NONE },
	{ "Tue, 31 May 1994 00:00:00 GMT", 770342400 },
	{ "Thu, 30 Jun 1994 00:00:00 GMT", 772934400 },
	{ "Fri, 31 Jun 1994 00:00:00 GMT", NONE },
	{ "Sun, 31 Jul 1994 00:00:00 GMT", 775612800 },
	{ "Wed, 31 Aug 1994 00:00:00 GMT", 778291200 },
	{ "Fri, 30 Sep 1994 00:00:00 GMT", 780883200 },
	{ "Sat, 31 Sep 1994 00:00:00 GMT", NONE },
	{ "Mon, 31 Oct 1994 00:00:00 GMT", 783561600 },
	{ "Wed, 30 Nov 1994 00:00:00 GMT", 786153600 },
	{ "Thu, 31 Nov 1994 00:00:00 GMT", NONE },
	{ "Sat, 31 Dec 1994 00:00:00 GMT", 788832000 },

	/* leap years */
	{ "Thu, 29 Feb 1996 00:00:00 GMT", 825552000 },
	{ "Fri, 30 Feb 1996 00:00:00 GMT", NONE },
	{ "Tue, 29 Feb 2000 00:00:00 GMT", 951782400 },
	{ "Mon, 29 Feb 2100 00:00:00 GMT", NONE },
	{ "Tue, 29 Feb 2400 00:00:00 GMT", INT64_C(13574563200) },

	/* names are case-sensitive and complete */
	{ "sun, 06 Nov 1994 08:49:37 GMT", NONE },
	{ "SUN, 06 Nov 1994 08:49:37 GMT", NONE },
	{ "Sun, 06 NOV 1994 08:49:37 GMT", NONE },
	{ "Sun, 06 nov 1994 08:49:37 GMT", NONE },
	{ "Sun, 06 Nov 1994 08:49:37 gmt", NONE },
	{ "Sunday, 06 Nov 1994 08:49:37 GMT", NONE },
	{ "Sun, 06-Nov-94 08:49:37 GMT", NONE },
	{ "Sundae, 06-Nov-94 08:49:37 GMT", NONE },
	{ "Sun, 06 November 1994 08:49:37 GMT", NONE },
	{ "Xyz, 06 Nov 1994 08:49:37 GMT", NONE },
	{ ", 06 Nov 1994 08:49:37 GMT", NONE },
	{ "Sun, 06  1994 08:49:37 GMT", NONE },
	{ "Sun, 06 Xyz 1994 08:49:37 GMT", NONE },

	/* what other formats look like */
	{ "06 Nov 1994 08:49:37 GMT", NONE },
	{ "Sun, 6 Nov 1994 08:49:37 GMT", NONE },
	{ "Sun, 06 Nov 94 08:49:37 GMT", NONE },
	{ "Sun, 06 Nov 19994 08:49:37 GMT", NONE },
	{ "Sunday, 06-Nov-1994 08:49:37 GMT", NONE },
	{ "Sun, 06-Nov-1994 08:49:37 GMT", NONE },
	{ "Sun, 06 Nov 1994 08:49 GMT", NONE },
	{ "Sun, 06 Nov 1994 08:49:37 UTC", NONE },
	{ "Sun, 06 Nov 1994 08:49:37 +0000", NONE },
	{ "Sun, 06 Nov 1994 08:49:37", NONE },
	{ "Sun, 06 Nov 1994 08:49:37 ", NONE },
	{ "Sun, 06 Nov 1994 08:49:37 GM", NONE },
	{ "Sun, 06 Nov 1994 08:49:37 GMT ", NONE },
	{ " Sun, 06 Nov 1994 08:49:37 GMT", NONE },
	{ "Sun, 06 Nov 1994 08:49:37 GMT; length=5", NONE },
	{ "Sun,  06 Nov 1994 08:49:37 GMT", NONE },
	{ "1994-11-06T08:49:37Z", NONE },
	{ "784111777", NONE },
	{ "0", NONE },
	{ "", NONE },
};

static void
check_parse(const char *text, int64_t now, int64_t expected)
{
	int64_t seconds = NONE;
	bool is_date = http_date_parse(guarded(bytes_of(text)), now, &seconds);

	CHECK_NUMBER(seconds, expected, text);
	CHECK(is_date == (expected != NONE), "and says so");
}

static void
test_parses(void)
{
	int64_t seconds = NONE;

	for (size_t i = 0; i < lengthof(parses); i++)
		check_parse(parses[i].text, NOW, parses[i].seconds);
	CHECK(!http_date_parse(NO_BYTES, NOW, &seconds), "absent is no date");
	CHECK(seconds == NONE, "and leaves the result alone");
}

/* No beginning of a date is a date; each lies at the edge of its memory. */
static void
test_cut_short(void)
{
	static const char *const whole[] = {
		"Sun, 06 Nov 1994 08:49:37 GMT",
		"Wednesday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994",
	};

	for (size_t i = 0; i < lengthof(whole); i++) {
		bool refused = true;
		int64_t seconds;

		for (size_t len = 0; len < strlen(whole[i]); len++)
			refused &= !http_date_parse(
			    guarded((struct bytes){ whole[i], len }), NOW,
			    &seconds);
		CHECK(refused, whole[i]);
	}
}

static const struct {
	const char *text;
	int64_t now, seconds;
} windows[] = {
	/* to the second 50 years ahead of 2026-01-01 00:00:00 */
	{ "Wednesday, 01-Jan-76 00:00:00 GMT", NOW, INT64_C(3345062400) },
	{ "Thursday, 01-Jan-76 00:00:01 GMT", NOW, 189302401 },
	{ "Friday, 02-Jan-76 00:00:00 GMT", NOW, 189388800 },
	{ "Friday, 31-Dec-76 23:59:59 GMT", NOW, 220924799 },
	{ "Tuesday, 31-Dec-75 23:59:59 GMT", NOW, INT64_C(3345062399) },
	{ "Saturday, 01-Jan-77 00:00:00 GMT", NOW, 220924800 },
	{ "Saturday, 31-Dec-99 23:59:59 GMT", NOW, 946684799 },
	{ "Saturday, 01-Jan-00 00:00:00 GMT", NOW, 946684800 },
	{ "Thursday, 01-Jan-26 00:00:00 GMT", NOW, NOW },

	/* to the second 50 years ahead of 1994-11-06 08:49:37 */
	{ "Sunday, 06-Nov-44 08:49:37 GMT", THEN, INT64_C(2362034977) },
	{ "Monday, 06-Nov-44 08:49:38 GMT", THEN, -793725022 },
	{ "Sunday, 06-Nov-44 08:48:59 GMT", THEN, INT64_C(2362034939) },
	{ "Monday, 06-Nov-44 08:50:00 GMT", THEN, -793725000 },
	{ "Sunday, 06-Nov-44 07:59:59 GMT", THEN, INT64_C(2362031999) },
	{ "Monday, 06-Nov-44 09:00:00 GMT", THEN, -793724400 },
	{ "Saturday, 05-Nov-44 23:59:59 GMT", THEN, INT64_C(2362003199) },
	{ "Tuesday, 07-Nov-44 00:00:00 GMT", THEN, -793670400 },
	{ "Monday, 31-Oct-44 23:59:59 GMT", THEN, INT64_C(2361571199) },
	{ "Friday, 01-Dec-44 00:00:00 GMT", THEN, -791596800 },

	/* the same text read in 1938, 1970, 1994, 2050, 2099 */
	{ "Sunday, 06-Nov-94 08:49:37 GMT", -1000000000, INT64_C(-2371561823) },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", 0, 784111777 },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777, 784111777 },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", INT64_C(2524608000),
	    INT64_C(3939871777) },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", INT64_C(4070908800),
	    INT64_C(3939871777) },

	/* whether a leap day exists depends on its century */
	{ "Tuesday, 29-Feb-00 00:00:00 GMT", NOW, 951782400 },
	{ "Monday, 29-Feb-00 00:00:00 GMT", INT64_C(2556144000), NONE },
	{ "Saturday, 29-Feb-76 00:00:00 GMT", NOW, 194400000 },

	/* a clock at the limits of its type */
	{ "Sunday, 06-Nov-94 08:49:37 GMT", INT64_MIN, INT64_C(-62329792223) },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", INT64_MAX, INT64_C(253239727777) },
};

static void
test_windows(void)
{
	for (size_t i = 0; i < lengthof(windows); i++)
		check_parse(
		    windows[i].text, windows[i].now, windows[i].seconds);
}

static const struct {
	int64_t seconds;
	struct http_time time;
} extremes[] = {
	{ INT64_MIN, { INT64_C(-292277022657), 1, 27, 8, 29, 52, 0 } },
	{ INT64_MAX, { INT64_C(292277026596), 12, 4, 15, 30, 7, 0 } },
	{ FIRST - 1, { -1, 12, 31, 23, 59, 59, 5 } },
	{ LAST + 1, { 10000, 1, 1, 0, 0, 0, 6 } },
};

static void
test_extremes(void)
{
	for (size_t i = 0; i < lengthof(extremes); i++) {
		const struct http_time *expected = &extremes[i].time;
		struct http_time t;

		http_time_of(extremes[i].seconds, &t);
		CHECK_NUMBER(t.year, expected->year, "year");
		CHECK_NUMBER(t.month, expected->month, "month");
		CHECK_NUMBER(t.day, expected->day, "day");
		CHECK_NUMBER(t.hour, expected->hour, "hour");
		CHECK_NUMBER(t.minute, expected->minute, "minute");
		CHECK_NUMBER(t.second, expected->second, "second");
		CHECK_NUMBER(t.weekday, expected->weekday, "weekday");
	}
}

static bool
agrees_with_libc(int64_t seconds)
{
	time_t clock = (time_t)seconds;
	struct http_time t;
	struct tm tm;

	http_time_of(seconds, &t);
	return gmtime_r(&clock, &tm) && t.year == tm.tm_year + INT64_C(1900) &&
	    t.month == (unsigned)tm.tm_mon + 1 &&
	    t.day == (unsigned)tm.tm_mday && t.hour == (unsigned)tm.tm_hour &&
	    t.minute == (unsigned)tm.tm_min &&
	    t.second == (unsigned)tm.tm_sec &&
	    t.weekday == (unsigned)tm.tm_wday;
}

static bool
returns(int64_t seconds)
{
	char space[HTTP_DATE_LENGTH];
	struct buffer b = BUFFER(space);
	int64_t again;

	http_date_put(&b, seconds);
	return http_date_parse(buffer_bytes(&b), NOW, &again) &&
	    again == seconds;
}

static bool
hold(int64_t from, int64_t to, int64_t step)
{
	for (int64_t seconds = from; seconds <= to; seconds += step)
		if (!returns(seconds) || !agrees_with_libc(seconds))
			return false;
	return true;
}

/* Steps a little longer than a day cover all dates and all times of day. */
static void
test_round_trips(void)
{
	CHECK(hold(0, DAY, 1), "every second of a day");
	CHECK(hold(0, INT64_C(13601087999), DAY + 7), "the years 1970 to 2400");
	CHECK(hold(FIRST, LAST, 11 * DAY + 13), "the years 0 to 9999");
	CHECK(agrees_with_libc(-LAST) && agrees_with_libc(2 * LAST),
	    "http_time_of knows years before 0 and after 9999");
}

static bool
is_parsed(struct bytes text, int64_t expected)
{
	int64_t seconds;

	return http_date_parse(text, NOW, &seconds) && seconds == expected;
}

static bool
rfc850_returns(time_t seconds)
{
	char day[20], time_of_day[20], space[40];
	struct buffer b = BUFFER(space);
	struct tm tm;

	(void)gmtime_r(&seconds, &tm);
	(void)strftime(day, sizeof day, "%A, %d-%b-", &tm);
	(void)strftime(time_of_day, sizeof time_of_day, " %T GMT", &tm);
	buffer_put_string(&b, day);
	buffer_put_padded(&b, (uint64_t)tm.tm_year % 100, 2);
	buffer_put_string(&b, time_of_day);
	return is_parsed(buffer_bytes(&b), seconds);
}

static bool
asctime_returns(time_t seconds)
{
	char text[40];
	struct tm tm;

	(void)gmtime_r(&seconds, &tm);
	(void)strftime(text, sizeof text, "%a %b %e %T %Y", &tm);
	return is_parsed(bytes_of(text), seconds);
}

static void
test_old_forms_return(void)
{
	bool rfc850 = true, asctime = true;

	for (int64_t i = -17934; i <= 18250; i++) {
		time_t seconds = (time_t)(NOW + i * (DAY - 1));

		rfc850 &= rfc850_returns(seconds);
		asctime &= asctime_returns(seconds);
	}
	CHECK(rfc850, "rfc850-dates of the last and the next 50 years");
	CHECK(asctime, "asctime-dates of the last and the next 50 years");
}

int
main(void)
{
	test_formats();
	test_parses();
	test_cut_short();
	test_windows();
	test_extremes();
	test_round_trips();
	test_old_forms_return();
	CHECK_BYTES(bytes_of(http_month_names[0]), BYTES("Jan"), "first month");
	CHECK_BYTES(bytes_of(http_month_names[11]), BYTES("Dec"), "last month");
	return check_done();
}
