/* SPDX-License-Identifier: ISC */
#include "escape.h"

#include "check.h"

static const struct {
	struct bytes text, name, page, json, uri;
} rows[] = {
	{ TEXT("plain_1.txt"), TEXT("plain_1.txt"), TEXT("plain_1.txt"),
	    TEXT("plain_1.txt"), TEXT("plain_1.txt") },
	{ TEXT(""), TEXT(""), TEXT(""), TEXT(""), TEXT("") },
	{ TEXT("<&>"), TEXT("&lt;&amp;&gt;"), TEXT("&lt;&amp;&gt;"),
	    TEXT("<&>"), TEXT("%3C%26%3E") },
	{ TEXT("\"'"), TEXT("&quot;&#39;"), TEXT("&quot;&#39;"), TEXT("\\\"'"),
	    TEXT("%22%27") },
	{ TEXT("&lt;"), TEXT("&amp;lt;"), TEXT("&amp;lt;"), TEXT("&lt;"),
	    TEXT("%26lt%3B") },
	{ TEXT("@[`{AZaz09"), TEXT("@[`{AZaz09"), TEXT("@[`{AZaz09"),
	    TEXT("@[`{AZaz09"), TEXT("%40%5B%60%7BAZaz09") },
	{ TEXT("a\0b"), TEXT("a\u2400b"), TEXT("a\u2400b"), TEXT("a\\u0000b"),
	    TEXT("a%00b") },
	{ TEXT("a\\b"), TEXT("a\\b"), TEXT("a\\b"), TEXT("a\\\\b"),
	    TEXT("a%5Cb") },
	{ TEXT("a b:/?#%~-._"), TEXT("a b:/?#%~-._"), TEXT("a b:/?#%~-._"),
	    TEXT("a b:/?#%~-._"), TEXT("a%20b%3A/%3F%23%25~-._") },
	{ TEXT("\n\t\r"), TEXT("\u240a\u2409\u240d"), TEXT("\n\t\r"),
	    TEXT("\\u000A\\u0009\\u000D"), TEXT("%0A%09%0D") },
	{ TEXT("\x1b\x7f"), TEXT("\u241b\u2421"), TEXT("\u241b\u2421"),
	    TEXT("\\u001B\\u007F"), TEXT("%1B%7F") },
	{ TEXT("\u00e4\u20ac\U0001f40c"), TEXT("\u00e4\u20ac\U0001f40c"),
	    TEXT("\u00e4\u20ac\U0001f40c"), TEXT("\u00e4\u20ac\U0001f40c"),
	    TEXT("%C3%A4%E2%82%AC%F0%9F%90%8C") },
	{ TEXT("\xff"), TEXT("\ufffd"), TEXT("\ufffd"), TEXT("\ufffd"),
	    TEXT("%FF") },
};

static bool
is_unreserved(int c)
{
	return ascii_is_alpha((char)c) || ascii_is_digit((char)c) ||
	    (c && strchr("-._~", c));
}

/* Whether an octet below 0x80 stays as it is. */
static bool
stays(enum escape escape, int c)
{
	bool control = c < ' ' || c == 0x7f;

	switch (escape) {
	case ESCAPE_NAME:
		return !control && !strchr("<>&\"'", c);
	case ESCAPE_TEXT:
		return control ? c && strchr("\t\n\r", c) != NULL
			       : !strchr("<>&\"'", c);
	case ESCAPE_JSON:
		return !control && c != '"' && c != '\\';
	case ESCAPE_URI:
		break;
	}
	return is_unreserved(c) || c == '/';
}

/* One check for all octets of ASCII. */
static void
test_octets(enum escape escape, const char *name)
{
	bool right = true;

	for (int i = 0; i < 0x80; i++) {
		char c = (char)i, space[8];
		struct buffer b = BUFFER(space);

		(void)escape_put(&b, escape, (struct bytes){ &c, 1 });
		right &= stays(escape, i) ==
		    bytes_equal(buffer_bytes(&b), (struct bytes){ &c, 1 });
	}
	CHECK(right, name);
}

/* Invalid UTF-8, and the number of U+FFFD that replace it. */
static const struct {
	struct bytes text;
	size_t count;
} invalid[] = {
	{ TEXT("\x80"), 1 },
	{ TEXT("\xc0\xaf"), 2 },
	{ TEXT("\xc1\xbf"), 2 },
	{ TEXT("\xc3"), 1 },
	{ TEXT("\xe0\x9f\xbf"), 3 },
	{ TEXT("\xe2\x82"), 2 },
	{ TEXT("\xed\xa0\x80"), 3 },
	{ TEXT("\xf0\x8f\xbf\xbf"), 4 },
	{ TEXT("\xf0\x9f\x90"), 3 },
	{ TEXT("\xf4\x90\x80\x80"), 4 },
	{ TEXT("\xf5\x80\x80\x80"), 4 },
};

static void
check_escaped(enum escape escape, struct bytes text, struct bytes expected)
{
	char space[128];
	struct buffer b = BUFFER(space);
	struct bytes rest = escape_put(&b, escape, guarded(text));

	CHECK_NUMBER(rest.len, 0, "all was written");
	CHECK_BYTES(buffer_bytes(&b), expected, "and as it should be");
}

static void
test_rows(void)
{
	for (size_t i = 0; i < lengthof(rows); i++) {
		check_escaped(ESCAPE_NAME, rows[i].text, rows[i].name);
		check_escaped(ESCAPE_TEXT, rows[i].text, rows[i].page);
		check_escaped(ESCAPE_JSON, rows[i].text, rows[i].json);
		check_escaped(ESCAPE_URI, rows[i].text, rows[i].uri);
	}
}

static void
test_invalid(void)
{
	for (size_t i = 0; i < lengthof(invalid); i++) {
		char space[32];
		struct buffer expected = BUFFER(space);

		for (size_t j = 0; j < invalid[i].count; j++)
			buffer_put_string(&expected, "\ufffd");
		check_escaped(
		    ESCAPE_NAME, invalid[i].text, buffer_bytes(&expected));
	}
}

static void
test_no_room(void)
{
	for (size_t size = 0; size < 12; size++) {
		char space[12];
		struct buffer b = { space, 0, size, false };
		struct bytes text = BYTES("\"\"\u20ac");
		struct bytes rest = escape_put(&b, ESCAPE_NAME, text);

		CHECK(!b.full, "what has no room is left");
		CHECK_NUMBER(b.len, (text.len - rest.len) * 6,
		    "nothing is written in part");
		CHECK(size < ESCAPE_GROWTH || rest.len < text.len,
		    "with room there is progress");
	}
}

/* Output in pieces of any size equals the output at once. */
static void
test_pieces(void)
{
	struct bytes text = BYTES("a<b>\u20ac\n\xff and \"more\" of it");
	char whole_space[128], pieces_space[128], piece_space[16];
	struct buffer whole = BUFFER(whole_space);

	(void)escape_put(&whole, ESCAPE_JSON, text);
	for (size_t size = ESCAPE_GROWTH; size <= sizeof piece_space; size++) {
		struct buffer pieces = BUFFER(pieces_space);
		struct bytes rest = text;

		while (rest.len) {
			struct buffer piece = { piece_space, 0, size, false };

			rest = escape_put(&piece, ESCAPE_JSON, rest);
			buffer_put(&pieces, buffer_bytes(&piece));
		}
		CHECK_BYTES(buffer_bytes(&pieces), buffer_bytes(&whole),
		    "piece by piece");
	}
}

int
main(void)
{
	test_rows();
	test_octets(ESCAPE_NAME, "a name, all octets");
	test_octets(ESCAPE_TEXT, "a text, all octets");
	test_octets(ESCAPE_JSON, "JSON, all octets");
	test_octets(ESCAPE_URI, "a URI, all octets");
	test_invalid();
	test_no_room();
	test_pieces();
	return check_done();
}
