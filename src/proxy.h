/* SPDX-License-Identifier: ISC */
/*
 * Connections from proxies (--proxy-protocol): which senders are trusted, and
 * the PROXY header that each of them sends first.
 */
#ifndef PROXY_H
#define PROXY_H

#include "exchange.h"

/* Why the sender with this address may not say whose connection it passes on;
 * NULL when --proxy-protocol names it. All others are to be refused. */
const char *proxy_fault(
    const struct options *options, const struct sockaddr_storage *sender);

/* Logs that a connection is refused, whose it is, and why. */
void proxy_log_refused(
    const struct sockaddr_storage *sender, const char *cause);

/*
 * Takes the PROXY header off x->connection by `deadline` (clock_monotonic_ms)
 * and keeps it as x->proxy. Returns false, after a message, when the sender is
 * not trusted, or its header is not valid or not complete in time: the
 * connection was reset, and there is nothing to answer. Returns false without a
 * message when the connection ended before the first octet, or the sender has
 * left already.
 */
must_check bool proxy_admit(struct exchange *x, int64_t deadline);

#endif
