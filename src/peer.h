/* SPDX-License-Identifier: ISC */
/*
 * The addresses of both ends of a connection, the same for the log and for
 * scripts. The first of these sources that has them is used:
 *
 * 1. the PROXY header of a proxy that --proxy-protocol trusts, unless it says
 *    LOCAL or UNKNOWN, or names a UNIX socket (the client may have used TLS
 *    all the same). It alone then says whether the client used TLS: what the
 *    environment says is about the proxy;
 * 2. what the super-server says in the environment, where it started this
 *    process for this connection: TCPREMOTEIP and the like (UCSPI), REMOTE_ADDR
 *    (systemd), REMOTE_HOST when it is an address (xinetd, stunnel: there
 *    getpeername would name the TLS wrapper), SOCAT_PEERADDR;
 * 3. getpeername(2) and getsockname(2);
 * 4. 127.0.0.1 for a UNIX socket or a pipe: the client is on this machine. But
 *    0.0.0.0, with a warning, where the environment says that the client came
 *    over a network, by a port or by what is no address.
 *
 * A client that has reset its connection has no address any more: it must not
 * be taken for one on this machine.
 */
#ifndef PEER_H
#define PEER_H

#include <netinet/in.h>

#include "proxy_header.h"

struct peer {
	char address[INET6_ADDRSTRLEN]; /* numeric; IPv6 without brackets */
	char port[6];                   /* "" when there is none */
	char server_address[INET6_ADDRSTRLEN];
	char server_port[6]; /* "80" or "443" where no source has one */
	bool https;
	bool wrapped; /* the socket leads to a wrapper on this machine */
	bool remote;  /* a variable has something else for an address */
};

/* Finds the client's end of connection `fd`. `trust_environment`: a
 * super-server started this process for this one connection. `proxy` is zero
 * when there was no PROXY header. Our own end is left to peer_find_server, as
 * only scripts are told of it. Returns false, with no address, when the client
 * has reset the connection and no other source has its address. */
must_check bool peer_find(int fd, bool trust_environment,
    const struct proxy_header *proxy, struct peer *ret_peer);

/* Completes what peer_find has found with our own end. */
void peer_find_server(int fd, struct peer *peer);

#endif
