/* SPDX-License-Identifier: ISC */
/* A directory's listing, and what its two forms (page and JSON) share. */
#ifndef LISTING_FORM_H
#define LISTING_FORM_H

#include "directory.h"
#include "escape.h"
#include "stream.h"

/* The names that ?sort= has for the columns, by enum directory_order. */
extern const char listing_columns[3][5];

/* Octets of a date and time with its seconds, and without them. */
enum { LISTING_TIME_LENGTH = 19, LISTING_MINUTE_LENGTH = 16 };

/* The last date that was written: in most directories the next one is often of
 * the same day. */
struct listing_time {
	int64_t midnight; /* that day's, in seconds since the epoch */
	char text[LISTING_TIME_LENGTH + 1];
};

#define LISTING_EPOCH ((struct listing_time){ 0, "1970-01-01 00:00:00" })

struct listing {
	struct exchange *x;
	enum directory_order order;
	bool descending;
	bool json;
	struct directory directory;
	struct listing_time time;
	struct stream stream;
};

/* Writes the listing as an HTML page to l->stream. */
void listing_put_page(struct listing *l);

/*
 * Writes the listing as JSON to l->stream:
 *
 * [{"name": "a b", "href": "a%20b", "type": "file", "size": 3,
 *   "modified": "1994-11-06T08:49:37Z"}, ...]
 *
 * "type" is "file", "directory" or "other". `"link": true` says that the name
 * is a symbolic link; the other members then describe what it leads to.
 * Members whose value is not known are left out. "name" is for display: octets
 * that are not UTF-8 are U+FFFD in it. "href", relative to the directory, has
 * all octets.
 */
void listing_put_json(struct listing *l);

/*
 * As buffer_put, for a literal, of which it writes all or nothing: the copy
 * becomes a few moves. A page is mostly short literals, and musl's memcpy(3)
 * takes some 25 ns for any of them.
 */
#define PUT(b, literal) listing_put_literal((b), BYTES(literal))

static inline __attribute__((always_inline)) void
listing_put_literal(struct buffer *b, struct bytes text)
{
	if (b->size - b->len < text.len) {
		b->full = true;
		return;
	}
	__builtin_memcpy(b->at + b->len, text.at, text.len);
	b->len += text.len;
}

/* The most octets that an entry's name and reference take, escaped. */
size_t listing_room(const struct entry *entry);

/* Writes the name as a relative reference, with a slash at its end when it is
 * a directory's. */
void listing_put_href(struct buffer *b, const struct entry *entry);

/* The entry's date as YYYY-MM-DD HH:MM:SS in UTC; absent when it has none, or
 * one outside the years 0 to 9999. It borrows from `time`, which keeps the day
 * for the next entry. */
struct bytes listing_time(struct listing_time *time, const struct entry *entry);

#endif
