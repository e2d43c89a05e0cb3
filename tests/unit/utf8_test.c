/* SPDX-License-Identifier: ISC */
#include "utf8.h"

#include "check.h"

static const struct {
	struct bytes text;
	size_t length;
	bool is_text; /* where the text goes on after it */
} rows[] = {
	{ TEXT("a"), 1, true },
	{ TEXT("\x7f"), 1, true },
	{ TEXT("\0"), 1, false },
	{ TEXT("a\0"), 1, false },
	{ TEXT("\xc2\x80"), 2, true },
	{ TEXT("\u07ff"), 2, true },
	{ TEXT("\u0800"), 3, true },
	{ TEXT("\ud7ff"), 3, true },
	{ TEXT("\ue000"), 3, true },
	{ TEXT("\uffff"), 3, true },
	{ TEXT("\U00010000"), 4, true },
	{ TEXT("\U0010ffff"), 4, true },
	{ TEXT("\u00e4\u20ac\U0001f40c\r\n"), 2, true },

	/* cut off: the beginning of a character */
	{ TEXT("\xc3"), 0, true },
	{ TEXT("\xe2\x82"), 0, true },
	{ TEXT("\xf0\x9f\x90"), 0, true },
	{ TEXT("a\xf0"), 1, true },
	{ TEXT("\xc3"
	       "a"),
	    0, false },
	{ TEXT("\xe2\x82"
	       "a"),
	    0, false },

	/* no character at all */
	{ TEXT("\x80"), 0, false },
	{ TEXT("\xbf"), 0, false },
	{ TEXT("\xff"), 0, false },
	{ TEXT("a\xe9"
	       "b"),
	    1, false },

	/* overlong */
	{ TEXT("\xc0\xaf"), 0, false },
	{ TEXT("\xc1\xbf"), 0, false },
	{ TEXT("\xe0\x9f\xbf"), 0, false },
	{ TEXT("\xf0\x8f\xbf\xbf"), 0, false },

	/* surrogates, and values beyond U+10FFFF */
	{ TEXT("\xed\xa0\x80"), 0, false },
	{ TEXT("\xed\xbf"), 0, false },
	{ TEXT("\xf4\x90\x80\x80"), 0, false },
	{ TEXT("\xf5\x80\x80\x80"), 0, false },
};

static bool
ends_whole(struct bytes text)
{
	while (text.len && utf8_length(text))
		text = bytes_after(text, utf8_length(text));
	return !text.len;
}

int
main(void)
{
	for (size_t i = 0; i < lengthof(rows); i++) {
		struct bytes text = guarded(rows[i].text);

		CHECK_NUMBER(utf8_length(text), rows[i].length, "utf8_length");
		CHECK(utf8_is_text(text, true) == rows[i].is_text,
		    "utf8_is_text of the beginning of a text");
		CHECK(utf8_is_text(text, false) ==
			(rows[i].is_text && ends_whole(text)),
		    "utf8_is_text of a whole text");
	}
	CHECK(utf8_is_text(NO_BYTES, false), "nothing is text");
	return check_done();
}
