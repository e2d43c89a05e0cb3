/* SPDX-License-Identifier: ISC */
/*
 * Who is at the other end, and which end is ours: one truth for the log and
 * for scripts. In this order, the first that knows:
 *
 * 1. the PROXY header of a proxy that --proxy-protocol trusts, unless it says
 *    LOCAL or UNKNOWN, or names a UNIX socket (by which TLS may have come all
 *    the same). It alone says whether TLS was used then: what the environment
 *    says is about the proxy;
 * 2. what the super-server says in the environment, where it is the one that
 *    made this connection ours: TCPREMOTEIP and its like (UCSPI), REMOTE_ADDR
 *    (systemd), REMOTE_HOST when it is an address (xinetd, stunnel: there
 *    getpeername would name the TLS wrapper), SOCAT_PEERADDR;
 * 3. getpeername(2) and getsockname(2);
 * 4. 127.0.0.1 for a UNIX socket or a pipe: somebody on this machine.
 *
 * A client that has reset its connection has no address any more: it must not
 * pass for somebody on this machine.
 */
#ifndef PEER_H
#define PEER_H

#include <netinet/in.h>

#include "proxy_header.h"

struct peer {
	char address[INET6_ADDRSTRLEN]; /* numeric; IPv6 without brackets */
	char port[6];                   /* "" when there is none */
	char server_address[INET6_ADDRSTRLEN];
	char server_port[6]; /* "80" or "443" where nothing knows better */
	bool https;
	bool wrapped; /* the socket leads to a wrapper on this machine */
};

/* `trust_environment`: a super-server started this process for this one
 * connection. `proxy`: zero when there was no such header. Our own end is to
 * be found by peer_find_server, as only scripts are told of it. False, and no
 * address, when the client has left with it. */
must_check bool peer_find(int fd, bool trust_environment,
    const struct proxy_header *proxy, struct peer *ret_peer);

/* Completes what peer_find has found. */
void peer_find_server(int fd, struct peer *peer);

#endif
