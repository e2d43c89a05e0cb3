/* SPDX-License-Identifier: ISC */
#include "range.h"

#include "check.h"

enum {
	WHOLE = STATUS_OK,
	PARTIAL = STATUS_PARTIAL_CONTENT,
	NOTHING = STATUS_RANGE_NOT_SATISFIABLE,
};

#define LARGE (UINT64_C(1) << 40)

static const struct {
	const char *value;
	uint64_t size;
	int status;
	unsigned count;
	struct range at[RANGES_MAX];
} rows[] = {
	/* int-range */
	{ "bytes=0-0", 1000, PARTIAL, 1, { { 0, 0 } } },
	{ "bytes=0-499", 1000, PARTIAL, 1, { { 0, 499 } } },
	{ "bytes=500-999", 1000, PARTIAL, 1, { { 500, 999 } } },
	{ "bytes=999-999", 1000, PARTIAL, 1, { { 999, 999 } } },
	{ "bytes=500-", 1000, PARTIAL, 1, { { 500, 999 } } },
	{ "bytes=007-0010", 1000, PARTIAL, 1, { { 7, 10 } } },
	{ "bytes=1099511627775-", LARGE, PARTIAL, 1,
	    { { LARGE - 1, LARGE - 1 } } },
	{ "bytes=0-18446744073709551614", UINT64_MAX, PARTIAL, 1,
	    { { 0, UINT64_MAX - 1 } } },

	/* clamped to the size */
	{ "bytes=500-1000", 1000, PARTIAL, 1, { { 500, 999 } } },
	{ "bytes=500-18446744073709551615", 1000, PARTIAL, 1,
	    { { 500, 999 } } },
	{ "bytes=500-18446744073709551616", 1000, PARTIAL, 1,
	    { { 500, 999 } } },
	{ "bytes=500-99999999999999999999999999999999999999999", 1000, PARTIAL,
	    1, { { 500, 999 } } },

	/* suffix-range */
	{ "bytes=-1", 1000, PARTIAL, 1, { { 999, 999 } } },
	{ "bytes=-500", 1000, PARTIAL, 1, { { 500, 999 } } },
	{ "bytes=-999", 1000, PARTIAL, 1, { { 1, 999 } } },

	/* the whole, requested as a part */
	{ "bytes=0-", 1000, PARTIAL, 1, { { 0, 999 } } },
	{ "bytes=0-999", 1000, PARTIAL, 1, { { 0, 999 } } },
	{ "bytes=-1000", 1000, PARTIAL, 1, { { 0, 999 } } },
	{ "bytes=-1001", 1000, PARTIAL, 1, { { 0, 999 } } },
	{ "bytes=-99999999999999999999999", 1000, PARTIAL, 1, { { 0, 999 } } },
	{ "bytes=0-0", 1, PARTIAL, 1, { { 0, 0 } } },

	/* several separate ones: in the requested order */
	{ "bytes=0-1,10-11", 1000, PARTIAL, 2, { { 0, 1 }, { 10, 11 } } },
	{ "bytes=10-11,0-1", 1000, PARTIAL, 2, { { 10, 11 }, { 0, 1 } } },
	{ "bytes=-2,4-5,0-1", 1000, PARTIAL, 3,
	    { { 998, 999 }, { 4, 5 }, { 0, 1 } } },
	{ "bytes=0-1 , 10-11,\t20-21", 1000, PARTIAL, 3,
	    { { 0, 1 }, { 10, 11 }, { 20, 21 } } },
	{ "bytes=,0-1,, ,10-11,", 1000, PARTIAL, 2, { { 0, 1 }, { 10, 11 } } },
	{ "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14", 1000, PARTIAL, 8,
	    { { 0, 0 }, { 2, 2 }, { 4, 4 }, { 6, 6 }, { 8, 8 }, { 10, 10 },
		{ 12, 12 }, { 14, 14 } } },

	/* several that overlap or touch: joined and sorted */
	{ "bytes=0-5,5-9", 1000, PARTIAL, 1, { { 0, 9 } } },
	{ "bytes=0-4,5-9", 1000, PARTIAL, 1, { { 0, 9 } } },
	{ "bytes=0-4,6-9", 1000, PARTIAL, 2, { { 0, 4 }, { 6, 9 } } },
	{ "bytes=5-9,0-4", 1000, PARTIAL, 1, { { 0, 9 } } },
	{ "bytes=0-9,2-3", 1000, PARTIAL, 1, { { 0, 9 } } },
	{ "bytes=2-3,0-9", 1000, PARTIAL, 1, { { 0, 9 } } },
	{ "bytes=0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0", 1000, PARTIAL, 1,
	    { { 0, 0 } } },
	{ "bytes=20-21,0-9,5-11", 1000, PARTIAL, 2, { { 0, 11 }, { 20, 21 } } },
	{ "bytes=500-,-600", 1000, PARTIAL, 1, { { 400, 999 } } },
	{ "bytes=0-18446744073709551613,18446744073709551613-", UINT64_MAX,
	    WHOLE, 0, { { 0, 0 } } },

	/* several that together are the whole */
	{ "bytes=0-499,500-999", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=0-,0-", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=0-,-1", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=0-,1000-", 1000, WHOLE, 0, { { 0, 0 } } },

	/* ranges that cannot be satisfied are left out */
	{ "bytes=1000-,0-1", 1000, PARTIAL, 1, { { 0, 1 } } },
	{ "bytes=0-1,-0", 1000, PARTIAL, 1, { { 0, 1 } } },

	/* none can be satisfied */
	{ "bytes=1000-", 1000, NOTHING, 0, { { 0, 0 } } },
	{ "bytes=1000-1001,2000-", 1000, NOTHING, 0, { { 0, 0 } } },
	{ "bytes=-0", 1000, NOTHING, 0, { { 0, 0 } } },
	{ "bytes=18446744073709551615-", UINT64_MAX, NOTHING, 0, { { 0, 0 } } },
	{ "bytes=99999999999999999999999999999999999999999-", 1000, NOTHING, 0,
	    { { 0, 0 } } },

	/* an empty file */
	{ "bytes=0-", 0, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=-1", 0, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=5-9", 0, WHOLE, 0, { { 0, 0 } } },

	/* the unit */
	{ "BYTES=0-1", 1000, PARTIAL, 1, { { 0, 1 } } },
	{ "lines=0-1", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "byte=0-1", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes 0-1", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes =0-1", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "=0-1", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "0-1", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "", 1000, WHOLE, 0, { { 0, 0 } } },

	/* invalid sets: one invalid spec is enough */
	{ "bytes=", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=,", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=-", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=--1", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=1", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=2-1", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=2000-1000", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=1-2-3", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=1 - 2", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=+1-2", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=0x1-2", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=1-2x", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=-1x", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=a-b", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=0-1;10-11", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=0-1,x", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=0-1,3-2", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=\"0-1\"", 1000, WHOLE, 0, { { 0, 0 } } },
	{ "bytes=bytes=0-1", 1000, WHOLE, 0, { { 0, 0 } } },

	/* more than RANGES_MAX, satisfiable or not */
	{ "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16", 1000, WHOLE, 0,
	    { { 0, 0 } } },
	{ "bytes=0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0", 1000, WHOLE, 0,
	    { { 0, 0 } } },
	{ "bytes=2000-,2000-,2000-,2000-,2000-,2000-,2000-,2000-,0-1", 1000,
	    WHOLE, 0, { { 0, 0 } } },
	{ "bytes=2000-,2000-,2000-,2000-,2000-,2000-,2000-,0-1", 1000, PARTIAL,
	    1, { { 0, 1 } } },
};

static bool
ranges_equal(const struct ranges *ranges, const struct range *expected)
{
	for (unsigned i = 0; i < ranges->count; i++)
		if (ranges->at[i].first != expected[i].first ||
		    ranges->at[i].last != expected[i].last)
			return false;
	return true;
}

int
main(void)
{
	struct ranges ranges = { 0 };

	for (size_t i = 0; i < lengthof(rows); i++) {
		struct bytes value = guarded(bytes_of(rows[i].value));

		ranges.count = 0;
		CHECK_NUMBER(range_parse(value, rows[i].size, &ranges),
		    rows[i].status, rows[i].value);
		CHECK_NUMBER(ranges.count, rows[i].count, "as many");
		CHECK(ranges_equal(&ranges, rows[i].at), "the same");
	}
	CHECK_NUMBER(range_parse(NO_BYTES, 1000, &ranges), WHOLE, "absent");
	CHECK_NUMBER(range_parse(BYTES("bytes=0-1\0"), 1000, &ranges), WHOLE,
	    "NUL at the end");
	return check_done();
}
