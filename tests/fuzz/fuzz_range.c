/* SPDX-License-Identifier: ISC */
/* Input: the size of a file, a line feed, and the value of a Range field. */
#include "fuzz.h"
#include "range.h"

enum { UNTOUCHED = 77 };

static bool
is_in(const struct ranges *ranges, uint64_t octet)
{
	for (unsigned i = 0; i < ranges->count; i++)
		if (octet >= ranges->at[i].first && octet <= ranges->at[i].last)
			return true;
	return false;
}

/* The simplest reading of one range-spec. Numbers beyond INT64_MAX count as
 * INT64_MAX: all sizes here are smaller. */
static bool
spec_wants(struct bytes spec, int64_t size, int64_t octet)
{
	struct bytes first = bytes_cut(&spec, '-');
	int64_t from = INT64_MAX, to = INT64_MAX;

	(void)!bytes_number(spec, &to);
	if (!first.len)
		return octet >= size - to;
	(void)!bytes_number(first, &from);
	return octet >= from && octet <= to;
}

static bool
set_wants(struct bytes value, int64_t size, int64_t octet)
{
	struct bytes spec;

	(void)bytes_cut(&value, '=');
	while (http_list_next(&value, &spec))
		if (spec_wants(spec, size, octet))
			return true;
	return false;
}

static void
check_octet(
    const struct ranges *ranges, struct bytes value, uint64_t size, uint64_t at)
{
	if (at < size && size < INT64_MAX)
		must(is_in(ranges, at) ==
		    set_wants(value, (int64_t)size, (int64_t)at));
}

static void
check_ranges(const struct ranges *ranges, struct bytes value, uint64_t size)
{
	uint64_t sum = 0;

	must(ranges->count >= 1 && ranges->count <= RANGES_MAX);
	for (unsigned i = 0; i < ranges->count; i++) {
		const struct range *range = &ranges->at[i];

		must(range->first <= range->last && range->last < size);
		must(!__builtin_add_overflow(
		    sum, range->last - range->first + 1, &sum));
		check_octet(ranges, value, size, range->first);
		check_octet(ranges, value, size, range->first - 1);
		check_octet(ranges, value, size, range->last);
		check_octet(ranges, value, size, range->last + 1);
	}
	must(sum <= size);
	check_octet(ranges, value, size, 0);
	check_octet(ranges, value, size, size / 2);
	check_octet(ranges, value, size, size - 1);
}

/* No two ranges overlap or touch. */
static void
check_distance(const struct ranges *ranges)
{
	for (unsigned i = 0; i < ranges->count; i++)
		for (unsigned j = 0; j < i; j++)
			must(ranges->at[i].first > ranges->at[j].last + 1 ||
			    ranges->at[j].first > ranges->at[i].last + 1);
}

static void
check_size(struct bytes value, uint64_t size)
{
	struct ranges ranges = { .count = UNTOUCHED };
	enum http_status status = range_parse(value, size, &ranges);

	if (status == STATUS_PARTIAL_CONTENT) {
		check_ranges(&ranges, value, size);
		check_distance(&ranges);
		return;
	}
	must(status == STATUS_OK || status == STATUS_RANGE_NOT_SATISFIABLE);
	must(ranges.count == UNTOUCHED && !ranges.at[0].last);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes value = { (const char *)input, size };
	int64_t file_size = 1000;

	(void)!bytes_number(bytes_cut(&value, '\n'), &file_size);
	check_size(value, (uint64_t)file_size);
	check_size(value, UINT64_MAX - (uint64_t)file_size);
	return 0;
}
