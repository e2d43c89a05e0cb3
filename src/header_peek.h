/* SPDX-License-Identifier: ISC */
/*
 * Looks in the listener, which may be root, whether a client's header has
 * arrived, and leaves it for the client's process. Searches for its end and for
 * nothing else.
 */
#ifndef HEADER_PEEK_H
#define HEADER_PEEK_H

#include "clients.h"
#include "connection.h"

enum { HEADER_PEEK_SIZE = CONNECTION_HEADER_MAX }; /* the longest header */

/*
 * As recv(2), when the header is there or is to be waited for by a process;
 * -1 with EAGAIN while it has not arrived, with ENODATA when it never will.
 * `space` has HEADER_PEEK_SIZE octets. `ended`: the client will send no more.
 * `proxied`: a PROXY header comes first; then any octet after it counts as the
 * header.
 */
ssize_t header_peek(
    struct client *client, char *space, bool ended, bool proxied);

#endif
