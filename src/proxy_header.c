/* SPDX-License-Identifier: ISC */
#include "proxy_header.h"

#include "http.h"

#define TEXT_SIGNATURE   BYTES("PROXY ")
#define BINARY_SIGNATURE BYTES("\r\n\r\n\0\r\nQUIT\n")

enum {
	BINARY_FIXED = 16, /* octets, before the addresses */
	UNIX_ADDRESSES = 216,
	NAME_MAX_OCTETS = 255,      /* of any text but the unique id */
	UNIQUE_ID_MAX_OCTETS = 128, /* section 2.2.5 */
};

/* Section 2.2: the lower half of the 13th octet. */
enum { COMMAND_LOCAL, COMMAND_PROXY };

/* The upper half of the 14th octet. */
enum { FAMILY_UNSPEC, FAMILY_INET, FAMILY_INET6, FAMILY_UNIX };

/* Octets of its addresses and ports; 0: not known. */
static const unsigned char address_sizes[16] = {
	[FAMILY_INET] = 12,
	[FAMILY_INET6] = 36,
	[FAMILY_UNIX] = UNIX_ADDRESSES,
};

/* The lower half of the 14th octet: UNSPEC, STREAM, DGRAM. */
enum { TRANSPORT_LAST = 2 };

/* Section 2.2; types that are not listed here are skipped. */
enum {
	TLV_AUTHORITY = 0x02,
	TLV_CRC32C = 0x03,
	TLV_UNIQUE_ID = 0x05,
	TLV_SSL = 0x20,
	TLV_SSL_VERSION = 0x21,
	TLV_SSL_CN = 0x22,
	TLV_SSL_CIPHER = 0x23,
};

enum {
	CLIENT_SSL = 0x01,
	CLIENT_CERTIFICATE = 0x02 | 0x04, /* in this connection or session */
	SSL_FIXED = 5,                    /* flags and verify */
};

struct tlv {
	unsigned type;
	struct bytes value;
};

static unsigned
octet(struct bytes b, size_t at)
{
	return (unsigned char)b.at[at];
}

static unsigned
number16(struct bytes b, size_t at)
{
	return octet(b, at) << 8 | octet(b, at + 1);
}

/* ------------------------------------------------------------- version 1 */

/* 1*5DIGIT, at most 65535, without leading zeros */
static bool
parse_port(struct bytes text, uint16_t *ret_port)
{
	int64_t number;

	if (text.len > 5 || (text.len > 1 && text.at[0] == '0') ||
	    !bytes_number(text, &number) || number > UINT16_MAX)
		return false;
	*ret_port = (uint16_t)number;
	return true;
}

/* The text of an address of that family: IPv6 has a colon, even where the
 * result is IPv4 because the address is IPv4-mapped. */
static bool
parse_address(struct bytes text, bool ipv6, struct network_address *ret_address)
{
	return (bytes_find(text, ':') < text.len) == ipv6 &&
	    network_address_parse(text, ret_address);
}

/* source SP destination SP source-port SP destination-port */
static bool
parse_ends(struct bytes rest, bool ipv6, struct proxy_header *header)
{
	struct bytes source = bytes_cut(&rest, ' ');
	struct bytes destination = bytes_cut(&rest, ' ');
	struct bytes source_port = bytes_cut(&rest, ' ');

	return parse_address(source, ipv6, &header->source) &&
	    parse_address(destination, ipv6, &header->destination) &&
	    parse_port(source_port, &header->source_port) &&
	    parse_port(rest, &header->destination_port);
}

/* "PROXY" SP ( "UNKNOWN" *CHAR / ( "TCP4" / "TCP6" ) SP ends ) CRLF */
static const char *
parse_text(struct bytes arrived, struct proxy_header *header)
{
	size_t end = bytes_find(arrived, '\n');
	struct bytes rest = bytes_first(arrived, end), protocol;
	bool ipv6;

	_Static_assert(PROXY_HEADER_TEXT_MAX == 107, "as the message says");
	if (end >= PROXY_HEADER_TEXT_MAX)
		return "its PROXY header is longer than 107 octets";
	if (end == arrived.len)
		return NULL;
	if (!bytes_end_with(rest, BYTES("\r")))
		return "its PROXY header does not end in CRLF";
	rest = bytes_after(bytes_first(rest, rest.len - 1), TEXT_SIGNATURE.len);
	protocol = bytes_cut(&rest, ' ');
	header->length = end + 1;
	if (bytes_equal(protocol, BYTES("UNKNOWN")))
		return NULL;
	ipv6 = bytes_equal(protocol, BYTES("TCP6"));
	if (!ipv6 && !bytes_equal(protocol, BYTES("TCP4")))
		return "its PROXY header is of no known protocol";
	return parse_ends(rest, ipv6, header)
	    ? NULL
	    : "its PROXY header has no valid addresses and ports";
}

/* ------------------------------------------------------------- version 2 */

/* Takes the TLV at the front off *rest. False when it is not all there. */
static bool
cut_tlv(struct bytes *rest, struct tlv *ret_tlv)
{
	size_t length;

	if (rest->len < 3)
		return false;
	length = number16(*rest, 1);
	if (length > rest->len - 3)
		return false;
	*ret_tlv = (struct tlv){ octet(*rest, 0),
		bytes_first(bytes_after(*rest, 3), length) };
	*rest = bytes_after(*rest, 3 + length);
	return true;
}

/* Absent when it is empty, longer than `most` octets, or no text. */
static struct bytes
text_of(struct bytes value, size_t most)
{
	return value.len > 0 && value.len <= most && http_is_field_value(value)
	    ? value
	    : NO_BYTES;
}

/* Where the text of a TLV in PP2_TYPE_SSL belongs; NULL when it does not count:
 * the client did not use TLS, or its certificate was not verified. */
static struct bytes *
ssl_text(struct proxy_header *header, unsigned type)
{
	switch (type) {
	case TLV_SSL_VERSION:
		return header->tls ? &header->tls_version : NULL;
	case TLV_SSL_CIPHER:
		return header->tls ? &header->tls_cipher : NULL;
	case TLV_SSL_CN:
		return header->verified ? &header->common_name : NULL;
	default:
		return NULL;
	}
}

/* PP2_TYPE_SSL: flags, four octets that are 0 when a certificate was verified,
 * and TLVs. Where the client did not use TLS all of it is ignored. */
static bool
parse_ssl(struct bytes value, struct proxy_header *header)
{
	struct bytes rest = bytes_after(value, SSL_FIXED);
	struct tlv tlv;

	if (value.len < SSL_FIXED)
		return false;
	/* Nothing stays of an earlier one. */
	header->tls_version = header->tls_cipher = header->common_name =
	    NO_BYTES;
	header->tls = octet(value, 0) & CLIENT_SSL;
	header->certificate =
	    header->tls && (octet(value, 0) & CLIENT_CERTIFICATE);
	header->verified = header->certificate &&
	    bytes_equal(
		bytes_first(bytes_after(value, 1), 4), BYTES("\0\0\0\0"));
	while (rest.len > 0) {
		struct bytes *text;

		if (!cut_tlv(&rest, &tlv))
			return false;
		text = ssl_text(header, tlv.type);
		if (text)
			*text = text_of(tlv.value, NAME_MAX_OCTETS);
	}
	return true;
}

/* CRC-32C (RFC 9260 appendix A) of the header, in which the four octets at
 * `skipped`, the checksum itself, count as zero. */
static uint32_t
checksum(struct bytes whole, const char *skipped)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < whole.len; i++) {
		const char *at = whole.at + i;

		if (at < skipped || at >= skipped + 4)
			crc ^= octet(whole, i);
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return ~crc;
}

static bool
checksum_is_right(struct bytes whole, struct bytes value)
{
	return value.len == 4 &&
	    checksum(whole, value.at) ==
	    ((uint32_t)number16(value, 0) << 16 | number16(value, 2));
}

static const char wrong_checksum[] =
    "the checksum of its PROXY header is not right";

static const char *
parse_tlvs(struct bytes whole, struct bytes rest, struct proxy_header *header)
{
	struct bytes sum = NO_BYTES;
	struct tlv tlv;

	while (rest.len > 0) {
		if (!cut_tlv(&rest, &tlv))
			return "a TLV of its PROXY header extends beyond it";
		if (tlv.type == TLV_AUTHORITY)
			header->authority = text_of(tlv.value, NAME_MAX_OCTETS);
		else if (tlv.type == TLV_UNIQUE_ID)
			header->unique_id =
			    text_of(tlv.value, UNIQUE_ID_MAX_OCTETS);
		else if (tlv.type == TLV_SSL && !parse_ssl(tlv.value, header))
			return "the TLV for TLS of its PROXY header is not "
			       "valid";
		else if (tlv.type == TLV_CRC32C && sum.at)
			return "its PROXY header has more than one checksum";
		else if (tlv.type == TLV_CRC32C)
			sum = tlv.value;
	}
	/* Checked once: it takes a step for each bit of the header. */
	return !sum.at || checksum_is_right(whole, sum) ? NULL : wrong_checksum;
}

/* Checks a header whose addresses and TLVs do not count, and need not be valid:
 * only a wrong checksum is a fault. */
static const char *
check_uncounted(struct bytes whole, unsigned family)
{
	struct proxy_header dropped;
	struct bytes tlvs =
	    bytes_after(whole, BINARY_FIXED + address_sizes[family >> 4]);

	return parse_tlvs(whole, tlvs, &dropped) == wrong_checksum
	    ? wrong_checksum
	    : NULL;
}

/* Addresses and ports of IP, with `size` octets to an address. */
static void
take_ends(struct bytes block, enum network_family family, size_t size,
    struct proxy_header *header)
{
	header->source = network_address_of(family, block.at);
	header->destination = network_address_of(family, block.at + size);
	header->source_port = (uint16_t)number16(block, 2 * size);
	header->destination_port = (uint16_t)number16(block, 2 * size + 2);
}

/* Addresses and TLVs, for the command PROXY. `family` is the 14th octet. */
static const char *
parse_block(struct bytes whole, unsigned family, struct proxy_header *header)
{
	struct bytes block = bytes_after(whole, BINARY_FIXED);
	size_t size = address_sizes[family >> 4];

	if (family >> 4 > FAMILY_UNIX || (family & 0xf) > TRANSPORT_LAST)
		return "its PROXY header is of no known family";
	if (family >> 4 == FAMILY_UNSPEC)
		return check_uncounted(whole, family);
	if (block.len < size)
		return "its PROXY header is too short for its addresses";
	if (family >> 4 == FAMILY_INET)
		take_ends(block, NETWORK_IPV4, 4, header);
	else if (family >> 4 == FAMILY_INET6)
		take_ends(block, NETWORK_IPV6, 16, header);
	return parse_tlvs(whole, bytes_after(block, size), header);
}

static const char *
parse_binary(struct bytes arrived, struct proxy_header *header)
{
	struct bytes whole;
	size_t length;
	unsigned command;

	if (arrived.len < BINARY_FIXED)
		return NULL;
	command = octet(arrived, 12);
	if (command >> 4 != 2)
		return "its PROXY header is of no known version";
	if ((command & 0xf) > COMMAND_PROXY)
		return "its PROXY header has no known command";
	length = BINARY_FIXED + number16(arrived, 14);
	_Static_assert(PROXY_HEADER_MAX == 4096, "as the message says");
	if (length > PROXY_HEADER_MAX)
		return "its PROXY header is longer than 4096 octets";
	if (arrived.len < length)
		return NULL;
	header->length = length;
	whole = bytes_first(arrived, length);
	return (command & 0xf) == COMMAND_LOCAL
	    ? check_uncounted(whole, octet(whole, 13))
	    : parse_block(whole, octet(whole, 13), header);
}

/* ------------------------------------------------------------------ both */

/* As far as it has arrived. */
static bool
begins_like(struct bytes arrived, struct bytes signature)
{
	return bytes_start_with(arrived, bytes_first(signature, arrived.len));
}

size_t
proxy_header_length(struct bytes arrived)
{
	bool binary = begins_like(arrived, BINARY_SIGNATURE);
	size_t end;

	if (!binary && !begins_like(arrived, TEXT_SIGNATURE))
		return 0;
	if (!binary)
		end = bytes_find(arrived, '\n') + 1;
	else if (arrived.len < BINARY_FIXED)
		end = BINARY_FIXED;
	else
		end = BINARY_FIXED + number16(arrived, 14);
	return end <= (binary ? PROXY_HEADER_MAX : PROXY_HEADER_TEXT_MAX) ? end
									  : 0;
}

const char *
proxy_header_parse(struct bytes arrived, struct proxy_header *ret_header)
{
	struct proxy_header header = { .length = 0 };
	const char *fault = "it does not begin with a PROXY header";

	if (begins_like(arrived, BINARY_SIGNATURE))
		fault = parse_binary(arrived, &header);
	else if (begins_like(arrived, TEXT_SIGNATURE))
		fault = arrived.len < TEXT_SIGNATURE.len
		    ? NULL
		    : parse_text(arrived, &header);
	if (!fault)
		*ret_header = header;
	return fault;
}
