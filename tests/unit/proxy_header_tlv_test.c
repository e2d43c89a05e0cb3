/* SPDX-License-Identifier: ISC */
/* What proxy_header_parse takes from the TLVs behind the addresses. */
#include "proxy_header.h"

#include "check.h"
#include "proxy_header_octets.h"

/* Bodies of the TLV for TLS: flags, verify, sub-TLVs. */
#define TLS_TEXTS  \
	"\x21\0\7" \
	"TLSv1.3"  \
	"\x22\0\2" \
	"me"       \
	"\x23\0\3" \
	"AES"
static const struct {
	const char *name;
	struct bytes header;
	bool tls, certificate, verified;
	const char *version, *name_of_client; /* NULL: absent */
} with_tls[] = {
	{ "no certificate",
	    TEXT(PROXY TCP4 "\0\x29" IPV4 "\x20\0\x1a"
			    "\1\0\0\0\0" TLS_TEXTS),
	    true, false, false, "TLSv1.3", NULL },
	{ "a good certificate",
	    TEXT(PROXY TCP4 "\0\x29" IPV4 "\x20\0\x1a"
			    "\3\0\0\0\0" TLS_TEXTS),
	    true, true, true, "TLSv1.3", "me" },
	{ "one of the session",
	    TEXT(PROXY TCP4 "\0\x29" IPV4 "\x20\0\x1a"
			    "\5\0\0\0\0" TLS_TEXTS),
	    true, true, true, "TLSv1.3", "me" },
	{ "a bad certificate",
	    TEXT(PROXY TCP4 "\0\x29" IPV4 "\x20\0\x1a"
			    "\3\0\0\0\x12" TLS_TEXTS),
	    true, true, false, "TLSv1.3", NULL },
	{ "no TLS after all",
	    TEXT(PROXY TCP4 "\0\x29" IPV4 "\x20\0\x1a"
			    "\2\0\0\0\0" TLS_TEXTS),
	    false, false, false, NULL, NULL },
	{ "nothing more",
	    TEXT(PROXY TCP4 "\0\x14" IPV4 "\x20\0\5"
			    "\1\0\0\0\0"),
	    true, false, false, NULL, NULL },
	{ "another one of a bad certificate behind it",
	    TEXT(PROXY TCP4 "\0\x31" IPV4 "\x20\0\x1a"
			    "\3\0\0\0\0" TLS_TEXTS "\x20\0\5"
			    "\3\0\0\0\x12"),
	    true, true, false, NULL, NULL },
	{ "a text with a control character",
	    TEXT(PROXY TCP4 "\0\x1a" IPV4 "\x20\0\x0b"
			    "\3\0\0\0\0"
			    "\x22\0\3"
			    "a\nb"),
	    true, true, true, NULL, NULL },
};

static void
check_with_tls(size_t i)
{
	struct proxy_header header = { .length = 0 };
	const char *name = with_tls[i].name;

	CHECK(!proxy_header_parse(guarded(with_tls[i].header), &header), name);
	CHECK(header.tls == with_tls[i].tls, name);
	CHECK(header.certificate == with_tls[i].certificate, name);
	CHECK(header.verified == with_tls[i].verified, name);
	CHECK_BYTES(header.tls_version, bytes_of(with_tls[i].version), name);
	CHECK_BYTES(
	    header.common_name, bytes_of(with_tls[i].name_of_client), name);
	CHECK_BYTES(header.tls_cipher,
	    with_tls[i].version ? BYTES("AES") : NO_BYTES, name);
}

static void
check_texts(void)
{
	static const struct bytes said =
	    TEXT(PROXY TCP4 "\0\x1f" IPV4 "\2\0\x0b"
			    "example.org"
			    "\5\0\2"
			    "id");
	static const struct bytes odd = TEXT(PROXY TCP4 "\0\x19" IPV4 "\2\0\4"
							"a\0bc"
							"\5\0\0"
							"\5\0\0");
	struct proxy_header header = { .length = 0 };
	char space[512] = PROXY TCP4 "\0\x90" IPV4 "\5\0\x81";

	CHECK(!proxy_header_parse(guarded(said), &header), "texts");
	CHECK_BYTES(header.authority, BYTES("example.org"), "authority");
	CHECK_BYTES(header.unique_id, BYTES("id"), "unique id");
	CHECK(!proxy_header_parse(guarded(odd), &header), "odd texts");
	CHECK_BYTES(header.authority, NO_BYTES, "an authority with a NUL");
	CHECK_BYTES(header.unique_id, NO_BYTES, "an empty unique id");
	memset(space + 31, 'x', 129);
	CHECK(!proxy_header_parse((struct bytes){ space, 160 }, &header),
	    "a long unique id");
	CHECK_NUMBER(header.length, 160, "a long unique id is passed over");
	CHECK_BYTES(header.unique_id, NO_BYTES, "it may have 128 octets");
	space[15] = '\x8f';
	space[30] = '\x80';
	CHECK(!proxy_header_parse((struct bytes){ space, 160 }, &header) &&
		header.unique_id.len == 128,
	    "the longest unique id");
}

int
main(void)
{
	for (size_t i = 0; i < lengthof(with_tls); i++)
		check_with_tls(i);
	check_texts();
	return check_done();
}
