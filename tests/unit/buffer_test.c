/* SPDX-License-Identifier: ISC */
#include "buffer.h"

#include "check.h"

static void
test_filling_up(void)
{
	char space[6];
	struct buffer b = BUFFER(space);

	CHECK_BYTES(buffer_bytes(&b), BYTES(""), "begins empty");
	buffer_put(&b, NO_BYTES);
	buffer_put(&b, BYTES("abc"));
	buffer_put_char(&b, 'd');
	buffer_put_string(&b, "ef");
	CHECK_BYTES(buffer_bytes(&b), BYTES("abcdef"), "takes all it has room");
	CHECK(!b.full, "exactly filled is not full");
	buffer_put(&b, NO_BYTES);
	buffer_put_string(&b, "");
	CHECK(!b.full, "nothing always fits");
	buffer_put_char(&b, 'g');
	CHECK(b.full, "one more does not fit");
	CHECK_BYTES(
	    buffer_bytes(&b), BYTES("abcdef"), "and leaves it as it was");
}

static void
test_overflowing_text(void)
{
	char space[6];
	struct buffer b = BUFFER(space);

	buffer_put(&b, BYTES("abcd"));
	buffer_put(&b, BYTES("efg"));
	CHECK(b.full, "text that does not fit fills it");
	CHECK_BYTES(buffer_bytes(&b), BYTES("abcdef"), "with what fits");
}

static void
test_no_space_at_all(void)
{
	struct buffer b = { NULL, 0, 0, false };

	buffer_put(&b, NO_BYTES);
	CHECK(!b.full, "a buffer without space takes nothing");
	CHECK(!buffer_string(&b), "and ends in no NUL");
	buffer_put(&b, BYTES("a"));
	buffer_put_number(&b, 1);
	CHECK(b.full && b.len == 0, "and no more than that");
}

static void
test_strings(void)
{
	char space[4];
	struct buffer b = BUFFER(space);

	buffer_put_string(&b, "abc");
	CHECK(
	    buffer_string(&b) == space, "a string when there is room for NUL");
	CHECK(space[3] == '\0' && b.len == 3, "NUL is there and not counted");
	buffer_put_char(&b, 'd');
	CHECK(!b.full && !buffer_string(&b), "no string without room for NUL");
	buffer_put_char(&b, 'e');
	CHECK(!buffer_string(&b), "no string of what was cut off");
}

static void
test_copies(void)
{
	char space[4] = "old";

	CHECK(buffer_copy(space, sizeof space, BYTES("new")) &&
		!strcmp(space, "new"),
	    "a text that fits with its NUL");
	CHECK(!buffer_copy(space, sizeof space, BYTES("long")),
	    "no room for the NUL");
	CHECK(buffer_copy(space, sizeof space, NO_BYTES) && !space[0],
	    "nothing is an empty string");
}

static const struct {
	uint64_t number;
	unsigned width;
	const char *decimal, *padded, *hex;
} numbers[] = {
	{ 0, 0, "0", "0", "0" },
	{ 0, 1, "0", "0", "0" },
	{ 0, 2, "0", "00", "0" },
	{ 7, 2, "7", "07", "7" },
	{ 10, 2, "10", "10", "a" },
	{ 255, 2, "255", "255", "ff" },
	{ 4096, 8, "4096", "00004096", "1000" },
	{ UINT32_MAX, 4, "4294967295", "4294967295", "ffffffff" },
	{ UINT64_MAX, 4, "18446744073709551615", "18446744073709551615",
	    "ffffffffffffffff" },
	{ 1, 20, "1", "00000000000000000001", "1" },
	{ 1, 21, "1", "00000000000000000001", "1" },
};

static void
test_numbers(void)
{
	for (size_t i = 0; i < lengthof(numbers); i++) {
		char space[3][32];
		struct buffer decimal = BUFFER(space[0]);
		struct buffer padded = BUFFER(space[1]);
		struct buffer hex = BUFFER(space[2]);

		buffer_put_number(&decimal, numbers[i].number);
		buffer_put_padded(&padded, numbers[i].number, numbers[i].width);
		buffer_put_hex(&hex, numbers[i].number);
		CHECK_BYTES(buffer_bytes(&decimal),
		    bytes_of(numbers[i].decimal), "buffer_put_number");
		CHECK_BYTES(buffer_bytes(&padded), bytes_of(numbers[i].padded),
		    "buffer_put_padded");
		CHECK_BYTES(buffer_bytes(&hex), bytes_of(numbers[i].hex),
		    "buffer_put_hex");
	}
}

int
main(void)
{
	test_filling_up();
	test_overflowing_text();
	test_no_space_at_all();
	test_strings();
	test_copies();
	test_numbers();
	return check_done();
}
