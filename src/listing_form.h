/* SPDX-License-Identifier: ISC */
/* A listing on its way into one of its two forms. */
#ifndef LISTING_FORM_H
#define LISTING_FORM_H

#include "directory.h"
#include "escape.h"
#include "stream.h"

/* The columns, and how ?sort= calls them. */
extern const char listing_columns[3][5];

enum { LISTING_TIME_LENGTH = 19, LISTING_MINUTE_LENGTH = 16 };

/* The last date that was written: in most directories the next one is often of
 * the same day. */
struct listing_time {
	int64_t midnight; /* before it */
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

void listing_put_page(struct listing *l);

/*
 * [{"name": "a b", "href": "a%20b", "type": "file", "size": 3,
 *   "modified": "1994-11-06T08:49:37Z"}, ...]
 *
 * "type" is "file", "directory" or "other"; `"link": true` when the name is a
 * symbolic link, of which the rest then describes what it leads to. What is
 * not known is left out. "name" is to be shown: octets that are no UTF-8 are
 * U+FFFD in it; "href", relative to the directory, has them all.
 */
void listing_put_json(struct listing *l);

/*
 * As buffer_put, for a literal: the copy becomes a few moves. A page is mostly
 * short literals, and musl's memcpy(3) takes some 25 ns for any of them.
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

/* The most octets that an entry's name and reference become. */
size_t listing_room(const struct entry *entry);

/* The name as a relative reference, with a slash when it is a directory. */
void listing_put_href(struct buffer *b, const struct entry *entry);

/* YYYY-MM-DD HH:MM:SS in UTC; absent when there is no date, or one whose year
 * has not four digits. Of the entry before, the day is kept. */
struct bytes listing_time(struct listing_time *time, const struct entry *entry);

#endif
