/* SPDX-License-Identifier: ISC */
#include "uri.h"

#include "check.h"

#define ABSENT          \
	{               \
		NULL, 0 \
	}

static const struct {
	const char *target, *path, *query;
} paths[] = {
	{ "/", "/", NULL },
	{ "/a", "/a", NULL },
	{ "/a/", "/a/", NULL },
	{ "/a/b.c", "/a/b.c", NULL },
	{ "/a;b=c,d", "/a;b=c,d", NULL },
	{ "/~user/+!$&'()*,=:@", "/~user/+!$&'()*,=:@", NULL },
	{ "/*", "/*", NULL },
	{ "/a:80", "/a:80", NULL },
	{ "/http://x/", "/http:/x/", NULL },

	/* query */
	{ "/?", "/", "" },
	{ "/a?b", "/a", "b" },
	{ "/a?b?c", "/a", "b?c" },
	{ "/a?/../..", "/a", "/../.." },
	{ "/a?b=%2e%00", "/a", "b=%2e%00" },
	{ "/a?100%", "/a", "100%" },
	{ "/a?%zz&%", "/a", "%zz&%" },
	{ "/a?\xc3\xa9", "/a", "\xc3\xa9" },
	{ "/a%3Fb?c", "/a?b", "c" },

	/* decoded once */
	{ "/%41%7a%7A", "/Azz", NULL },
	{ "/%2541", "/%41", NULL },
	{ "/%252e%252e/", "/%2e%2e/", NULL },
	{ "/a%20b%23c%25", "/a b#c%", NULL },
	{ "/a+b", "/a+b", NULL },
	{ "/%0a%1b%7f", "/\n\x1b\x7f", NULL },
	{ "/%c3%a9", "/\xc3\xa9", NULL },
	{ "/\xc3\xa9\x80\xff", "/\xc3\xa9\x80\xff", NULL },
	{ "/%ff%FF", "/\xff\xff", NULL },
	{ "/a|b^c[d]{e}\"f<g>\\h`", "/a|b^c[d]{e}\"f<g>\\h`", NULL },

	/* "%2F" is "/" */
	{ "/a%2Fb", "/a/b", NULL },
	{ "/a%2f", "/a/", NULL },
	{ "/%2f%2F", "/", NULL },
	{ "/cgi-bin%2fx", "/cgi-bin/x", NULL },
	{ "/a%2f..%2fb", "/b", NULL },

	/* empty segments */
	{ "//", "/", NULL },
	{ "///a//b///", "/a/b/", NULL },
	{ "//host/path", "/host/path", NULL },
	{ "/a//../b", "/b", NULL },
	{ "/a//..", "/", NULL },

	/* dot segments */
	{ "/.", "/", NULL },
	{ "/./", "/", NULL },
	{ "/a/.", "/a/", NULL },
	{ "/a/./b", "/a/b", NULL },
	{ "/a/..", "/", NULL },
	{ "/a/../", "/", NULL },
	{ "/a/b/..", "/a/", NULL },
	{ "/a/b/../c", "/a/c", NULL },
	{ "/a/b/../../c", "/c", NULL },
	{ "/a/b/c/./../../g", "/a/g", NULL },
	{ "/a/%2e%2E/b/%2e", "/b/", NULL },
	{ "/a/.%2e", "/", NULL },
	{ "/...", "/...", NULL },
	{ "/.../..", "/", NULL },
	{ "/..a/.b/c./d..", "/..a/.b/c./d..", NULL },
	{ "/a/..;b", "/a/..;b", NULL },
};

static const struct {
	const char *target;
	enum uri_form form;
	struct bytes authority, raw_path, path, query;
} forms[] = {
	{ "/a%20b?c", URI_ORIGIN, ABSENT, TEXT("/a%20b"), TEXT("/a b"),
	    TEXT("c") },
	{ "*", URI_ASTERISK, ABSENT, ABSENT, ABSENT, ABSENT },
	{ "host:443", URI_AUTHORITY, TEXT("host:443"), ABSENT, ABSENT, ABSENT },
	{ "[::1]:443", URI_AUTHORITY, TEXT("[::1]:443"), ABSENT, ABSENT,
	    ABSENT },
	{ "http:80", URI_AUTHORITY, TEXT("http:80"), ABSENT, ABSENT, ABSENT },
	{ "http://host/a?b", URI_ABSOLUTE, TEXT("host"), TEXT("/a"), TEXT("/a"),
	    TEXT("b") },
	{ "http://host", URI_ABSOLUTE, TEXT("host"), TEXT("/"), TEXT("/"),
	    ABSENT },
	{ "http://host/", URI_ABSOLUTE, TEXT("host"), TEXT("/"), TEXT("/"),
	    ABSENT },
	{ "http://host?a/b", URI_ABSOLUTE, TEXT("host"), TEXT("/"), TEXT("/"),
	    TEXT("a/b") },
	{ "HTTPS://Host:8443/..a", URI_ABSOLUTE, TEXT("Host:8443"),
	    TEXT("/..a"), TEXT("/..a"), ABSENT },
	{ "http://[::1]:80/a", URI_ABSOLUTE, TEXT("[::1]:80"), TEXT("/a"),
	    TEXT("/a"), ABSENT },
	{ "http://host:/a", URI_ABSOLUTE, TEXT("host:"), TEXT("/a"), TEXT("/a"),
	    ABSENT },
	{ "http://host//a", URI_ABSOLUTE, TEXT("host"), TEXT("//a"), TEXT("/a"),
	    ABSENT },
};

#define FORM                                                               \
	"the request-target is neither a path that begins with /, a URI, " \
	"host:port nor \"*\""
#define SCHEME  "a scheme other than http and https"
#define HOST    "no valid host in an absolute request-target"
#define OCTET   "white space or a control character in the request-target"
#define SHARP   "a fragment (\"#\") in the request-target"
#define PERCENT "\"%\" without two hexadecimal digits in the path"
#define NUL     "%00 in the path"
#define CLIMBS  "a path that climbs above its root"

static const struct {
	struct bytes target;
	const char *cause;
} refused[] = {
	{ ABSENT, FORM },
	{ TEXT(""), FORM },
	{ TEXT("a"), FORM },
	{ TEXT("a/b"), FORM },
	{ TEXT("cgi-bin/x"), FORM },
	{ TEXT("**"), FORM },
	{ TEXT("*/"), FORM },
	{ TEXT("?a"), FORM },
	{ TEXT("9a:x"), FORM },
	{ TEXT("-a:x"), FORM },
	{ TEXT("a_b:x"), FORM },
	{ TEXT("a b:x"), FORM },
	{ TEXT("\xc3\xa9:x"), FORM },
	{ TEXT(":x"), FORM },
	{ TEXT("\\a"), FORM },
	{ TEXT("%2fa"), FORM },
	{ TEXT("../a"), FORM },
	{ TEXT("host"), FORM },
	{ TEXT(":80"), FORM },
	{ TEXT("1:2:3"), FORM },
	{ TEXT("user@host:80"), FORM },
	{ TEXT("[::1]"), FORM },
	{ TEXT("1host:port"), FORM },
	{ TEXT("host:"), SCHEME },
	{ TEXT("host:65536"), SCHEME },
	{ TEXT("http:/a"), SCHEME },
	{ TEXT("ftp://host/"), SCHEME },
	{ TEXT("file:///etc/passwd"), SCHEME },
	{ TEXT("view-source+a.b:x"), SCHEME },
	{ TEXT("httpx://host/"), SCHEME },
	{ TEXT("Z9+-.:x"), SCHEME },
	{ TEXT("http://"), HOST },
	{ TEXT("http:///a"), HOST },
	{ TEXT("http://:80/"), HOST },
	{ TEXT("http://?a"), HOST },
	{ TEXT("http://user@host/"), HOST },
	{ TEXT("http://user:secret@host/"), HOST },
	{ TEXT("http://ho st/"), HOST },
	{ TEXT("http://host#a"), HOST },
	{ TEXT("http://host:port/"), HOST },
	{ TEXT("http://[::1/"), HOST },
	{ TEXT("https://host\\a/"), HOST },
	{ TEXT("/ "), OCTET },
	{ TEXT("/a b"), OCTET },
	{ TEXT("/a\tb"), OCTET },
	{ TEXT("/a\r\nb"), OCTET },
	{ TEXT("/a\0.php"), OCTET },
	{ TEXT("/\x1b[0m"), OCTET },
	{ TEXT("/\x7f"), OCTET },
	{ TEXT("/a?b c"), OCTET },
	{ TEXT("/a?b\0"), OCTET },
	{ TEXT("/a?\x7f"), OCTET },
	{ TEXT("/a#b"), SHARP },
	{ TEXT("/a?b#c"), SHARP },
	{ TEXT("/%"), PERCENT },
	{ TEXT("/%4"), PERCENT },
	{ TEXT("/%?4"), PERCENT },
	{ TEXT("/%4?1"), PERCENT },
	{ TEXT("/%4g"), PERCENT },
	{ TEXT("/%g4"), PERCENT },
	{ TEXT("/%+4"), PERCENT },
	{ TEXT("/%%32%65"), PERCENT },
	{ TEXT("/.%%32%65/"), PERCENT },
	{ TEXT("/%u002e"), PERCENT },
	{ TEXT("/%00"), NUL },
	{ TEXT("/a%00.html"), NUL },
	{ TEXT("/.."), CLIMBS },
	{ TEXT("/../"), CLIMBS },
	{ TEXT("/../a"), CLIMBS },
	{ TEXT("//.."), CLIMBS },
	{ TEXT("/./.."), CLIMBS },
	{ TEXT("/a/../.."), CLIMBS },
	{ TEXT("/a/../../a"), CLIMBS },
	{ TEXT("/a//../../a"), CLIMBS },
	{ TEXT("/%2e%2e/"), CLIMBS },
	{ TEXT("/.%2e"), CLIMBS },
	{ TEXT("/%2e%2e%2fetc/passwd"), CLIMBS },
	{ TEXT("/cgi-bin/.%2e/.%2e/bin/sh"), CLIMBS },
	{ TEXT("/..%2f..%2f"), CLIMBS },
	{ TEXT("/../?a"), CLIMBS },
	{ TEXT("http://host/.."), CLIMBS },
};

static void
test_paths(void)
{
	char space[URI_PATH_SIZE];

	for (size_t i = 0; i < lengthof(paths); i++) {
		struct bytes target = guarded(bytes_of(paths[i].target));
		struct uri uri = { .form = URI_ASTERISK };
		struct refusal refusal =
		    uri_parse(target, space, sizeof space, &uri);

		CHECK_NUMBER(refusal.status, STATUS_NONE, paths[i].target);
		CHECK_BYTES(uri.path, bytes_of(paths[i].path), "path");
		CHECK_BYTES(uri.query, bytes_of(paths[i].query), "query");
		CHECK(uri.path.at == space && !space[uri.path.len],
		    "in the space, with NUL");
	}
}

static void
test_forms(void)
{
	char space[URI_PATH_SIZE];

	for (size_t i = 0; i < lengthof(forms); i++) {
		struct bytes target = guarded(bytes_of(forms[i].target));
		struct uri uri = { .form = URI_ORIGIN };
		struct refusal refusal =
		    uri_parse(target, space, sizeof space, &uri);

		CHECK_NUMBER(refusal.status, STATUS_NONE, forms[i].target);
		CHECK_NUMBER(uri.form, forms[i].form, "form");
		CHECK_BYTES(uri.authority, forms[i].authority, "authority");
		CHECK_BYTES(uri.raw_path, forms[i].raw_path, "raw path");
		CHECK_BYTES(uri.path, forms[i].path, "path");
		CHECK_BYTES(uri.query, forms[i].query, "query");
	}
}

static void
test_refused(void)
{
	char space[URI_PATH_SIZE];

	for (size_t i = 0; i < lengthof(refused); i++) {
		struct bytes target = guarded(refused[i].target);
		struct uri uri = { .form = URI_ASTERISK, .query = target };
		struct refusal refusal =
		    uri_parse(target, space, sizeof space, &uri);

		CHECK_NUMBER(refusal.status, STATUS_BAD_REQUEST,
		    refused[i].target.len ? refused[i].target.at : "empty");
		CHECK_BYTES(bytes_of(refusal.cause), bytes_of(refused[i].cause),
		    "cause");
		CHECK(uri.form == URI_ASTERISK && uri.query.at == target.at &&
			!uri.path.at,
		    "untouched");
	}
}

static bool
is_taken(const char *target, size_t len, struct uri *ret_uri)
{
	static char space[8];

	return !uri_parse(
	    (struct bytes){ target, len }, space, sizeof space, ret_uri)
		    .status;
}

/* Every octet in a path and in a query, literally and encoded. */
static void
test_octets(void)
{
	char path[] = "/x", query[] = "/?x", encoded[] = "/%00x";
	struct uri uri;

	for (unsigned c = 0; c < 256; c++) {
		bool bad = c <= ' ' || c == 0x7f || c == '#';
		bool right = true;

		path[1] = (char)c;
		right &= is_taken(path, 2, &uri) == (!bad && c != '%');
		query[2] = (char)c;
		right &= is_taken(query, 3, &uri) == !bad;
		encoded[2] = "0123456789abcdef"[c >> 4];
		encoded[3] = "0123456789ABCDEF"[c & 15];
		right &= is_taken(encoded, 5, &uri) == (c != 0);
		right &= c == 0 || c == '/' || uri.path.at[1] == (char)c;
		CHECK(right, encoded);
	}
}

/* Decoding into `size` octets: the decoded path and its NUL must fit. */
static const struct {
	const char *target;
	size_t size;
	enum http_status status;
} sizes[] = {
	{ "/", 0, STATUS_URI_TOO_LONG },
	{ "/", 1, STATUS_URI_TOO_LONG },
	{ "/", 2, STATUS_NONE },
	{ "/abc", 4, STATUS_URI_TOO_LONG },
	{ "/abc", 5, STATUS_NONE },
	{ "/abc", 3, STATUS_URI_TOO_LONG },
	{ "/%41%42%43", 5, STATUS_NONE },
	{ "/%41%42%43", 4, STATUS_URI_TOO_LONG },
	{ "////abc", 5, STATUS_NONE },
	{ "/a/../b/../c", 5, STATUS_NONE },
	{ "/..", 2, STATUS_URI_TOO_LONG },
	{ "/..", 3, STATUS_BAD_REQUEST },
	{ "/..a", 4, STATUS_URI_TOO_LONG },
	{ "/abcd/../../", 4, STATUS_URI_TOO_LONG },
	{ "*", 0, STATUS_NONE },
	{ "host:80", 0, STATUS_NONE },
};

static void
test_sizes(void)
{
	static char target[URI_PATH_SIZE], space[URI_PATH_SIZE];
	struct bytes longest = { target, 0 };
	struct refusal refusal;
	struct uri uri;

	for (size_t i = 0; i < lengthof(sizes); i++) {
		char *end = (char *)(uintptr_t)guarded(BYTES("")).at;

		refusal = uri_parse(bytes_of(sizes[i].target),
		    end - sizes[i].size, sizes[i].size, &uri);

		CHECK_NUMBER(refusal.status, sizes[i].status, sizes[i].target);
	}
	memset(target, 'a', sizeof target);
	target[0] = '/';
	longest.len = sizeof target;
	refusal = uri_parse(longest, space, sizeof space, &uri);
	CHECK_NUMBER(
	    refusal.status, STATUS_URI_TOO_LONG, "as long as the space");
	longest.len--;
	refusal = uri_parse(longest, space, sizeof space, &uri);
	CHECK_NUMBER(refusal.status, STATUS_NONE, "one shorter");
	CHECK_NUMBER(uri.path.len, sizeof target - 1, "whole");
}

int
main(void)
{
	test_paths();
	test_forms();
	test_refused();
	test_octets();
	test_sizes();
	return check_done();
}
