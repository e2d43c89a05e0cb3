/* SPDX-License-Identifier: ISC */
/*
 * Octets -> PROXY header, versions 1 and 2: what a proxy says about its client,
 * before the client's own octets. Section numbers are those of the
 * specification, HAProxy's proxy-protocol.txt.
 */
#ifndef PROXY_HEADER_H
#define PROXY_HEADER_H

#include "network.h"

enum {
	/* Octets of a header of version 1 (section 2.1). */
	PROXY_HEADER_TEXT_MAX = 107,
	/* Octets of a header of version 2, which allows 64 KiB: room for all
	 * that is known, including a client's certificate. */
	PROXY_HEADER_MAX = 4096,
};

/* A member is absent when the proxy did not send it. Texts have no control
 * characters. */
struct proxy_header {
	size_t length; /* in octets; 0: more of it is to come */

	/* Both NETWORK_IPV4 or NETWORK_IPV6; or NETWORK_NONE: the connection's
	 * own addresses count (LOCAL, UNKNOWN, a UNIX socket). */
	struct network_address source, destination;
	uint16_t source_port, destination_port;

	bool tls;         /* the client uses TLS */
	bool certificate; /* and presented a certificate */
	bool verified;    /* which the proxy verified */
	struct bytes tls_version, tls_cipher;
	struct bytes common_name; /* of a verified certificate */
	struct bytes authority;   /* the host that the client named: SNI */
	struct bytes unique_id;
};

/*
 * Parses what has arrived so far; *ret_header borrows from it. Returns NULL
 * when it begins with a whole PROXY header, or (length 0) may become one: then
 * all that has arrived belongs to it. Otherwise returns what is wrong, for the
 * log, and leaves *ret_header untouched.
 *
 * Refuses, besides what does not follow the grammar: version 1 without its CRLF
 * within PROXY_HEADER_TEXT_MAX octets; version 2 with more than
 * PROXY_HEADER_MAX octets, with an unknown command, family or transport, too
 * short for its addresses, with a TLV that extends beyond it, or with a wrong
 * or a second checksum (PP2_TYPE_CRC32C). Of LOCAL and of no family only the
 * checksum counts.
 */
must_check const char *proxy_header_parse(
    struct bytes arrived, struct proxy_header *ret_header);

/* Where the PROXY header ends that begins what has arrived: behind the first LF
 * (version 1), or as its octets 15 and 16 say (version 2). It need not be valid
 * otherwise. Beyond what has arrived when more of it is to come; 0 when there
 * is no such header, or its end is not within the limits above. */
size_t proxy_header_length(struct bytes arrived);

#endif
