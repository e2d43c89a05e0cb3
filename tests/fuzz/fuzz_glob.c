/* SPDX-License-Identifier: ISC */
/*
 * Input: a pattern, a line feed, and a path. The result is compared with that
 * of a matcher that follows all alternatives at once instead of backtracking.
 */
#include "fuzz.h"
#include "glob.h"

enum { TEXT_MAX = 256 };

static bool
negates(char c)
{
	return c == '!' || c == '^';
}

/* Returns the length of the item at the beginning of `pattern`: "*", or what
 * stands for one octet. A set without its end is a "[". */
static size_t
item_length(struct bytes pattern)
{
	size_t i = 1;

	if (pattern.at[0] == '\\' && pattern.len > 1)
		return 2;
	if (pattern.at[0] != '[')
		return 1;
	if (i < pattern.len && negates(pattern.at[i]))
		i++;
	for (i++; i < pattern.len; i++)
		if (pattern.at[i] == ']')
			return i + 1;
	return 1;
}

static bool
set_holds(struct bytes set, unsigned char c)
{
	bool negated = negates(set.at[1]);
	struct bytes rest = bytes_after(set, negated ? 2 : 1);

	/* Without the "]". */
	for (rest.len--; rest.len;) {
		unsigned char low = (unsigned char)rest.at[0], high = low;

		if (rest.len > 2 && rest.at[1] == '-') {
			high = (unsigned char)rest.at[2];
			rest = bytes_after(rest, 2);
		}
		if (low <= c && c <= high)
			return !negated;
		rest = bytes_after(rest, 1);
	}
	return negated;
}

static bool
item_takes(struct bytes item, char c)
{
	if (item.at[0] == '\\')
		return item.len > 1 && item.at[1] == c;
	if (item.at[0] == '[' && item.len > 1)
		return set_holds(item, (unsigned char)c);
	return item.at[0] == '?' || item.at[0] == c;
}

/* `reached[i]` is true when the items so far match the first i octets. */
static void
advance(bool *reached, struct bytes item, struct bytes text)
{
	if (item.at[0] == '*') {
		for (size_t i = 0; i < text.len; i++)
			reached[i + 1] |= reached[i];
		return;
	}
	for (size_t i = text.len; i > 0; i--)
		reached[i] = reached[i - 1] && item_takes(item, text.at[i - 1]);
	reached[0] = false;
}

static bool
segment_matches(struct bytes pattern, struct bytes text)
{
	bool reached[TEXT_MAX + 1] = { true };
	bool dot = bytes_start_with(text, BYTES("."));

	if (dot && !bytes_start_with(pattern, BYTES(".")) &&
	    !bytes_start_with(pattern, BYTES("\\.")))
		return false;
	while (pattern.len) {
		size_t len = item_length(pattern);

		advance(reached, bytes_first(pattern, len), text);
		pattern = bytes_after(pattern, len);
	}
	return reached[text.len];
}

static bool
matches(struct bytes pattern, struct bytes path)
{
	while (pattern.at && path.at) {
		struct bytes segment = bytes_cut(&pattern, '/');

		if (!segment_matches(segment, bytes_cut(&path, '/')))
			return false;
	}
	return !pattern.at && !path.at;
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes path = { (const char *)input, size };
	struct bytes pattern = bytes_cut(&path, '\n');

	if (size > TEXT_MAX)
		return 0;
	must(glob_match(pattern, path) == matches(pattern, path));
	return 0;
}
