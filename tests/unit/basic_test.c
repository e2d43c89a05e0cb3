/* SPDX-License-Identifier: ISC */
#include "basic.h"

#include "check.h"

#define NO_TEXT   \
	{         \
		0 \
	}

/* ── Authorization ────────────────────────────────────────────────────────── */

static const struct {
	struct bytes value;
	struct bytes user, password; /* absent: refused */
} values[] = {
	/* RFC 7617 section 2, and the example of section 2.1: a POUND SIGN. */
	{ TEXT("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), TEXT("Aladdin"),
	    TEXT("open sesame") },
	{ TEXT("Basic dGVzdDoxMjPCow=="), TEXT("test"), TEXT("123\xc2\xa3") },
	/* three lengths, three paddings */
	{ TEXT("Basic YTpi"), TEXT("a"), TEXT("b") },
	{ TEXT("Basic YTpiYw=="), TEXT("a"), TEXT("bc") },
	{ TEXT("Basic YTpiY2Q="), TEXT("a"), TEXT("bcd") },
	/* the scheme in any case, any number of spaces */
	{ TEXT("basic YTpi"), TEXT("a"), TEXT("b") },
	{ TEXT("BASIC YTpi"), TEXT("a"), TEXT("b") },
	{ TEXT("Basic   YTpi"), TEXT("a"), TEXT("b") },
	{ TEXT("Basic YTpi  "), TEXT("a"), TEXT("b") },
	/* the first colon separates; no password, a long one */
	{ TEXT("Basic YTpiOmM6"), TEXT("a"), TEXT("b:c:") },
	{ TEXT("Basic YTo="), TEXT("a"), TEXT("") },
	/* "+" and "/" */
	{ TEXT("Basic YTr7/w=="), TEXT("a"), TEXT("\xfb\xff") },
	/* no user, no colon, nothing */
	{ TEXT("Basic OmI="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic Og=="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YWI="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic "), NO_TEXT, NO_TEXT },
	{ TEXT("Basic"), NO_TEXT, NO_TEXT },
	{ TEXT(""), NO_TEXT, NO_TEXT },
	/* other schemes */
	{ TEXT("Bearer YTpi"), NO_TEXT, NO_TEXT },
	{ TEXT("Basics YTpi"), NO_TEXT, NO_TEXT },
	{ TEXT("Basi YTpi"), NO_TEXT, NO_TEXT },
	{ TEXT("YTpi"), NO_TEXT, NO_TEXT },
	{ TEXT("Basic\tYTpi"), NO_TEXT, NO_TEXT },
	/* not base64: alphabet, length, padding in the wrong place */
	{ TEXT("Basic YTpi!"), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YTp"), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YTo"), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YTpiYw="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YT=i"), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YTo=YTo="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic ===="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic Y==="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YTr7_w=="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YTr-_w=="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YT pi"), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YTpi, Basic YTpi"), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YT\0i"), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YTpi\xff\xff\xff\xff"), NO_TEXT, NO_TEXT },
	/* RFC 7617 section 2: no control characters */
	{ TEXT("Basic YToA"), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YQA6Yg=="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YTpiCg=="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YQk6Yg=="), NO_TEXT, NO_TEXT },
	{ TEXT("Basic YTpifw=="), NO_TEXT, NO_TEXT },
};

static void
test_values(void)
{
	for (size_t i = 0; i < lengthof(values); i++) {
		char space[64];
		struct bytes user = NO_BYTES, password = NO_BYTES;
		bool good = basic_parse(guarded(values[i].value), space,
		    sizeof space, &user, &password);

		CHECK(good == (values[i].user.at != NULL), values[i].value.at);
		CHECK_BYTES(user, values[i].user, values[i].value.at);
		CHECK_BYTES(password, values[i].password, values[i].value.at);
		CHECK(!good || password.at[password.len] == '\0',
		    "a NUL follows the password");
	}
}

static void
test_space(void)
{
	struct bytes value = BYTES("Basic YTpiY2Q="), user, password;
	char space[6];

	/* "a:bcd" and its NUL */
	CHECK(basic_parse(value, space, 6, &user, &password), "just fits");
	CHECK(!basic_parse(value, space, 5, &user, &password), "no room: NUL");
	CHECK(!basic_parse(value, space, 4, &user, &password), "no room");
	CHECK(!basic_parse(NO_BYTES, space, 6, &user, &password), "absent");
}

/* ── Lines ────────────────────────────────────────────────────────────────── */

static const struct {
	struct bytes line;
	struct bytes user, hash; /* absent: not the line of a user */
} lines[] = {
	{ TEXT("ann:$2y$05$x"), TEXT("ann"), TEXT("$2y$05$x") },
	{ TEXT("ann:$2y$05$x\r"), TEXT("ann"), TEXT("$2y$05$x") },
	{ TEXT("ann:$5$x:Ann Example:more"), TEXT("ann"), TEXT("$5$x") },
	{ TEXT("ann b:x"), TEXT("ann b"), TEXT("x") },
	{ TEXT("ann:"), TEXT("ann"), TEXT("") },
	{ TEXT(" ann:x"), TEXT(" ann"), TEXT("x") },
	{ TEXT("ann"), NO_TEXT, NO_TEXT },
	{ TEXT(":x"), NO_TEXT, NO_TEXT },
	{ TEXT(""), NO_TEXT, NO_TEXT },
	{ TEXT("\r"), NO_TEXT, NO_TEXT },
	{ TEXT("# ann:x"), NO_TEXT, NO_TEXT },
	{ TEXT("#ann:x"), NO_TEXT, NO_TEXT },
};

static void
test_lines(void)
{
	for (size_t i = 0; i < lengthof(lines); i++) {
		struct bytes user = NO_BYTES, hash = NO_BYTES;
		bool good =
		    basic_parse_line(guarded(lines[i].line), &user, &hash);

		CHECK(good == (lines[i].user.at != NULL), lines[i].line.at);
		CHECK_BYTES(user, lines[i].user, lines[i].line.at);
		CHECK_BYTES(hash, lines[i].hash, lines[i].line.at);
	}
}

static const struct {
	struct bytes hash;
	enum basic_scheme scheme;
} schemes[] = {
	{ TEXT("$2a$05$x"), BASIC_BCRYPT },
	{ TEXT("$2b$05$x"), BASIC_BCRYPT },
	{ TEXT("$2y$05$x"), BASIC_BCRYPT },
	{ TEXT("$5$salt$x"), BASIC_SHA256 },
	{ TEXT("$6$rounds=1000$salt$x"), BASIC_SHA512 },
	{ TEXT("$y$j9T$salt$x"), BASIC_YESCRYPT },
	{ TEXT("$apr1$salt$x"), BASIC_APR1 },
	{ TEXT("$1$salt$x"), BASIC_WEAK },
	{ TEXT("$2$05$x"), BASIC_WEAK },
	{ TEXT("$2x$05$x"), BASIC_WEAK },
	{ TEXT("$2y"), BASIC_WEAK },
	{ TEXT("$y"), BASIC_WEAK },
	{ TEXT("$7$x"), BASIC_WEAK },
	{ TEXT("$gy$x"), BASIC_WEAK },
	{ TEXT("{SHA}x"), BASIC_WEAK },
	{ TEXT("rl0uE2O6iBkiE"), BASIC_WEAK },
	{ TEXT("plain"), BASIC_WEAK },
	{ TEXT("*"), BASIC_WEAK },
	{ TEXT("!$6$salt$x"), BASIC_WEAK },
	{ TEXT(""), BASIC_WEAK },
};

static void
test_schemes(void)
{
	for (size_t i = 0; i < lengthof(schemes); i++)
		CHECK_NUMBER(basic_scheme_of(guarded(schemes[i].hash)),
		    schemes[i].scheme, schemes[i].hash.at);
}

static void
test_equal(void)
{
	CHECK(basic_equal(BYTES("abc"), BYTES("abc")), "equal");
	CHECK(basic_equal(BYTES(""), BYTES("")), "both empty");
	CHECK(basic_equal(BYTES("a\0b"), BYTES("a\0b")), "equal behind a NUL");
	CHECK(!basic_equal(BYTES("abc"), BYTES("abd")), "the last differs");
	CHECK(!basic_equal(BYTES("abc"), BYTES("xbc")), "the first differs");
	CHECK(!basic_equal(BYTES("a\0b"), BYTES("a\0c")), "behind a NUL");
	CHECK(!basic_equal(BYTES("abc"), BYTES("ab")), "shorter");
	CHECK(!basic_equal(BYTES("abc"), BYTES("abcd")), "longer");
	CHECK(!basic_equal(BYTES("a\x80"), BYTES("a\x01")), "bits");
}

int
main(void)
{
	test_values();
	test_space();
	test_lines();
	test_schemes();
	test_equal();
	return check_done();
}
