/* SPDX-License-Identifier: ISC */
/*
 * A script's life as seen by its relay, which is not the script's parent:
 * through a pidfd (pidfd_open(2)), which stays the script's even when its PID
 * is used again.
 */
#ifndef LIFE_H
#define LIFE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "attr.h"
#include "ends.h"

enum life_end {
	LIFE_RUNS,
	LIFE_UNKNOWN, /* it has ended; this kernel does not say how */
	LIFE_EXITED,  /* `code` is the exit status */
	LIFE_KILLED,  /* `code` is the signal */
};

struct life {
	pid_t pid;
	int pidfd; /* polls readable when the script has ended; -1: none */
	int stat;  /* its /proc/PID/stat; -1: none */
	const struct end *told; /* where a listener tells its end; or NULL */
	bool new_privileges;    /* its exec may make it another user's */
	bool ended;             /* `pidfd` was seen to be readable */
	enum life_end end;
	int code;
};

/* Begins to watch the calling process, which is going to become the script.
 * `told` is where a listener will tell its end, or NULL; `new_privileges` says
 * that its exec may gain it privileges. False, with errno, when there is no
 * descriptor for that. */
must_check bool life_watch_self(
    struct life *life, const struct end *told, bool new_privileges);

/*
 * Opens the file that tells life_wait() how the script ended; to be called
 * before a sandbox keeps the caller from opening anything, and better after the
 * exec than before: while the script is busy, this costs the client no time.
 */
void life_open_status(struct life *life);

/* Stops watching. */
void life_close(struct life *life);

/*
 * Waits until `deadline` (on clock_monotonic_ms) for the script to end. Returns
 * LIFE_RUNS when it has not, else how it ended, which life->end keeps.
 *
 * How it ended is known as long as its parent has not collected it (and there
 * is a /proc); after that, where the parent is a listener, and from Linux 6.15
 * on (PIDFD_INFO_EXIT). In the latter two cases the call waits for the parent
 * to collect it, for at most 200 ms.
 */
enum life_end life_wait(struct life *life, int64_t deadline);

/* Sends a signal to the script's process group, in which its children are;
 * SIGKILL also to a script that has left the group. */
void life_signal(const struct life *life, int signal);

#endif
