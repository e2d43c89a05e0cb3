/* SPDX-License-Identifier: ISC */
/*
 * A door for proxies (--proxy-protocol): who may come through it, and the
 * PROXY header that each of them sends first.
 */
#ifndef PROXY_H
#define PROXY_H

#include "exchange.h"

/* May the one with this address say for whom its connections are? False after
 * a message: everybody else is refused. */
bool proxy_is_trusted(
    const struct options *options, const struct sockaddr_storage *sender);

/*
 * Takes the PROXY header off x->connection by `deadline` and keeps it as
 * x->proxy. False, after a message, when the sender is not to be trusted or
 * its header is not valid: the connection was reset, there is nothing to
 * answer. False without one when it ended before a word.
 */
must_check bool proxy_admit(struct exchange *x, int64_t deadline);

enum proxy_progress {
	PROXY_BEGUN,    /* a part of a PROXY header, and nothing else */
	PROXY_COMPLETE, /* a whole one, and nothing else */
	PROXY_PASSED,   /* something of the client behind it, or no header */
};

/* How far the octets have come that have arrived. */
enum proxy_progress proxy_progress(struct bytes arrived);

#endif
