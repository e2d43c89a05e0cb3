/* SPDX-License-Identifier: ISC */
/* The listening sockets that the server makes itself: for --listen and
 * $PORT. */
#ifndef SOCKETS_H
#define SOCKETS_H

#include "listener.h"

/* Each returns the exit status (sysexits.h): EX_OK when all of the sockets
 * listen, another after a message when not. */

/* Opens those of --listen. */
int sockets_open(const struct options *options, struct listener *listener);

/* Opens one at `port`, on all addresses. */
int sockets_open_port(const char *port, struct listener *listener);

#endif
