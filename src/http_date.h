/* SPDX-License-Identifier: ISC */
/*
 * HTTP-date (RFC 9110 section 5.6.7), both ways, without the C library's
 * time zones: one division each, where gmtime(3) costs a one-shot process
 * more than the rest of its header.
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

void http_time_of(int64_t seconds, struct http_time *ret_time);

/* "08:49:37" */
void http_time_put_clock(struct buffer *b, const struct http_time *t);

/*
 * IMF-fixdate of `seconds` since the epoch: "Sun, 06 Nov 1994 08:49:37 GMT".
 * HTTP_DATE_LENGTH octets always: what lies outside of the years 0 to 9999
 * (file systems store such times) is written as the nearest second within.
 */
void http_date_put(struct buffer *b, int64_t seconds);

/*
 * Any of the three forms that RFC 9110 wants recognised: IMF-fixdate,
 * rfc850-date (its two-digit year is the latest that puts the moment at most
 * 50 years after `now`), asctime-date. Case-sensitive. False, with
 * *ret_seconds untouched, for anything else: a wrong day of the month, hour
 * 24, another zone, octets left over. A day-name that does not fit the date is
 * tolerated; second 60 as well, it is the next minute's first.
 */
must_check bool http_date_parse(
    struct bytes text, int64_t now, int64_t *ret_seconds);

#endif
