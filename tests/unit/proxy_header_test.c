/* SPDX-License-Identifier: ISC */
#include "proxy_header.h"

#include "check.h"
#include "proxy_header_octets.h"

/* Follows each whole header, and does not belong to it. */
#define REQUEST "GET / HTTP/1.1\r\n"

static const struct {
	const char *name;
	struct bytes header;
	const char *source; /* NULL: that of the connection stays */
	unsigned source_port;
	const char *destination;
	unsigned destination_port;
} good[] = {
	{ "version 1, IPv4",
	    TEXT("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n"),
	    "192.0.2.7", 56324, "198.51.100.1", 443 },
	{ "version 1, IPv6",
	    TEXT("PROXY TCP6 2001:db8::7 2001:db8::1 1 65535\r\n"),
	    "2001:db8::7", 1, "2001:db8::1", 65535 },
	{ "version 1, IPv4 within IPv6",
	    TEXT("PROXY TCP6 ::ffff:192.0.2.7 ::ffff:198.51.100.1 0 80\r\n"),
	    "192.0.2.7", 0, "198.51.100.1", 80 },
	{ "version 1, as long as it may be",
	    TEXT("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
		 "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
	    NULL, 0, NULL, 0 },
	{ "version 1, UNKNOWN alone", TEXT("PROXY UNKNOWN\r\n"), NULL, 0, NULL,
	    0 },
	{ "version 1, UNKNOWN and anything",
	    TEXT("PROXY UNKNOWN what ever  1 \r\r\n"), NULL, 0, NULL, 0 },
	{ "version 2, IPv4", TEXT(PROXY TCP4 "\0\x0c" IPV4), "192.0.2.7", 56324,
	    "198.51.100.1", 443 },
	{ "version 2, IPv6", TEXT(PROXY TCP6 "\0\x24" IPV6), "2001:db8::7",
	    56324, "2001:db8::1", 443 },
	{ "version 2, IPv4 within IPv6",
	    TEXT(PROXY TCP6 "\0\x24" MAPPED_SOURCE IPV6_OWN "\xdc\4\1\xbb"),
	    "192.0.2.7", 56324, "2001:db8::1", 443 },
	{ "version 2, a datagram's",
	    TEXT(PROXY "\x12"
		       "\0\x0c" IPV4),
	    "192.0.2.7", 56324, "198.51.100.1", 443 },
	{ "version 2, no transport",
	    TEXT(PROXY "\x10"
		       "\0\x0c" IPV4),
	    "192.0.2.7", 56324, "198.51.100.1", 443 },
	{ "version 2, a UNIX socket's",
	    TEXT(PROXY UNIX_STREAM "\0\xd8" UNIX_PATHS), NULL, 0, NULL, 0 },
	{ "version 2, no family", TEXT(PROXY UNSPEC "\0\0"), NULL, 0, NULL, 0 },
	{ "version 2, no family but octets", TEXT(PROXY UNSPEC "\0\x0c" IPV4),
	    NULL, 0, NULL, 0 },
	{ "version 2, LOCAL", TEXT(LOCAL UNSPEC "\0\0"), NULL, 0, NULL, 0 },
	{ "version 2, no family, and a checksum",
	    TEXT(PROXY UNSPEC "\0\7"
			      "\3\0\4"
			      "\x3e\xc9\x89\x4e"),
	    NULL, 0, NULL, 0 },
	{ "version 2, LOCAL and a checksum",
	    TEXT(LOCAL UNSPEC "\0\7"
			      "\3\0\4"
			      "\xa9\xb8\x7e\x8f"),
	    NULL, 0, NULL, 0 },
	{ "version 2, LOCAL with addresses and a checksum",
	    TEXT(LOCAL TCP4 "\0\x13" IPV4 "\3\0\4"
			    "\x21\x5d\xd8\xc7"),
	    NULL, 0, NULL, 0 },
	{ "version 2, LOCAL with addresses", TEXT(LOCAL TCP4 "\0\x0c" IPV4),
	    NULL, 0, NULL, 0 },
	{ "version 2, LOCAL of an unknown family",
	    TEXT(LOCAL "\xff"
		       "\0\3abc"),
	    NULL, 0, NULL, 0 },
	{ "version 2, nothing to be checked",
	    TEXT(PROXY TCP4 "\0\x13" IPV4 "\4\0\0"
			    "\xee\0\1x"),
	    "192.0.2.7", 56324, "198.51.100.1", 443 },
	{ "version 2, a checksum",
	    TEXT(PROXY TCP4 "\0\x13" IPV4 "\3\0\4"
			    "\x54\x8e\x28\xff"),
	    "192.0.2.7", 56324, "198.51.100.1", 443 },
};

static const struct {
	const char *name;
	struct bytes header;
	const char *fault; /* a part of the message */
} bad[] = {
	{ "a request", TEXT(REQUEST), "does not begin" },
	{ "a request that looks like one",
	    TEXT("PRO"
		 "PFIND / HTTP/1.1\r\n"),
	    "does not begin" },
	{ "a wrong octet in a signature", TEXT("\r\n\r\n\0\r\nQUIT\r"),
	    "does not begin" },
	{ "lower case", TEXT("proxy TCP4"), "does not begin" },
	{ "an octet before it", TEXT(" PROXY TCP4"), "does not begin" },
	{ "no protocol", TEXT("PROXY \r\n"), "no known protocol" },
	{ "another protocol", TEXT("PROXY UDP4 1.1.1.1 2.2.2.2 1 2\r\n"),
	    "no known protocol" },
	{ "two spaces before it", TEXT("PROXY  TCP4 1.1.1.1 2.2.2.2 1 2\r\n"),
	    "no known protocol" },
	{ "two spaces", TEXT("PROXY TCP4 1.1.1.1  2.2.2.2 1 2\r\n"), "valid" },
	{ "a space at the end", TEXT("PROXY TCP4 1.1.1.1 2.2.2.2 1 2 \r\n"),
	    "valid" },
	{ "a port is missing", TEXT("PROXY TCP4 1.1.1.1 2.2.2.2 1\r\n"),
	    "valid" },
	{ "all are missing", TEXT("PROXY TCP4\r\n"), "valid" },
	{ "a port too high", TEXT("PROXY TCP4 1.1.1.1 2.2.2.2 1 65536\r\n"),
	    "valid" },
	{ "a port with a zero", TEXT("PROXY TCP4 1.1.1.1 2.2.2.2 01 2\r\n"),
	    "valid" },
	{ "a port with a sign", TEXT("PROXY TCP4 1.1.1.1 2.2.2.2 +1 2\r\n"),
	    "valid" },
	{ "an address with a zero", TEXT("PROXY TCP4 1.1.1.01 2.2.2.2 1 2\r\n"),
	    "valid" },
	{ "IPv6 as IPv4", TEXT("PROXY TCP4 ::1 ::2 1 2\r\n"), "valid" },
	{ "IPv4 as IPv6", TEXT("PROXY TCP6 1.1.1.1 2.2.2.2 1 2\r\n"), "valid" },
	{ "a host's name", TEXT("PROXY TCP4 localhost 2.2.2.2 1 2\r\n"),
	    "valid" },
	{ "a NUL in an address", TEXT("PROXY TCP4 1.1.1.1\0 2.2.2.2 1 2\r\n"),
	    "valid" },
	{ "LF alone", TEXT("PROXY TCP4 1.1.1.1 2.2.2.2 1 2\n"), "CRLF" },
	{ "one octet too long",
	    TEXT("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
		 "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535 \r\n"),
	    "107" },
	{ "too long without an end",
	    TEXT("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
		 "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535 x"),
	    "107" },
	{ "version 3", TEXT("\r\n\r\n\0\r\nQUIT\n\x31" TCP4 "\0\0"),
	    "version" },
	{ "version 1 in binary", TEXT("\r\n\r\n\0\r\nQUIT\n\x11" TCP4 "\0\0"),
	    "version" },
	{ "an unknown command", TEXT("\r\n\r\n\0\r\nQUIT\n\x22" TCP4 "\0\0"),
	    "command" },
	{ "an unknown family",
	    TEXT(PROXY "\x41"
		       "\0\x0c" IPV4),
	    "family" },
	{ "an unknown transport",
	    TEXT(PROXY "\x13"
		       "\0\x0c" IPV4),
	    "family" },
	{ "too short for IPv4", TEXT(PROXY TCP4 "\0\x0b" IPV4), "too short" },
	{ "too short for IPv6", TEXT(PROXY TCP6 "\0\x0c" IPV4), "too short" },
	{ "too short for UNIX", TEXT(PROXY UNIX_STREAM "\0\x0c" IPV4),
	    "too short" },
	{ "too long", TEXT(PROXY TCP4 "\x0f\xf1"), "4096" },
	{ "half a TLV", TEXT(PROXY TCP4 "\0\x0e" IPV4 "\4\0"), "TLV" },
	{ "a TLV beyond the end", TEXT(PROXY TCP4 "\0\x10" IPV4 "\4\0\2x"),
	    "TLV" },
	{ "a wrong checksum",
	    TEXT(PROXY TCP4 "\0\x13" IPV4 "\3\0\4"
			    "\x54\x8e\x28\xfe"),
	    "checksum" },
	{ "a wrong one of no family",
	    TEXT(PROXY UNSPEC "\0\7"
			      "\3\0\4"
			      "\x3e\xc9\x89\x4f"),
	    "checksum" },
	{ "a wrong one of LOCAL",
	    TEXT(LOCAL UNSPEC "\0\7"
			      "\3\0\4"
			      "\xa9\xb8\x7e\x8e"),
	    "checksum" },
	{ "a wrong one of LOCAL with addresses",
	    TEXT(LOCAL TCP4 "\0\x13" IPV4 "\3\0\4"
			    "\x21\x5d\xd8\xc6"),
	    "checksum" },
	{ "a checksum of two octets",
	    TEXT(PROXY TCP4 "\0\x11" IPV4 "\3\0\2"
			    "\x54\x8e"),
	    "checksum" },
	{ "two checksums",
	    TEXT(PROXY TCP4 "\0\x1a" IPV4 "\3\0\4"
			    "\x00\x00\x00\x00"
			    "\3\0\4"
			    "\x00\x00\x00\x00"),
	    "more than one checksum" },
	{ "TLS without its flags",
	    TEXT(PROXY TCP4 "\0\x13" IPV4 "\x20\0\4"
			    "\1\0\0\0"),
	    "TLS" },
	{ "a TLV beyond the end within that of TLS",
	    TEXT(PROXY TCP4 "\0\x18" IPV4 "\x20\0\x09"
			    "\1\0\0\0\0"
			    "\x21\0\2x"),
	    "TLS" },
};

/* Returns a copy that is followed by a request. */
static struct bytes
with_request(struct bytes header)
{
	static char space[8192];

	memcpy(space, header.at, header.len);
	memcpy(space + header.len, REQUEST, sizeof REQUEST - 1);
	return (struct bytes){ space, header.len + sizeof REQUEST - 1 };
}

static void
check_end(
    const struct network_address *got, const char *expected, const char *name)
{
	char space[NETWORK_TEXT_SIZE];

	if (expected)
		CHECK_BYTES(bytes_of(network_address_text(got, space)),
		    bytes_of(expected), name);
	else
		CHECK_NUMBER(got->family, NETWORK_NONE, name);
}

static void
check_good(size_t i)
{
	struct proxy_header header = { .length = 1 };
	const char *name = good[i].name;
	bool pieces = true;

	/* However it arrives, it is not complete before its end. */
	for (size_t len = 0; len < good[i].header.len; len++) {
		struct bytes some = bytes_first(good[i].header, len);

		pieces &= !proxy_header_parse(guarded(some), &header) &&
		    header.length == 0 &&
		    (len == 0 || proxy_header_length(guarded(some)) > len);
	}
	CHECK(pieces, name);
	CHECK(!proxy_header_parse(guarded(good[i].header), &header), name);
	CHECK_NUMBER(header.length, good[i].header.len, name);
	CHECK_NUMBER(proxy_header_length(guarded(good[i].header)),
	    good[i].header.len, name);
	CHECK(!proxy_header_parse(with_request(good[i].header), &header), name);
	CHECK_NUMBER(header.length, good[i].header.len, name);
	CHECK_NUMBER(proxy_header_length(with_request(good[i].header)),
	    good[i].header.len, name);
	check_end(&header.source, good[i].source, name);
	check_end(&header.destination, good[i].destination, name);
	CHECK_NUMBER(header.source_port, good[i].source_port, name);
	CHECK_NUMBER(header.destination_port, good[i].destination_port, name);
	CHECK(
	    !header.tls && !header.unique_id.at && !header.authority.at, name);
}

static void
check_bad(size_t i)
{
	struct proxy_header header = { .length = 7 };
	const char *fault = proxy_header_parse(guarded(bad[i].header), &header);

	CHECK(fault && strstr(fault, bad[i].fault), bad[i].name);
	CHECK_NUMBER(header.length, 7, bad[i].name);
}

/* The longest header that is accepted. */
static void
check_longest(void)
{
	static char space[PROXY_HEADER_MAX] =
	    PROXY TCP4 "\x0f\xf0" IPV4 "\4\x0f\xe1";
	struct bytes all = { space, sizeof space };
	struct proxy_header header = { .length = 0 };

	CHECK(!proxy_header_parse(
		  guarded(bytes_first(all, all.len - 1)), &header) &&
		header.length == 0,
	    "all but one octet");
	CHECK(!proxy_header_parse(guarded(all), &header), "the longest");
	CHECK_NUMBER(header.length, PROXY_HEADER_MAX, "the longest");
	CHECK_NUMBER(
	    proxy_header_length(guarded(all)), PROXY_HEADER_MAX, "the longest");
}

/* Of headers that are none or are not valid. */
static const struct {
	const char *name;
	struct bytes arrived;
	size_t length;
} lengths[] = {
	{ "a request", TEXT(REQUEST), 0 },
	{ "version 1, not valid", TEXT("PROXY x\nGET /"), 8 },
	{ "version 1, its limit",
	    TEXT("PROXY " ZEROS_54 ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_8
		 "\0\0\0\0\0\0"),
	    107 },
	{ "version 1, without an end", TEXT("PROXY " ZEROS_54 ZEROS_54), 0 },
	{ "version 2, no known version", TEXT(SIGNATURE "\x31\x11\0\1xx"), 17 },
	{ "version 2, a TLV beyond it", TEXT(PROXY TCP4 "\0\x0f" IPV4 "\4\1\1"),
	    31 },
	{ "version 2, its limit", TEXT(PROXY TCP4 "\x0f\xf0"), 4096 },
	{ "version 2, above it", TEXT(PROXY TCP4 "\x0f\xf1"), 0 },
};

static void
check_length(size_t i)
{
	CHECK_NUMBER(proxy_header_length(guarded(lengths[i].arrived)),
	    lengths[i].length, lengths[i].name);
}

int
main(void)
{
	for (size_t i = 0; i < lengthof(good); i++)
		check_good(i);
	for (size_t i = 0; i < lengthof(bad); i++)
		check_bad(i);
	for (size_t i = 0; i < lengthof(lengths); i++)
		check_length(i);
	check_longest();
	return check_done();
}
