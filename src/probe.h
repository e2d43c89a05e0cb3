/* SPDX-License-Identifier: ISC */
/* A client that only asks whether a server is well: health checks where
 * nothing else is installed. */
#ifndef PROBE_H
#define PROBE_H

#include "options.h"

/*
 * Asks for options->probe by GET: http://HOST[:PORT]/PATH, or
 * http://unix:/SOCKET:/PATH. With --proxy-protocol a PROXY header goes before
 * it, as the server wants one too. The whole answer has to be there within
 * --header-time.
 *
 * Returns the exit status: EXIT_SUCCESS for a status of 2xx or 3xx; else, after
 * a message, EXIT_FAILURE, or EX_USAGE for what is no such URL.
 */
int probe(const struct options *options);

#endif
