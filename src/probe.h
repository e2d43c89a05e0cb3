/* SPDX-License-Identifier: ISC */
/* A client that only asks whether a server is well: for health checks where
 * nothing else is installed. */
#ifndef PROBE_H
#define PROBE_H

#include "options.h"

/*
 * Requests options->probe by GET: http://HOST[:PORT]/PATH, or
 * http://unix:/SOCKET:/PATH. With --proxy-protocol a PROXY header is sent
 * first, because a server with that option wants one. The whole answer has to
 * arrive within --header-time.
 *
 * Returns the exit status: EXIT_SUCCESS for a status of 2xx or 3xx; otherwise,
 * after a message, EXIT_FAILURE, or EX_USAGE when the URL has neither form.
 */
int probe(const struct options *options);

#endif
