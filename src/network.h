/* SPDX-License-Identifier: ISC */
/*
 * Addresses of hosts as octets, and lists of networks that they may belong to
 * (RFC 4632, RFC 4291 section 2.3).
 */
#ifndef NETWORK_H
#define NETWORK_H

#include "bytes.h"

enum network_family {
	NETWORK_NONE,
	NETWORK_UNIX, /* a UNIX socket or a pipe: no octets */
	NETWORK_IPV4, /* 4 octets */
	NETWORK_IPV6, /* 16 octets */
};

struct network_address {
	unsigned char family; /* enum network_family */
	unsigned char octets[16];
};

enum { NETWORK_TEXT_SIZE = 46 }; /* INET6_ADDRSTRLEN */

/* From octets in network order. An IPv4 address within an IPv6 one
 * (::ffff:192.0.2.1) is IPv4. `octets` is not looked at for other families. */
struct network_address network_address_of(
    enum network_family family, const void *octets);

/* inet_pton(3) in either family. False for anything else. */
must_check bool network_address_parse(
    struct bytes text, struct network_address *ret_address);

/* Numeric, IPv6 without brackets, with a NUL behind it, in `space` of
 * NETWORK_TEXT_SIZE; "this machine" for what is no host's. */
const char *network_address_text(
    const struct network_address *address, char *space);

/* What is wrong with a list of networks: addresses, ADDRESS/PREFIX-LENGTH and
 * the word "unix", separated by commas. NULL when nothing is. */
const char *network_list_fault(const char *list);

/* Does one of them, in a list without a fault, hold the address? */
bool network_list_has(const char *list, const struct network_address *address);

#endif
