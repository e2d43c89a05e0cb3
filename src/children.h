/* SPDX-License-Identifier: ISC */
/* The listener's processes, one or several for each client that is served. */
#ifndef CHILDREN_H
#define CHILDREN_H

#include <sys/resource.h>

#include "clients.h"
#include "ends.h"
#include "sandbox.h"

/* What a child is to serve. */
struct child {
	int connection;
	int reports; /* where to report siblings: two PIDs, its own first */
	const struct end *ends; /* where their ends, and its own, are told */
	int64_t accepted;       /* when, on clock_monotonic_ms */
};

struct children {
	struct clients *clients;
	const struct sandbox *sandbox; /* whose descriptors children keep */
	int root;                      /* the document root, which they keep */
	int log;                       /* log_keep(), which they keep; or -1 */
	struct rlimit descriptors;     /* the limit that they get back */
	int reports[2];                /* a pipe from them, of two PIDs each */
	struct ends ends;              /* told to them */
	/* For a child that begins with the listener's very descriptors: */
	int taken;  /* eventfd(2), from it: it has some of its own now */
	int place;  /* where it finds its client, the last below all clients' */
	int events; /* epoll(7) */
	int exits;  /* signalfd(2), of SIGCHLD */
	uint64_t event;  /* what `exits` is in `events` */
	int64_t look_at; /* when exits are to wake us again, on
			* clock_monotonic_ms; CLOCK_NEVER: they do */
};

/*
 * `events` is an epoll(7) instance, in which `event` is to stand for the end
 * of a child; SIGCHLD is blocked by the caller, and orphans come to it
 * (PR_SET_CHILD_SUBREAPER). The other members are the caller's to set. False
 * with errno.
 */
must_check bool children_open(
    struct children *c, struct clients *clients, int events, uint64_t event);

/*
 * Starts a process for a client. As fork(2): 0 in the child, which has of all
 * descriptors above 2 only those that it needs, and no signal blocked. What it
 * is to serve is in *ret_child, which must stand where children have a copy.
 */
pid_t children_start(struct children *c, struct client *client, int64_t now,
    struct child *ret_child);

/* Takes note of those that have ended, as far as that costs little: to be
 * called whenever something has happened. */
void children_collect(struct children *c);

/* `event` has come: takes note of all that have ended. */
void children_take_exits(struct children *c);

/*
 * While children come and go, exits wake nobody: they are collected with what
 * happens next. When that must be known at once, or the time of children_next
 * has come, this makes exits wake us until the next child is started.
 */
void children_await_exits(struct children *c);
int64_t children_next(const struct children *c);

/* Sends a signal to all of them, and to the groups that they lead. */
void children_signal(struct children *c, int signal);

#endif
