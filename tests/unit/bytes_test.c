/* SPDX-License-Identifier: ISC */
#include "bytes.h"

#include "check.h"

static struct bytes
input(const char *text)
{
	return text ? guarded(bytes_of(text)) : NO_BYTES;
}

static const struct {
	const char *text;
	size_t number;
	const char *first, *after;
} splits[] = {
	{ "abc", 0, "", "abc" },
	{ "abc", 1, "a", "bc" },
	{ "abc", 3, "abc", "" },
	{ "abc", 4, "abc", "" },
	{ "abc", SIZE_MAX, "abc", "" },
	{ "", 0, "", "" },
	{ "", 1, "", "" },
	{ NULL, 0, NULL, NULL },
	{ NULL, 1, NULL, NULL },
};

static void
test_splits(void)
{
	for (size_t i = 0; i < lengthof(splits); i++) {
		struct bytes b = input(splits[i].text);

		CHECK_BYTES(bytes_first(b, splits[i].number),
		    bytes_of(splits[i].first), "bytes_first");
		CHECK_BYTES(bytes_after(b, splits[i].number),
		    bytes_of(splits[i].after), "bytes_after");
	}
}

static const struct {
	const char *text, *inside;
} brackets[] = {
	{ "[::1]", "::1" },
	{ "[]", "" },
	{ "[[]]", "[]" },
	{ "[", "[" },
	{ "]", "]" },
	{ "[::1", "[::1" },
	{ "::1]", "::1]" },
	{ "[::1]x", "[::1]x" },
	{ "", "" },
	{ NULL, NULL },
};

static void
test_brackets(void)
{
	for (size_t i = 0; i < lengthof(brackets); i++)
		CHECK_BYTES(bytes_unbracket(input(brackets[i].text)),
		    bytes_of(brackets[i].inside), "bytes_unbracket");
}

static const struct {
	const char *a, *b;
	bool equal, equal_nocase, a_starts, a_ends;
} pairs[] = {
	{ "", "", true, true, true, true },
	{ NULL, NULL, true, true, true, true },
	{ NULL, "", true, true, true, true },
	{ "", NULL, true, true, true, true },
	{ "a", NULL, false, false, true, true },
	{ "a", "a", true, true, true, true },
	{ "a", "A", false, true, false, false },
	{ "a", "b", false, false, false, false },
	{ "Host", "hOST", false, true, false, false },
	{ "Hostile", "Host", false, false, true, false },
	{ "Host", "Hostile", false, false, false, false },
	{ "a.html", ".html", false, false, false, true },
	{ "[", "{", false, false, false, false },
	{ "@", "`", false, false, false, false },
	{ "\xc4", "\xe4", false, false, false, false },
	{ "\xc4", "\xc4", true, true, true, true },
};

static void
test_comparisons(void)
{
	for (size_t i = 0; i < lengthof(pairs); i++) {
		struct bytes a = input(pairs[i].a), b = input(pairs[i].b);

		CHECK(bytes_equal(a, b) == pairs[i].equal, "bytes_equal");
		CHECK(bytes_equal_nocase(a, b) == pairs[i].equal_nocase,
		    "bytes_equal_nocase");
		CHECK(bytes_start_with(a, b) == pairs[i].a_starts,
		    "bytes_start_with");
		CHECK(
		    bytes_end_with(a, b) == pairs[i].a_ends, "bytes_end_with");
	}
}

static const struct {
	const char *text;
	size_t first, last;
	const char *head, *rest;
} cuts[] = {
	{ "", 0, 0, "", NULL },
	{ NULL, 0, 0, NULL, NULL },
	{ "abc", 3, 3, "abc", NULL },
	{ ",", 0, 0, "", "" },
	{ "a,", 1, 1, "a", "" },
	{ ",a", 0, 0, "", "a" },
	{ "a,b", 1, 1, "a", "b" },
	{ "a,b,c", 1, 3, "a", "b,c" },
	{ "a,,", 1, 2, "a", "," },
};

static void
test_cuts(void)
{
	for (size_t i = 0; i < lengthof(cuts); i++) {
		struct bytes rest = input(cuts[i].text);

		CHECK_NUMBER(
		    bytes_find(rest, ','), cuts[i].first, "bytes_find");
		CHECK_NUMBER(bytes_find_last(rest, ','), cuts[i].last,
		    "bytes_find_last");
		CHECK_BYTES(
		    bytes_cut(&rest, ','), bytes_of(cuts[i].head), "bytes_cut");
		CHECK_BYTES(
		    rest, bytes_of(cuts[i].rest), "what bytes_cut leaves over");
	}
}

static const struct {
	const char *path, *directory;
	bool below;
} places[] = {
	{ "/a", "/a", true },
	{ "/a/", "/a", true },
	{ "/a/b", "/a", true },
	{ "/ab", "/a", false },
	{ "/", "/a", false },
	{ "/b/a", "/a", false },
	{ "/a", "", true },
	{ "/", "", true },
	{ "a", "", false },
	{ "", "", true },
	{ NULL, "", true },
};

static const struct {
	const char *path;
	size_t slash, end;
} segments[] = {
	{ "/a/bc", 0, 2 },
	{ "/a/bc", 2, 5 },
	{ "/a/", 2, 3 },
	{ "//", 0, 1 },
	{ "/", 0, 1 },
};

static const struct {
	const char *path, *name;
} names[] = {
	{ "/a/b", "b" },
	{ "/a", "a" },
	{ "a", "a" },
	{ "/a/", "" },
	{ "/", "" },
	{ "", "" },
	{ NULL, NULL },
};

static void
test_paths(void)
{
	for (size_t i = 0; i < lengthof(places); i++)
		CHECK(bytes_is_below(input(places[i].path),
			  input(places[i].directory)) == places[i].below,
		    "bytes_is_below");
	for (size_t i = 0; i < lengthof(segments); i++)
		CHECK_NUMBER(bytes_segment_end(
				 input(segments[i].path), segments[i].slash),
		    segments[i].end, "bytes_segment_end");
	for (size_t i = 0; i < lengthof(names); i++)
		CHECK_BYTES(bytes_base_name(input(names[i].path)),
		    bytes_of(names[i].name), "bytes_base_name");
}

static const struct {
	const char *text, *trimmed;
} trims[] = {
	{ "", "" },
	{ NULL, NULL },
	{ " ", "" },
	{ "\t \t", "" },
	{ "a", "a" },
	{ " a", "a" },
	{ "a\t", "a" },
	{ "\t a b \t", "a b" },
	{ "\r\na\v\f", "\r\na\v\f" },
};

static void
test_trims(void)
{
	for (size_t i = 0; i < lengthof(trims); i++)
		CHECK_BYTES(bytes_trim(input(trims[i].text)),
		    bytes_of(trims[i].trimmed), "bytes_trim");
}

enum { NO_NUMBER = -1 };

static const struct {
	const char *text;
	int64_t number;
} numbers[] = {
	{ "0", 0 },
	{ "7", 7 },
	{ "007", 7 },
	{ "1234567890", 1234567890 },
	{ "9223372036854775807", INT64_MAX },
	{ "00000000000000000000000000009223372036854775807", INT64_MAX },
	{ "9223372036854775808", NO_NUMBER },
	{ "9223372036854775810", NO_NUMBER },
	{ "92233720368547758070", NO_NUMBER },
	{ "99999999999999999999999999999999999999999999999999", NO_NUMBER },
	{ "", NO_NUMBER },
	{ NULL, NO_NUMBER },
	{ "-1", NO_NUMBER },
	{ "+1", NO_NUMBER },
	{ " 1", NO_NUMBER },
	{ "1 ", NO_NUMBER },
	{ "1,000", NO_NUMBER },
	{ "0x10", NO_NUMBER },
	{ "1e3", NO_NUMBER },
	{ "1.0", NO_NUMBER },
	{ "/", NO_NUMBER },
	{ ":", NO_NUMBER },
	{ "\xb1", NO_NUMBER },
};

static void
test_numbers(void)
{
	for (size_t i = 0; i < lengthof(numbers); i++) {
		int64_t number = NO_NUMBER;
		bool is_number = bytes_number(input(numbers[i].text), &number);

		CHECK(is_number == (numbers[i].number != NO_NUMBER),
		    "bytes_number, whether it is one");
		CHECK_NUMBER(number, numbers[i].number,
		    "bytes_number, which it is; untouched when none");
	}
}

static int
expected_hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One check each for all octets. */
static void
test_characters(void)
{
	bool hex = true, lower = true, upper = true, digit = true, alpha = true;

	for (int i = 0; i < 256; i++) {
		char c = (char)i;
		bool is_lower = i >= 'a' && i <= 'z';
		bool is_upper = i >= 'A' && i <= 'Z';

		hex &= hex_value(c) == expected_hex(i);
		lower &= ascii_lower(c) == (is_upper ? (char)(i + 32) : c);
		upper &= ascii_upper(c) == (is_lower ? (char)(i - 32) : c);
		digit &= ascii_is_digit(c) == (i >= '0' && i <= '9');
		alpha &= ascii_is_alpha(c) == (is_lower || is_upper);
	}
	CHECK(hex, "hex_value of all octets");
	CHECK(lower, "ascii_lower of all octets");
	CHECK(upper, "ascii_upper of all octets");
	CHECK(digit, "ascii_is_digit of all octets");
	CHECK(alpha, "ascii_is_alpha of all octets");
}

static const struct {
	const char *text;
	int64_t size; /* -1: not valid */
} sizes[] = {
	{ "0", 0 },
	{ "65536", 65536 },
	{ "64K", 65536 },
	{ "64k", 65536 },
	{ "10M", 10485760 },
	{ "2G", INT64_C(2) << 30 },
	{ "8589934591G", INT64_C(8589934591) << 30 },
	{ "8589934592G", -1 },
	{ "9007199254740991K", INT64_C(9007199254740991) << 10 },
	{ "9007199254740992K", -1 },
	{ "10000000000", 10000000000 },
	{ "9223372036854775807", INT64_MAX },
	{ "9223372036854775808", -1 },
	{ "", -1 },
	{ "K", -1 },
	{ "1KK", -1 },
	{ "1T", -1 },
	{ "-1K", -1 },
	{ "1 K", -1 },
};

static void
test_size(void)
{
	for (size_t i = 0; i < lengthof(sizes); i++) {
		int64_t size = -1;

		(void)!bytes_size(guarded(bytes_of(sizes[i].text)), &size);
		CHECK_NUMBER(size, sizes[i].size, sizes[i].text);
	}
}

static const struct {
	const char *a, *b;
	size_t distance;
} distances[] = {
	{ "", "", 0 },
	{ "", "abc", 3 },
	{ "abc", "", 3 },
	{ "listen", "listen", 0 },
	{ "lisen", "listen", 1 },
	{ "listne", "listen", 2 },
	{ "liston", "listen", 1 },
	{ "nocgi", "no-cgi", 1 },
	{ "kitten", "sitting", 3 },
	{ "flaw", "lawn", 2 },
	{ "a", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", BYTES_DISTANCE_MAX },
};

static void
test_distances(void)
{
	for (size_t i = 0; i < lengthof(distances); i++)
		CHECK_NUMBER(bytes_distance(guarded(bytes_of(distances[i].a)),
				 guarded(bytes_of(distances[i].b))),
		    distances[i].distance, distances[i].a);
}

static const struct {
	const char *text;
	int octet;
} percents[] = {
	{ "%41", 'A' },
	{ "%fF rest", 255 },
	{ "%00", 0 },
	{ "%%41", -1 },
	{ "%4", -1 },
	{ "%4g", -1 },
	{ "%g4", -1 },
	{ "%", -1 },
	{ "41", -1 },
	{ "441", -1 },
	{ "", -1 },
	{ NULL, -1 },
};

static void
test_percent(void)
{
	for (size_t i = 0; i < lengthof(percents); i++)
		CHECK_NUMBER(bytes_percent(input(percents[i].text)),
		    percents[i].octet, "bytes_percent");
}

int
main(void)
{
	test_percent();
	test_splits();
	test_brackets();
	test_comparisons();
	test_cuts();
	test_paths();
	test_trims();
	test_numbers();
	test_characters();
	CHECK(BYTES("a\0b").len == 3, "BYTES counts a NUL inside");
	test_size();
	test_distances();
	return check_done();
}
