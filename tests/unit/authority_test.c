/* SPDX-License-Identifier: ISC */
#include "uri.h"

#include "check.h"

#define ABSENT          \
	{               \
		NULL, 0 \
	}

/* How uri_split_authority splits Host and a target's authority. */
static const struct {
	const char *authority;
	struct bytes host, port;
} authorities[] = {
	{ "", TEXT(""), ABSENT },
	{ ":", TEXT(""), ABSENT },
	{ ":80", TEXT(""), TEXT("80") },
	{ "host", TEXT("host"), ABSENT },
	{ "host:", TEXT("host"), ABSENT },
	{ "host:0", TEXT("host"), TEXT("0") },
	{ "host:65535", TEXT("host"), TEXT("65535") },
	{ "host:000080", TEXT("host"), TEXT("000080") },
	{ "a_b.example.", TEXT("a_b.example."), ABSENT },
	{ "..", TEXT(".."), ABSENT },
	{ "127.0.0.1:8000", TEXT("127.0.0.1"), TEXT("8000") },
	{ "999.999", TEXT("999.999"), ABSENT },
	{ "a%2Fb%00", TEXT("a%2Fb%00"), ABSENT },
	{ "-._~!$&'()*+,;=", TEXT("-._~!$&'()*+,;="), ABSENT },
	{ "[::]", TEXT("[::]"), ABSENT },
	{ "[::]:", TEXT("[::]"), ABSENT },
	{ "[::1]:80", TEXT("[::1]"), TEXT("80") },
	{ "[1::]", TEXT("[1::]"), ABSENT },
	{ "[1::2]", TEXT("[1::2]"), ABSENT },
	{ "[1:2:3:4:5:6:7:8]", TEXT("[1:2:3:4:5:6:7:8]"), ABSENT },
	{ "[1:2:3:4:5:6:7::]", TEXT("[1:2:3:4:5:6:7::]"), ABSENT },
	{ "[::2:3:4:5:6:7:8]", TEXT("[::2:3:4:5:6:7:8]"), ABSENT },
	{ "[ABCD:ef01::]", TEXT("[ABCD:ef01::]"), ABSENT },
	{ "[::ffff:192.0.2.1]:1", TEXT("[::ffff:192.0.2.1]"), TEXT("1") },
	{ "[::0.0.0.0]", TEXT("[::0.0.0.0]"), ABSENT },
	{ "[1:2:3:4:5:6:255.255.255.255]",
	    TEXT("[1:2:3:4:5:6:255.255.255.255]"), ABSENT },
	{ "[1:2:3:4:5::1.2.3.4]", TEXT("[1:2:3:4:5::1.2.3.4]"), ABSENT },
};

static const struct bytes no_authorities[] = {
	TEXT("user@host"),
	TEXT("user:secret@host"),
	TEXT("a b"),
	TEXT(" host"),
	TEXT("host "),
	TEXT("a\tb"),
	TEXT("a\0b"),
	TEXT("\0"),
	TEXT("a/b"),
	TEXT("a?b"),
	TEXT("a#b"),
	TEXT("a\\b"),
	TEXT("a\"b"),
	TEXT("a<b"),
	TEXT("a>b"),
	TEXT("h\xc3\xb6st"),
	TEXT("a%"),
	TEXT("a%4"),
	TEXT("a%4g"),
	TEXT("a%41 b"),
	TEXT("a%41%4"),
	TEXT("a,b:80,c"),
	TEXT("host:port"),
	TEXT("host:-1"),
	TEXT("host:+1"),
	TEXT("host: 80"),
	TEXT("host:80 "),
	TEXT("host:80:80"),
	TEXT("host::80"),
	TEXT("host:65536"),
	TEXT("host:99999999999999999999"),
	TEXT("::1"),
	TEXT("["),
	TEXT("[]"),
	TEXT("[::1"),
	TEXT("]"),
	TEXT("[::1]80"),
	TEXT("[::1]a"),
	TEXT("[::1]]"),
	TEXT("[[::1]]"),
	TEXT("[:]"),
	TEXT("[:::]"),
	TEXT("[:1]"),
	TEXT("[1:]"),
	TEXT("[:1::]"),
	TEXT("[1::2::3]"),
	TEXT("[::1::]"),
	TEXT("[1:::2]"),
	TEXT("[1]"),
	TEXT("[1:2:3:4:5:6:7]"),
	TEXT("[1:2:3:4:5:6:7:8:9]"),
	TEXT("[1:2:3:4:5:6:7:8::]"),
	TEXT("[1:2:3:4::5:6:7:8]"),
	TEXT("[12345::]"),
	TEXT("[g::]"),
	TEXT("[1g::]"),
	TEXT("[::1%25eth0]"),
	TEXT("[::1.2.3]"),
	TEXT("[::1.2.3.4.5]"),
	TEXT("[::256.2.3.4]"),
	TEXT("[::1.2.3.256]"),
	TEXT("[::01.2.3.4]"),
	TEXT("[::1.2.3.]"),
	TEXT("[::1.2.3.4:5]"),
	TEXT("[1.2.3.4]"),
	TEXT("[1:2:3:4:5:6:7:1.2.3.4]"),
	TEXT("[1:2:3:4:5:6::1.2.3.4]"),
	TEXT("[v1.a]"),
};

static void
test_authorities(void)
{
	for (size_t i = 0; i < lengthof(authorities); i++) {
		struct bytes text = guarded(bytes_of(authorities[i].authority));
		struct bytes host = BYTES("?"), port = BYTES("?");

		CHECK(uri_split_authority(text, &host, &port),
		    authorities[i].authority);
		CHECK_BYTES(host, authorities[i].host, "host");
		CHECK_BYTES(port, authorities[i].port, "port");
	}
	for (size_t i = 0; i < lengthof(no_authorities); i++) {
		struct bytes text = guarded(no_authorities[i]);
		struct bytes host = BYTES("?"), port = BYTES("?");

		CHECK(!uri_split_authority(text, &host, &port),
		    no_authorities[i].at);
		CHECK(bytes_equal(host, BYTES("?")) &&
			bytes_equal(port, BYTES("?")),
		    "untouched");
	}
}

int
main(void)
{
	test_authorities();
	return check_done();
}
