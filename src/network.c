/* SPDX-License-Identifier: ISC */
#include "network.h"

#include <arpa/inet.h>

#include "buffer.h"

_Static_assert(NETWORK_TEXT_SIZE == INET6_ADDRSTRLEN, "room for any address");

struct network {
	struct network_address address;
	unsigned length; /* of the prefix, in bits */
};

struct network_address
network_address_of(enum network_family family, const void *octets)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct network_address address = { .family = NETWORK_NONE };
	const unsigned char *from = octets;

	if (family == NETWORK_IPV6 && !memcmp(from, mapped, sizeof mapped)) {
		family = NETWORK_IPV4;
		from += sizeof mapped;
	}
	address.family = (unsigned char)family;
	if (family == NETWORK_IPV4)
		memcpy(address.octets, from, 4);
	else if (family == NETWORK_IPV6)
		memcpy(address.octets, from, 16);
	return address;
}

struct network_address
network_address_of_socket(const struct sockaddr_storage *socket)
{
	const struct sockaddr_in *v4 = (const void *)socket;
	const struct sockaddr_in6 *v6 = (const void *)socket;

	if (socket->ss_family == AF_INET)
		return network_address_of(NETWORK_IPV4, &v4->sin_addr);
	if (socket->ss_family == AF_INET6)
		return network_address_of(NETWORK_IPV6, &v6->sin6_addr);
	return network_address_of(NETWORK_UNIX, NULL);
}

bool
network_address_parse(struct bytes text, struct network_address *ret_address)
{
	char space[NETWORK_TEXT_SIZE];
	struct buffer b = BUFFER(space);
	unsigned char octets[16];

	buffer_put(&b, text);
	if (!buffer_string(&b) || memchr(space, '\0', text.len))
		return false;
	if (inet_pton(AF_INET, space, octets) == 1)
		*ret_address = network_address_of(NETWORK_IPV4, octets);
	else if (inet_pton(AF_INET6, space, octets) == 1)
		*ret_address = network_address_of(NETWORK_IPV6, octets);
	else
		return false;
	return true;
}

const char *
network_address_text(const struct network_address *address, char *space)
{
	int family = address->family == NETWORK_IPV4 ? AF_INET : AF_INET6;

	if (address->family < NETWORK_IPV4)
		return "this machine";
	return inet_ntop(family, address->octets, space, NETWORK_TEXT_SIZE);
}

static unsigned
bits_of(const struct network_address *address)
{
	switch ((enum network_family)address->family) {
	case NETWORK_IPV4:
		return 32;
	case NETWORK_IPV6:
		return 128;
	case NETWORK_NONE:
	case NETWORK_UNIX:
		break;
	}
	return 0;
}

/* network = "unix" / address [ "/" 1*DIGIT ] */
static bool
parse_network(struct bytes text, struct network *ret_network)
{
	struct bytes length = text;
	struct bytes address = bytes_cut(&length, '/');
	struct network network = { .length = 0 };
	int64_t number;

	if (bytes_equal(text, BYTES("unix"))) {
		network.address = network_address_of(NETWORK_UNIX, NULL);
	} else if (!network_address_parse(address, &network.address)) {
		return false;
	} else if (!length.at) {
		network.length = bits_of(&network.address);
	} else {
		if (!bytes_number(length, &number) ||
		    number > bits_of(&network.address))
			return false;
		network.length = (unsigned)number;
	}
	*ret_network = network;
	return true;
}

const char *
network_list_fault(const char *list)
{
	struct bytes rest = bytes_of(list);
	struct network network;

	while (rest.at)
		if (!parse_network(bytes_trim(bytes_cut(&rest, ',')), &network))
			return "is no list such as 192.0.2.1,10.0.0.0/8,"
			       "fd00::/8,unix";
	return NULL;
}

static bool
network_has(
    const struct network *network, const struct network_address *address)
{
	unsigned whole = network->length / 8, left = network->length % 8;
	const unsigned char *a = network->address.octets, *b = address->octets;

	return network->address.family == address->family &&
	    !memcmp(a, b, whole) &&
	    (!left || (a[whole] ^ b[whole]) >> (8 - left) == 0);
}

bool
network_list_has(const char *list, const struct network_address *address)
{
	struct bytes rest = bytes_of(list);
	struct network network;

	while (rest.at)
		if (parse_network(
			bytes_trim(bytes_cut(&rest, ',')), &network) &&
		    network_has(&network, address))
			return true;
	return false;
}
