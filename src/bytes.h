/* SPDX-License-Identifier: ISC */
/*
 * A borrowed run of octets: what a parser hands out instead of copies. It is
 * never freed; the memory that it points to (the connection's buffer, argv, a
 * constant) outlives it.
 */
#ifndef BYTES_H
#define BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "attr.h"

/* The lesser of the two, which a size_t can hold: how much of `length` there is
 * room for, or how much is done in one go. */
static inline size_t
min(uint64_t length, size_t limit)
{
	return length < limit ? (size_t)length : limit;
}

struct bytes {
	const char *at; /* NULL: absent, which differs from empty */
	size_t len;
};

#define BYTES(literal) ((struct bytes){ (literal), sizeof(literal) - 1 })
#define NO_BYTES       ((struct bytes){ NULL, 0 })

/* The string without its NUL; absent when it is NULL. Not static: the calls
 * that are not inlined, in most files, share one copy. */
inline struct bytes
bytes_of(const char *string)
{
	return (struct bytes){ string, string ? strlen(string) : 0 };
}

/* The octets from `from` on; none when `from` is beyond the end. */
static inline struct bytes
bytes_after(struct bytes b, size_t from)
{
	from = min(from, b.len);
	/* Adding even 0 to NULL is undefined. */
	return (struct bytes){ from ? b.at + from : b.at, b.len - from };
}

/* The first `len` octets; all of them when there are fewer. */
static inline struct bytes
bytes_first(struct bytes b, size_t len)
{
	return (struct bytes){ b.at, min(len, b.len) };
}

static inline bool
bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (!a.len || !memcmp(a.at, b.at, a.len));
}

static inline bool
bytes_start_with(struct bytes b, struct bytes prefix)
{
	return b.len >= prefix.len &&
	    bytes_equal(bytes_first(b, prefix.len), prefix);
}

static inline bool
bytes_end_with(struct bytes b, struct bytes suffix)
{
	return b.len >= suffix.len &&
	    bytes_equal(bytes_after(b, b.len - suffix.len), suffix);
}

/* A line, whose LF is cut off, without the CR that may precede that. */
static inline struct bytes
bytes_without_cr(struct bytes line)
{
	if (bytes_end_with(line, BYTES("\r")))
		line.len--;
	return line;
}

/* ASCII only, whatever the locale says: field names, schemes, hosts. */
static inline char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static inline char
ascii_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c & ~0x20) : c;
}

static inline bool
ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
ascii_is_alpha(char c)
{
	return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

/* The value of a hexadecimal digit, or -1. */
int hex_value(char c);

/* The octet for "%" HEXDIG HEXDIG (RFC 3986 section 2.1) at the front of `b`;
 * -1 when there is something else. */
int bytes_percent(struct bytes b);

/* What is in the square brackets around it, as IPv6 literals have them (RFC
 * 3986 section 3.2.2); all of it when there are none. */
struct bytes bytes_unbracket(struct bytes b);

/* As bytes_equal, without regard to the case of ASCII letters. */
bool bytes_equal_nocase(struct bytes a, struct bytes b);

/* Index of the first `c`, or b.len when there is none. */
size_t bytes_find(struct bytes b, char c);

/* Index of the last `c`, or b.len when there is none. */
size_t bytes_find_last(struct bytes b, char c);

/* Whether `path` is that directory, which is without a slash at its end, or
 * lies below it. */
bool bytes_is_below(struct bytes path, struct bytes directory);

/* Where the segment ends that begins after the slash at `slash`, which is below
 * path.len: the index of the next slash, or path.len. */
size_t bytes_segment_end(struct bytes path, size_t slash);

/* The last segment of a path; the path itself when it has no slash. */
struct bytes bytes_base_name(struct bytes path);

/*
 * Returns what precedes the first `separator` and moves *rest past it; without
 * a separator returns all and leaves *rest absent (at == NULL).
 */
struct bytes bytes_cut(struct bytes *rest, char separator);

/* Without the spaces and tabs (OWS, RFC 9110 section 5.6.3) at both ends. */
struct bytes bytes_trim(struct bytes b);

/*
 * 1*DIGIT as a number. False, with *ret_number untouched, when there is
 * anything else, nothing at all, or more than INT64_MAX.
 */
must_check bool bytes_number(struct bytes b, int64_t *ret_number);

/* As bytes_number; the number may be followed by K, M or G in either case, for
 * 2^10, 2^20 or 2^30. False as well when the product exceeds INT64_MAX. */
must_check bool bytes_size(struct bytes b, int64_t *ret_size);

/* How many octets have to be inserted, deleted or replaced to turn one into the
 * other (Levenshtein). Of `b` only the first BYTES_DISTANCE_MAX count. */
size_t bytes_distance(struct bytes a, struct bytes b);
enum { BYTES_DISTANCE_MAX = 31 };

#endif
