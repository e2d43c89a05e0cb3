/* SPDX-License-Identifier: ISC */
#include "utf8.h"

/* RFC 3629 section 4: ranges of the first octet of a sequence and of the second
 * one. Further octets are continuations of any value, 0x80 to 0xbf. */
static const struct sequence {
	unsigned char first, last, next_first, next_last, length;
} sequences[] = {
	{ 0x00, 0x7f, 0, 0, 1 },
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static bool
is_between(char c, unsigned char first, unsigned char last)
{
	return (unsigned char)c >= first && (unsigned char)c <= last;
}

/* The sequence that `text` begins with, of which the end may be missing; NULL
 * when there is none. */
static const struct sequence *
find(struct bytes text)
{
	const struct sequence *s = sequences;
	const struct sequence *end = sequences + lengthof(sequences);

	while (s < end && !is_between(text.at[0], s->first, s->last))
		s++;
	if (s == end)
		return NULL;
	text = bytes_first(text, s->length);
	if (text.len > 1 &&
	    !is_between(text.at[1], s->next_first, s->next_last))
		return NULL;
	for (size_t i = 2; i < text.len; i++)
		if (!is_between(text.at[i], 0x80, 0xbf))
			return NULL;
	return s;
}

size_t
utf8_length(struct bytes text)
{
	const struct sequence *s = find(text);

	return s && s->length <= text.len ? s->length : 0;
}

/* Are these eight octets ASCII, and none of them NUL? Subtracting 1 sets the
 * high bit of a NUL. Of ASCII octets only a NUL borrows from its neighbour, and
 * then the answer is false anyway. */
static bool
is_plain(const char *at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t octets;

	memcpy(&octets, at, sizeof octets);
	return !((octets | (octets - ones)) & ones << 7);
}

bool
utf8_is_text(struct bytes sample, bool cut)
{
	while (sample.len) {
		const struct sequence *s;

		if (sample.len >= sizeof(uint64_t) && is_plain(sample.at)) {
			sample = bytes_after(sample, sizeof(uint64_t));
			continue;
		}
		s = find(sample);
		if (!s || !sample.at[0] || (s->length > sample.len && !cut))
			return false;
		sample = bytes_after(sample, s->length);
	}
	return true;
}
