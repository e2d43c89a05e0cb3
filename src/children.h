/* SPDX-License-Identifier: ISC */
/* The listener's processes, one or several for each client that is served. */
#ifndef CHILDREN_H
#define CHILDREN_H

#include <sys/resource.h>

#include "clients.h"
#include "ends.h"
#include "handover.h"
#include "sandbox.h"

/* What a child is to serve. */
struct child {
	int connection;
	int reports;                /* where to write a struct sibling_report */
	const struct end *told_end; /* where the ends of both are told */
	int64_t accepted;           /* the connection, on clock_monotonic_ms */
};

struct children {
	struct clients *clients;
	const struct sandbox *sandbox; /* children keep its descriptors */
	int root;                      /* the document root, kept by children */
	int log; /* log_reserve_descriptor(), kept by children; or -1 */
	struct rlimit descriptors; /* the limit to restore in children */
	int reports[2];   /* a pipe from children, of struct sibling_report */
	struct ends ends; /* where children are told of ends */
	struct handover handover;
	bool signalled;  /* all were sent a signal: they may end by it */
	int events;      /* epoll(7) */
	int exits;       /* signalfd(2), of SIGCHLD */
	uint64_t event;  /* the data of `exits` in `events` */
	int64_t look_at; /* when exits are to wake the listener again, on
			* clock_monotonic_ms; CLOCK_NEVER: they do now */
};

/*
 * `events` is an epoll(7) instance, in which `event` will stand for the end of
 * a child. The caller has blocked SIGCHLD, and inherits orphans
 * (PR_SET_CHILD_SUBREAPER). The caller sets `sandbox`, `root` and `descriptors`
 * of *c. False with errno.
 */
must_check bool children_open(
    struct children *c, struct clients *clients, int events, uint64_t event);

/*
 * Starts a process for a client. As fork(2): returns 0 in the child, which has
 * of all descriptors above 2 only those that it needs, and no signal blocked.
 * What it is to serve is in *ret_child, which must be in memory that children
 * have a copy of. In the parent the client is CLIENT_SERVED then and its
 * descriptor closed; on failure, -1 with errno, it is as before.
 */
pid_t children_start(struct children *c, struct client *client, int64_t now,
    struct child *ret_child);

/* Collects children that have ended, as far as that costs little: to be called
 * whenever something has happened. */
void children_collect(struct children *c);

/* Collects all children that have ended, after `event` has come. */
void children_take_exits(struct children *c);

/*
 * While children come and go, exits do not wake the listener: they are
 * collected along with what happens next. children_wake_on_exit makes exits
 * wake it until the next child is started: to be called when an exit must be
 * known at once, or when the time of children_next, on clock_monotonic_ms, has
 * come.
 */
void children_wake_on_exit(struct children *c);
int64_t children_next(const struct children *c);

/* Sends a signal to all children, and to the groups that they lead. */
void children_signal(struct children *c, int signal);

#endif
