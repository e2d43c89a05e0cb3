/* SPDX-License-Identifier: ISC */
/*
 * The doors that live long: accepts connections and gives each a process of
 * its own, which walks the same path as one that a super-server started.
 */
#ifndef LISTENER_H
#define LISTENER_H

#include "options.h"

enum { LISTENER_SOCKETS_MAX = 64 };

struct listener {
	const struct options *options;
	unsigned count;
	int sockets[LISTENER_SOCKETS_MAX];
};

/*
 * Accepts until SIGTERM or SIGINT; then stops accepting and lets running
 * answers finish for --grace seconds before it ends them (a second signal ends
 * them at once). At most --max-connections run at once; more wait in the
 * kernel's queue.
 *
 * Returns the exit status in the parent. In the child that is to serve a
 * connection returns -1, with the connection as *ret_connection and the pipe
 * on which to report siblings as *ret_reports.
 */
int listener_run(
    struct listener *listener, int *ret_connection, int *ret_reports);

#endif
