/* SPDX-License-Identifier: ISC */
/*
 * Octets -> PROXY header, versions 1 and 2: what a proxy says of its client,
 * before the client's own octets. The specification is HAProxy's
 * proxy-protocol.txt; its section numbers stand here.
 */
#ifndef PROXY_HEADER_H
#define PROXY_HEADER_H

#include "network.h"

enum {
	/* Section 2.1. */
	PROXY_HEADER_TEXT_MAX = 107,
	/* Of version 2, which allows 64 KiB: room for all that is known, a
	 * client's certificate included. */
	PROXY_HEADER_MAX = 4096,
};

/* Absent members were not said. Texts have no control characters. */
struct proxy_header {
	size_t length; /* in octets; 0: more of it is to come */

	/* Both of NETWORK_IPV4 or NETWORK_IPV6; or of NETWORK_NONE: the
	 * connection's own addresses stand (LOCAL, UNKNOWN, a UNIX socket). */
	struct network_address source, destination;
	uint16_t source_port, destination_port;

	bool tls;         /* the client came by it */
	bool certificate; /* and showed one */
	bool verified;    /* which the proxy found good */
	struct bytes tls_version, tls_cipher;
	struct bytes common_name; /* of a certificate that is verified */
	struct bytes authority;   /* the host that it named: SNI */
	struct bytes unique_id;
};

/*
 * Looks at what has arrived so far; *ret_header borrows from it. Returns NULL
 * when it is a whole PROXY header, or (length 0) may become one; all that has
 * arrived belongs to it then. Else what is wrong with it, for the log.
 *
 * Refuses, beside what does not follow the grammar: version 1 without its CRLF
 * in PROXY_HEADER_TEXT_MAX octets; version 2 above PROXY_HEADER_MAX, with an
 * unknown command, family or transport, too short for its addresses, a TLV
 * that ends behind it, a checksum (PP2_TYPE_CRC32C) that is not right, or two.
 */
must_check const char *proxy_header_parse(
    struct bytes arrived, struct proxy_header *ret_header);

#endif
