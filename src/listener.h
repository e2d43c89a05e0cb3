/* SPDX-License-Identifier: ISC */
/*
 * The doors that live long: accepts connections and gives each, once its
 * client has said something, a process of its own, which walks the same path
 * as one that a super-server started.
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
	bool ours; /* we made the sockets: standard output is told of them */
	struct sandbox *sandbox; /* of its children */
	unsigned count;
	int sockets[LISTENER_SOCKETS_MAX];
	/* Of those that are UNIX sockets of ours: removed at the end. */
	struct address_file files[LISTENER_SOCKETS_MAX];
};

/*
 * Accepts until SIGTERM or SIGINT; then stops accepting and lets running
 * answers finish for --grace seconds before it ends them (a second signal ends
 * them at once). At most --max-connections have processes at a time; those
 * above wait, without one. More than --max-per-source from one address (an
 * IPv6 /64) get 503. Silent ones wait until --header-time without costing a
 * process. With --idle-exit it ends when nobody has come for so long.
 * SIGHUP opens the document root anew. The service manager is told of
 * readiness, status and, if it asks, that we are alive (sd_notify(3)).
 *
 * Returns the exit status in the parent; -1 in a child, which is to serve
 * *ret_child.
 */
int listener_run(struct listener *listener, struct child *ret_child);

#endif
