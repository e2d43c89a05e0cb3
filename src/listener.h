/* SPDX-License-Identifier: ISC */
/*
 * The door that stays open: accepts connections and gives each, once its client
 * is ready (clients.h), a process of its own, which takes the same path as one
 * that a super-server started.
 */
#ifndef LISTENER_H
#define LISTENER_H

#include "address.h"
#include "children.h"
#include "options.h"
#include "sandbox.h"

enum { LISTENER_SOCKETS_MAX = 64 };

struct listener {
	const struct options *options;
	int root;  /* the document root's descriptor; opened anew by SIGHUP */
	bool ours; /* the server made the sockets: announced on stdout */
	struct sandbox *sandbox; /* for its children */
	unsigned count;
	int sockets[LISTENER_SOCKETS_MAX];
	/* The files of UNIX sockets that the server made: removed at the
	 * end. */
	struct address_file files[LISTENER_SOCKETS_MAX];
};

/*
 * Accepts connections until SIGTERM or SIGINT; then stops accepting and lets
 * running answers finish for --grace seconds before it ends them (a second
 * signal ends them at once). At most --max-connections clients have processes
 * at a time; more wait, without one. Clients above --max-per-source from one
 * address (an IPv6 /64) get 503. Silent clients wait up to --header-time
 * without costing a process. With --idle-exit, ends after so many seconds
 * without a client. SIGHUP opens the document root anew. The service manager is
 * told of readiness, of the status and, if it asks, of being alive
 * (sd_notify(3)).
 *
 * Returns the exit status in the parent, EXIT_FAILURE after a message when it
 * cannot begin; -1 in a child, which is to serve *ret_child.
 */
int listener_run(struct listener *listener, struct child *ret_child);

#endif
