/* SPDX-License-Identifier: ISC */
#include "bytes.h"

extern inline struct bytes bytes_of(const char *string);

int
hex_value(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
bytes_percent(struct bytes b)
{
	bool begins = b.len > 2 && b.at[0] == '%';
	int high = begins ? hex_value(b.at[1]) : -1;
	int low = begins ? hex_value(b.at[2]) : -1;

	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

struct bytes
bytes_unbracket(struct bytes b)
{
	if (b.len > 1 && b.at[0] == '[' && b.at[b.len - 1] == ']')
		return bytes_first(bytes_after(b, 1), b.len - 2);
	return b;
}

bool
bytes_equal_nocase(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (ascii_lower(a.at[i]) != ascii_lower(b.at[i]))
			return false;
	return true;
}

size_t
bytes_find(struct bytes b, char c)
{
	const char *found = b.len ? memchr(b.at, c, b.len) : NULL;

	return found ? (size_t)(found - b.at) : b.len;
}

size_t
bytes_find_last(struct bytes b, char c)
{
	for (size_t i = b.len; i > 0; i--)
		if (b.at[i - 1] == c)
			return i - 1;
	return b.len;
}

bool
bytes_is_below(struct bytes path, struct bytes directory)
{
	return bytes_start_with(path, directory) &&
	    (path.len == directory.len || path.at[directory.len] == '/');
}

size_t
bytes_segment_end(struct bytes path, size_t slash)
{
	return slash + 1 + bytes_find(bytes_after(path, slash + 1), '/');
}

struct bytes
bytes_base_name(struct bytes path)
{
	size_t slash = bytes_find_last(path, '/');

	return slash < path.len ? bytes_after(path, slash + 1) : path;
}

struct bytes
bytes_cut(struct bytes *rest, char separator)
{
	size_t end = bytes_find(*rest, separator);
	struct bytes head = bytes_first(*rest, end);

	*rest = end < rest->len ? bytes_after(*rest, end + 1) : NO_BYTES;
	return head;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

struct bytes
bytes_trim(struct bytes b)
{
	while (b.len && is_space(b.at[b.len - 1]))
		b.len--;
	while (b.len && is_space(b.at[0]))
		b = bytes_after(b, 1);
	return b;
}

bool
bytes_number(struct bytes b, int64_t *ret_number)
{
	int64_t number = 0;

	for (size_t i = 0; i < b.len; i++)
		if (!ascii_is_digit(b.at[i]) ||
		    __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, b.at[i] - '0', &number))
			return false;
	if (!b.len)
		return false;
	*ret_number = number;
	return true;
}

bool
bytes_size(struct bytes b, int64_t *ret_size)
{
	struct bytes units = BYTES("KMG");
	size_t unit = units.len, shift = 0;
	int64_t number;

	if (b.len)
		unit = bytes_find(units, ascii_upper(b.at[b.len - 1]));
	if (unit < units.len) {
		b.len--;
		shift = 10 * (unit + 1);
	}
	if (!bytes_number(b, &number) || number > INT64_MAX >> shift)
		return false;
	*ret_size = number << shift;
	return true;
}

size_t
bytes_distance(struct bytes a, struct bytes b)
{
	/* Distances between the octets of `a` so far and each prefix of `b`. */
	size_t row[BYTES_DISTANCE_MAX + 1];

	b = bytes_first(b, BYTES_DISTANCE_MAX);
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 0; i < a.len; i++) {
		size_t diagonal = row[0]++;

		for (size_t j = 0; j < b.len; j++) {
			size_t replaced = diagonal + (a.at[i] != b.at[j]);

			diagonal = row[j + 1];
			row[j + 1] = min(replaced, min(row[j], row[j + 1]) + 1);
		}
	}
	return row[b.len];
}
