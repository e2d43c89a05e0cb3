/* SPDX-License-Identifier: ISC */
#include "range.h"

enum spec_result { SPEC_INVALID, SPEC_UNSATISFIABLE, SPEC_SATISFIABLE };

/* 1*DIGIT; anything above UINT64_MAX counts as that: it is beyond any end. */
static bool
parse_position(struct bytes b, uint64_t *ret_position)
{
	uint64_t position = 0;

	for (size_t i = 0; i < b.len; i++) {
		if (!ascii_is_digit(b.at[i]))
			return false;
		if (__builtin_mul_overflow(position, 10, &position) ||
		    __builtin_add_overflow(
			position, (unsigned)(b.at[i] - '0'), &position))
			position = UINT64_MAX;
	}
	*ret_position = position;
	return b.len > 0;
}

/* suffix-range = "-" suffix-length */
static enum spec_result
parse_suffix(struct bytes suffix, uint64_t size, struct range *ret_range)
{
	uint64_t length;

	if (!parse_position(suffix, &length))
		return SPEC_INVALID;
	if (!length)
		return SPEC_UNSATISFIABLE;
	ret_range->first = length < size ? size - length : 0;
	ret_range->last = size - 1;
	return SPEC_SATISFIABLE;
}

/*
 * range-spec = int-range / suffix-range
 * int-range  = first-pos "-" [ last-pos ]
 */
static enum spec_result
parse_spec(struct bytes spec, uint64_t size, struct range *ret_range)
{
	size_t dash = bytes_find(spec, '-');
	struct bytes rest = bytes_after(spec, dash + 1);
	uint64_t first, last = UINT64_MAX;

	if (dash == 0)
		return parse_suffix(rest, size, ret_range);
	if (dash == spec.len ||
	    !parse_position(bytes_first(spec, dash), &first) ||
	    (rest.len && !parse_position(rest, &last)) || last < first)
		return SPEC_INVALID;
	if (first >= size)
		return SPEC_UNSATISFIABLE;
	ret_range->first = first;
	ret_range->last = last < size ? last : size - 1;
	return SPEC_SATISFIABLE;
}

/* range-set = 1#range-spec. Returns how many ranges it names, satisfiable or
 * not; 0 when the set is not valid or too long. */
static unsigned
parse_set(struct bytes set, uint64_t size, struct ranges *ret_ranges)
{
	struct bytes spec;
	unsigned named = 0;

	ret_ranges->count = 0;
	while (http_list_next(&set, &spec)) {
		enum spec_result result;

		if (named++ == RANGES_MAX)
			return 0;
		result =
		    parse_spec(spec, size, &ret_ranges->at[ret_ranges->count]);
		if (result == SPEC_INVALID)
			return 0;
		ret_ranges->count += result == SPEC_SATISFIABLE;
	}
	return named;
}

static void
sort(struct ranges *ranges)
{
	for (unsigned i = 1; i < ranges->count; i++) {
		struct range moved = ranges->at[i];
		unsigned to = i;

		for (; to > 0 && ranges->at[to - 1].first > moved.first; to--)
			ranges->at[to] = ranges->at[to - 1];
		ranges->at[to] = moved;
	}
}

/* Joins ranges that overlap or touch; without any, the order stays. */
static void
join(struct ranges *ranges)
{
	struct ranges joined = *ranges;
	struct range *last = joined.at;

	sort(&joined);
	for (unsigned i = 1; i < joined.count; i++) {
		struct range next = joined.at[i];

		if (next.first > last->last + 1)
			*++last = next;
		else if (next.last > last->last)
			last->last = next.last;
	}
	joined.count = (unsigned)(last - joined.at) + 1;
	if (joined.count < ranges->count)
		*ranges = joined;
}

static bool
is_whole(const struct ranges *ranges, uint64_t size)
{
	return ranges->at[0].first == 0 && ranges->at[0].last == size - 1;
}

/* ranges-specifier = range-unit "=" range-set */
enum http_status
range_parse(struct bytes value, uint64_t size, struct ranges *ret_ranges)
{
	struct bytes unit = bytes_first(value, bytes_find(value, '='));
	struct bytes set = bytes_after(value, unit.len + 1);
	struct ranges ranges;
	unsigned named;

	if (!size || !bytes_equal_nocase(unit, BYTES("bytes")))
		return STATUS_OK;
	named = parse_set(set, size, &ranges);
	if (!named)
		return STATUS_OK;
	if (!ranges.count)
		return STATUS_RANGE_NOT_SATISFIABLE;
	join(&ranges);
	if (named > 1 && is_whole(&ranges, size))
		return STATUS_OK;
	*ret_ranges = ranges;
	return STATUS_PARTIAL_CONTENT;
}
