/* SPDX-License-Identifier: ISC */
/* The listening sockets that we make ourselves: of --listen, and of $PORT. */
#ifndef SOCKETS_H
#define SOCKETS_H

#include "listener.h"

/* Each returns the exit status (sysexits.h), EX_OK when all of them listen,
 * after a message when not. */

/* Those of --listen; none when there is no such option. */
int sockets_open(const struct options *options, struct listener *listener);

/* One at a port of all addresses. */
int sockets_open_port(const char *port, struct listener *listener);

#endif
