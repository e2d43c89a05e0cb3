/* SPDX-License-Identifier: ISC */
/*
 * HTTP-date (RFC 9110 section 5.6.7), written and parsed without the C
 * library's time zones: a few divisions, where gmtime(3) costs a one-shot
 * process more than the rest of its header.
 */
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

#include "buffer.h"

enum { HTTP_DATE_LENGTH = 29 };

/* A broken-down moment in UTC. */
struct http_time {
	int64_t year;
	unsigned month; /* 1 to 12 */
	unsigned day;   /* 1 to 31 */
	unsigned hour, minute, second;
	unsigned weekday; /* 0: Sunday */
};

/* Three letters each. */
extern const char http_month_names[12][4];

/* Breaks down `seconds` since the epoch, which may be negative. */
void http_time_of(int64_t seconds, struct http_time *ret_time);

/* Writes `number`, which is below 100. */
void http_time_set_two_digits(char *at, unsigned number);

/* Appends the time of day: "08:49:37". */
void http_time_put_clock(struct buffer *b, const struct http_time *t);

/*
 * Appends `seconds` since the epoch as an IMF-fixdate: "Sun, 06 Nov 1994
 * 08:49:37 GMT". That is always HTTP_DATE_LENGTH octets: a time outside the
 * years 0 to 9999 (file systems store such times) is written as the nearest
 * second within them.
 */
void http_date_put(struct buffer *b, int64_t seconds);

/*
 * Parses any of the three forms that RFC 9110 requires to be recognised:
 * IMF-fixdate, rfc850-date (its two-digit year is the latest that puts the
 * moment at most 50 years after `now`) and asctime-date, case-sensitively.
 * Times are in seconds since the epoch. False, with *ret_seconds untouched, for
 * anything else: a day that the month does not have, hour 24, another zone,
 * octets left over. A day-name that does not fit the date is tolerated, and so
 * is second 60, which counts as the first of the next minute.
 */
must_check bool http_date_parse(
    struct bytes text, int64_t now, int64_t *ret_seconds);

#endif
