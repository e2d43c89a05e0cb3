/* SPDX-License-Identifier: ISC */
#include "http_date.h"

enum {
	DAY = 24 * 60 * 60, /* seconds */
	ERA_YEARS = 400,    /* after which the calendar repeats itself */
	ERA_DAYS = 146097,
	EPOCH_DAY = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

#define FIRST_SECOND INT64_C(-62167219200) /* of the year 0 */
#define LAST_SECOND  INT64_C(253402300799) /* of the year 9999 */

const char http_month_names[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static const char day_names[7][10] = { "Sunday", "Monday", "Tuesday",
	"Wednesday", "Thursday", "Friday", "Saturday" };

static int64_t
divide_down(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* The remainder of divide_down(), never negative. */
static int64_t
modulo(int64_t a, int64_t b)
{
	return (a % b + b) % b;
}

/* The format has room for a year of four digits; file systems store times far
 * beyond that. */
static int64_t
within_four_digits(int64_t seconds)
{
	if (seconds < FIRST_SECOND)
		return FIRST_SECOND;
	return seconds < LAST_SECOND ? seconds : LAST_SECOND;
}

/*
 * Both conversions between days and dates let a year begin in March, so that
 * the leap day is its last, and count eras. Day 0 of era 0 is 0000-03-01.
 */
static int64_t
days_of(const struct http_time *t)
{
	int64_t year = t->year - (t->month <= 2);
	int64_t era = divide_down(year, ERA_YEARS);
	int64_t year_of_era = modulo(year, ERA_YEARS);
	int64_t month = (t->month + 9) % 12;
	int64_t day = (153 * month + 2) / 5 + t->day - 1;

	return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day - EPOCH_DAY;
}

static void
set_date(struct http_time *t, int64_t days)
{
	int64_t era = divide_down(days + EPOCH_DAY, ERA_DAYS);
	unsigned day = (unsigned)modulo(days + EPOCH_DAY, ERA_DAYS);
	unsigned year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	unsigned month;

	day -= 365 * year + year / 4 - year / 100;
	month = (5 * day + 2) / 153;
	t->day = day - (153 * month + 2) / 5 + 1;
	t->month = month < 10 ? month + 3 : month - 9;
	t->year = era * ERA_YEARS + year + (t->month <= 2);
}

void
http_time_of(int64_t seconds, struct http_time *ret_time)
{
	int64_t days = divide_down(seconds, DAY);
	unsigned second = (unsigned)modulo(seconds, DAY);

	set_date(ret_time, days);
	ret_time->weekday = (unsigned)modulo(days + 4, 7);
	ret_time->hour = second / 3600;
	ret_time->minute = second / 60 % 60;
	ret_time->second = second % 60;
}

void
http_time_set_two_digits(char *at, unsigned number)
{
	at[0] = (char)('0' + number / 10);
	at[1] = (char)('0' + number % 10);
}

/* A buffer takes a whole text at a fraction of what its parts cost. */
static void
set_clock(char *at, const struct http_time *t)
{
	http_time_set_two_digits(at, t->hour);
	http_time_set_two_digits(at + 3, t->minute);
	http_time_set_two_digits(at + 6, t->second);
}

void
http_time_put_clock(struct buffer *b, const struct http_time *t)
{
	char text[] = "hh:mm:ss";

	set_clock(text, t);
	buffer_put(b, BYTES(text));
}

void
http_date_put(struct buffer *b, int64_t seconds)
{
	char text[] = "Day, dd Mon yyyy hh:mm:ss GMT";
	struct http_time t;

	http_time_of(within_four_digits(seconds), &t);
	memcpy(text, day_names[t.weekday], 3);
	http_time_set_two_digits(text + 5, t.day);
	memcpy(text + 8, http_month_names[t.month - 1], 3);
	http_time_set_two_digits(text + 12, (unsigned)t.year / 100);
	http_time_set_two_digits(text + 14, (unsigned)t.year % 100);
	set_clock(text + 17, &t);
	buffer_put(b, BYTES(text));
}

static bool
take(struct bytes *text, struct bytes prefix)
{
	if (!bytes_start_with(*text, prefix))
		return false;
	*text = bytes_after(*text, prefix.len);
	return true;
}

static bool
take_digits(struct bytes *text, size_t count, unsigned *ret_number)
{
	int64_t number;

	if (text->len < count ||
	    !bytes_number(bytes_first(*text, count), &number))
		return false;
	*text = bytes_after(*text, count);
	*ret_number = (unsigned)number;
	return true;
}

/* day-name = %s"Sun" / ... ; day-name-l = %s"Sunday" / ... */
static bool
take_day_name(struct bytes *text, size_t length, struct http_time *t)
{
	for (t->weekday = 0; t->weekday < 7; t->weekday++) {
		struct bytes name = bytes_of(day_names[t->weekday]);

		if (take(text, bytes_first(name, length)))
			return true;
	}
	return false;
}

/* month = %s"Jan" / ... */
static bool
take_month(struct bytes *text, struct http_time *t)
{
	for (t->month = 1; t->month <= 12; t->month++)
		if (take(text, bytes_of(http_month_names[t->month - 1])))
			return true;
	return false;
}

/* 2DIGIT / ( SP DIGIT ) */
static bool
take_padded_day(struct bytes *text, struct http_time *t)
{
	return take_digits(text, take(text, BYTES(" ")) ? 1 : 2, &t->day);
}

static bool
take_year(struct bytes *text, size_t digits, struct http_time *t)
{
	unsigned year;

	if (!take_digits(text, digits, &year))
		return false;
	t->year = year;
	return true;
}

/*
 * IMF-fixdate  = day-name "," SP day SP month SP year SP time-of-day SP GMT
 * rfc850-date  = day-name-l "," SP day "-" month "-" 2DIGIT SP time-of-day
 *                SP GMT
 * asctime-date = day-name SP month SP ( 2DIGIT / ( SP DIGIT ) ) SP time-of-day
 *                SP year
 * time-of-day  = hour ":" minute ":" second
 *
 * Lower-case letters are components, see take_component(); the rest is literal.
 */
static const char forms[][20] = {
	"w, d n y h:m:s GMT",
	"l, d-n-c h:m:s GMT",
	"w n a h:m:s y",
};

static bool
take_component(struct bytes *text, char component, struct http_time *t)
{
	switch (component) {
	case 'w':
		return take_day_name(text, 3, t);
	case 'l':
		return take_day_name(text, sizeof *day_names, t);
	case 'a':
		return take_padded_day(text, t);
	case 'd':
		return take_digits(text, 2, &t->day);
	case 'n':
		return take_month(text, t);
	case 'c':
		return take_year(text, 2, t);
	case 'y':
		return take_year(text, 4, t);
	case 'h':
		return take_digits(text, 2, &t->hour);
	case 'm':
		return take_digits(text, 2, &t->minute);
	case 's':
		return take_digits(text, 2, &t->second);
	default:
		return take(text, (struct bytes){ &component, 1 });
	}
}

static bool
take_form(struct bytes text, const char *form, struct http_time *t)
{
	for (; *form; form++)
		if (!take_component(&text, *form, t))
			return false;
	return !text.len;
}

/* A number that grows with time within a year; good only for comparing. */
static unsigned
place_in_year(const struct http_time *t)
{
	unsigned hour = (t->month * 31 + t->day) * 24 + t->hour;

	return (hour * 60 + t->minute) * 61 + t->second;
}

/* Completes a two-digit year to the latest one that puts the moment at most 50
 * years after `now`. */
static void
add_century(struct http_time *t, int64_t now)
{
	struct http_time limit;

	http_time_of(within_four_digits(now), &limit);
	limit.year += 50;
	t->year += limit.year - limit.year % 100;
	if (t->year > limit.year ||
	    (t->year == limit.year && place_in_year(t) > place_in_year(&limit)))
		t->year -= 100;
}

static unsigned
days_in_month(int64_t year, unsigned month)
{
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 ? 28U + leap : 30 + (month + month / 8) % 2;
}

static bool
exists(const struct http_time *t)
{
	return t->day >= 1 && t->day <= days_in_month(t->year, t->month) &&
	    t->hour < 24 && t->minute < 60 && t->second <= 60;
}

bool
http_date_parse(struct bytes text, int64_t now, int64_t *ret_seconds)
{
	struct http_time t;
	size_t form = 0;
	unsigned second;

	if (!text.len)
		return false; /* the common case: the field is absent */
	while (!take_form(text, forms[form], &t))
		if (++form == lengthof(forms))
			return false;
	if (strchr(forms[form], 'c'))
		add_century(&t, now);
	if (!exists(&t))
		return false;
	second = (t.hour * 60 + t.minute) * 60 + t.second;
	*ret_seconds = days_of(&t) * DAY + second;
	return true;
}
