/* SPDX-License-Identifier: ISC */
/*
 * Addresses of hosts as octets, and lists of networks that may hold them (RFC
 * 4632, RFC 4291 section 2.3).
 */
#ifndef NETWORK_H
#define NETWORK_H

#include "bytes.h"

struct sockaddr_storage;

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

/* Makes an address of octets in network order. An IPv4-mapped IPv6 address
 * (::ffff:192.0.2.1) becomes IPv4. For other families `octets` is ignored. */
struct network_address network_address_of(
    enum network_family family, const void *octets);

/* The host's part of a socket address; NETWORK_UNIX for all that is neither
 * AF_INET nor AF_INET6. */
struct network_address network_address_of_socket(
    const struct sockaddr_storage *socket);

/* Parses an IPv4 or IPv6 address as inet_pton(3) does, IPv4-mapped as above.
 * False, with *ret_address untouched, for anything else. */
must_check bool network_address_parse(
    struct bytes text, struct network_address *ret_address);

/* The numeric address, IPv6 without brackets, as a string in `space`, which has
 * NETWORK_TEXT_SIZE octets; the constant "this machine" for other families. */
const char *network_address_text(
    const struct network_address *address, char *space);

/* What is wrong with a list of networks: addresses, ADDRESS/PREFIX-LENGTH and
 * the word "unix", separated by commas. NULL when nothing is. */
const char *network_list_fault(const char *list);

/* Does any network of `list`, which has no fault, contain the address? */
bool network_list_has(const char *list, const struct network_address *address);

#endif
