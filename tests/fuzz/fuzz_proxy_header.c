/* SPDX-License-Identifier: ISC */
/* Input: what a proxy sends at the beginning of a connection. */
#include "buffer.h"
#include "fuzz.h"
#include "http.h"
#include "proxy_header.h"

enum { INET6_STREAM = 0x21, ADDRESSES = 36, SPACE_SIZE = PROXY_HEADER_MAX };

static void
check_within(struct bytes part, struct bytes whole)
{
	must(!part.at ||
	    (part.len > 0 && part.at >= whole.at &&
		part.at + part.len <= whole.at + whole.len &&
		http_is_field_value(part)));
}

static bool
is_host(const struct network_address *address)
{
	return address->family == NETWORK_IPV4 ||
	    address->family == NETWORK_IPV6;
}

/* A header that is written and read again is the same. */
static void
check_address(const struct network_address *address)
{
	char space[NETWORK_TEXT_SIZE];
	struct network_address again;
	struct bytes text;

	if (!is_host(address))
		return;
	text = bytes_of(network_address_text(address, space));
	must(network_address_parse(text, &again));
	must(!memcmp(&again, address, sizeof again));
	must(network_list_has(space, address));
}

static void
check_fields(const struct proxy_header *h, struct bytes whole)
{
	must(h->length == whole.len && h->length <= PROXY_HEADER_MAX);
	must(is_host(&h->source) == is_host(&h->destination));
	must(is_host(&h->source) || (!h->source_port && !h->destination_port));
	must(!h->certificate || h->tls);
	must(!h->verified || h->certificate);
	must(!h->common_name.at || h->verified);
	must(h->tls || (!h->tls_version.at && !h->tls_cipher.at));
	check_within(h->tls_version, whole);
	check_within(h->tls_cipher, whole);
	check_within(h->common_name, whole);
	check_within(h->authority, whole);
	check_within(h->unique_id, whole);
	check_address(&h->source);
	check_address(&h->destination);
}

/* The simplest reading of the TLVs: each ends within the header. */
static void
check_tlvs(struct bytes whole)
{
	static const size_t sizes[] = { 0, 12, 36, 216 };
	unsigned family = (unsigned char)whole.at[13] >> 4;
	size_t at = 16;

	if ((whole.at[12] & 0xf) == 0 || family == 0)
		return;
	must(family < lengthof(sizes));
	for (at += sizes[family]; at < whole.len;) {
		must(whole.len - at >= 3);
		at += 3 +
		    ((size_t)(unsigned char)whole.at[at + 1] << 8 |
			(unsigned char)whole.at[at + 2]);
	}
	must(at == whole.len);
}

static void
check_taken(const struct proxy_header *h, struct bytes arrived)
{
	struct bytes whole = bytes_first(arrived, h->length);

	if (whole.at[0] == 'P')
		must(h->length <= PROXY_HEADER_TEXT_MAX &&
		    bytes_end_with(whole, BYTES("\r\n")));
	else
		check_tlvs(whole);
	check_fields(h, whole);
}

/* ------------------------------------------------------------ print again */

static void
put_number16(struct buffer *b, size_t number)
{
	buffer_put_char(b, (char)(number >> 8));
	buffer_put_char(b, (char)(number & 0xff));
}

static void
put_tlv(struct buffer *b, char type, struct bytes value)
{
	if (!value.at)
		return;
	buffer_put_char(b, type);
	put_number16(b, value.len);
	buffer_put(b, value);
}

/* Writes any address as an IPv6 one. */
static void
put_address(struct buffer *b, const struct network_address *address)
{
	struct bytes octets = { (const char *)address->octets, 16 };

	if (address->family == NETWORK_IPV4) {
		buffer_put(b, BYTES("\0\0\0\0\0\0\0\0\0\0\xff\xff"));
		octets.len = 4;
	}
	buffer_put(b, octets);
}

static void
put_tls(struct buffer *b, const struct proxy_header *h)
{
	char space[SPACE_SIZE];
	struct buffer value = BUFFER(space);

	buffer_put_char(&value, h->certificate ? 0x05 : 0x01);
	buffer_put(&value, h->verified ? BYTES("\0\0\0\0") : BYTES("\0\0\0\1"));
	put_tlv(&value, 0x21, h->tls_version);
	put_tlv(&value, 0x22, h->common_name);
	put_tlv(&value, 0x23, h->tls_cipher);
	must(!value.full);
	put_tlv(b, 0x20, buffer_bytes(&value));
}

/* Writes version 2, PROXY, with everything that was understood. */
static struct bytes
print(const struct proxy_header *h, char *at, size_t size)
{
	char space[SPACE_SIZE];
	struct buffer block = BUFFER(space), b = { at, 0, size, false };

	put_address(&block, &h->source);
	put_address(&block, &h->destination);
	put_number16(&block, h->source_port);
	put_number16(&block, h->destination_port);
	put_tlv(&block, 0x02, h->authority);
	put_tlv(&block, 0x05, h->unique_id);
	if (h->tls)
		put_tls(&block, h);
	buffer_put(&b, BYTES("\r\n\r\n\0\r\nQUIT\n\x21"));
	buffer_put_char(&b, INET6_STREAM);
	put_number16(&b, block.len);
	buffer_put(&b, buffer_bytes(&block));
	must(!block.full && !b.full);
	return buffer_bytes(&b);
}

static void
check_same(struct bytes a, struct bytes b)
{
	must(a.at ? b.at && bytes_equal(a, b) : !b.at);
}

static void
check_again(const struct proxy_header *h)
{
	char space[SPACE_SIZE];
	struct proxy_header again;
	struct bytes printed;

	if (!is_host(&h->source))
		return;
	printed = print(h, space, sizeof space);
	must(!proxy_header_parse(printed, &again));
	must(again.length == printed.len);
	must(!memcmp(&again.source, &h->source, sizeof h->source));
	must(!memcmp(
	    &again.destination, &h->destination, sizeof h->destination));
	must(again.source_port == h->source_port);
	must(again.destination_port == h->destination_port);
	must(again.tls == h->tls && again.certificate == h->certificate);
	must(again.verified == h->verified);
	check_same(again.tls_version, h->tls_version);
	check_same(again.tls_cipher, h->tls_cipher);
	check_same(again.common_name, h->common_name);
	check_same(again.authority, h->authority);
	check_same(again.unique_id, h->unique_id);
}

/* ---------------------------------------------------------------- arrival */

/* The result does not depend on how the header arrives: a fault stays a fault,
 * a whole header needs no more octets, and no beginning of an incomplete header
 * was whole. */
static void
check_prefixes(
    struct bytes arrived, const char *fault, const struct proxy_header *h)
{
	for (size_t len = 0; len < arrived.len; len += 1 + len / 8) {
		struct proxy_header early = { .length = 7 };
		const char *early_fault =
		    proxy_header_parse(bytes_first(arrived, len), &early);

		if (early_fault)
			must(fault && early.length == 7);
		else if (early.length)
			must(!fault && early.length == h->length);
		else
			must(fault || !h->length || len < h->length);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes arrived = { (const char *)input, size };
	struct proxy_header header = { .length = 7 };
	const char *fault = proxy_header_parse(arrived, &header);

	if (fault) {
		must(*fault && header.length == 7);
	} else if (header.length) {
		must(proxy_header_length(arrived) == header.length);
		check_taken(&header, arrived);
		check_again(&header);
	} else {
		must(size < PROXY_HEADER_MAX && !is_host(&header.source));
		must(proxy_header_length(arrived) > size);
	}
	check_prefixes(arrived, fault, &header);
	return 0;
}
