/* SPDX-License-Identifier: ISC */
#include "glob.h"

/* Is `c` in the set at the front of `set`, whose "[" is cut off? Writes the
 * answer to *ret_held. Returns the set's length with its "]", or 0 when there
 * is no "]": then *ret_held means nothing. */
static size_t
match_set(struct bytes set, unsigned char c, bool *ret_held)
{
	const unsigned char *at = (const unsigned char *)set.at;
	bool negated = set.len && (at[0] == '!' || at[0] == '^');
	bool held = false;
	size_t first = negated, i;

	for (i = first; i < set.len && (i == first || at[i] != ']'); i++) {
		unsigned char low = at[i], high = low;

		if (i + 2 < set.len && at[i + 1] == '-' && at[i + 2] != ']') {
			i += 2;
			high = at[i];
		}
		held = held || (low <= c && c <= high);
	}
	*ret_held = held != negated;
	return i < set.len ? i + 1 : 0;
}

/* Length of the element at the front of `pattern`, which is no "*", when it
 * matches `c`; 0 when it does not. */
static size_t
match_octet(struct bytes pattern, char c)
{
	size_t len;
	bool held;

	if (!pattern.len)
		return 0;
	switch (pattern.at[0]) {
	case '?':
		return 1;
	case '\\':
		return pattern.len > 1 && pattern.at[1] == c ? 2 : 0;
	case '[':
		len =
		    match_set(bytes_after(pattern, 1), (unsigned char)c, &held);
		if (len)
			return held ? 1 + len : 0;
		break;
	default:
		break;
	}
	return pattern.at[0] == c;
}

static bool
excludes_leading_dot(struct bytes pattern)
{
	return !bytes_start_with(pattern, BYTES(".")) &&
	    !bytes_start_with(pattern, BYTES("\\."));
}

/* On a mismatch the last "*" takes one octet more, and all that follows it is
 * tried again. No earlier "*" is retried: what precedes the last one matched at
 * the first place possible. */
static bool
match_segment(struct bytes pattern, struct bytes text)
{
	struct bytes after_star = NO_BYTES, retry = NO_BYTES;

	if (bytes_start_with(text, BYTES(".")) && excludes_leading_dot(pattern))
		return false;
	while (text.len || bytes_start_with(pattern, BYTES("*"))) {
		size_t len;

		if (bytes_start_with(pattern, BYTES("*"))) {
			pattern = bytes_after(pattern, 1);
			after_star = pattern;
			retry = text;
			continue;
		}
		len = match_octet(pattern, text.at[0]);
		if (len) {
			pattern = bytes_after(pattern, len);
			text = bytes_after(text, 1);
			continue;
		}
		if (!after_star.at)
			return false;
		pattern = after_star;
		text = retry = bytes_after(retry, 1);
	}
	return !pattern.len;
}

bool
glob_is_closed(const char *pattern)
{
	for (const char *at = pattern; *at; at++) {
		if (*at == '\\' && at[1])
			at++;
		else if (*at == '[') {
			at++;
			at += *at == '!' || *at == '^';
			at += *at == ']';
			at += strcspn(at, "]/");
			if (*at != ']')
				return false;
		}
	}
	return true;
}

bool
glob_match(struct bytes pattern, struct bytes path)
{
	while (pattern.at && path.at) {
		struct bytes wanted = bytes_cut(&pattern, '/');

		if (!match_segment(wanted, bytes_cut(&path, '/')))
			return false;
	}
	return !pattern.at && !path.at;
}
