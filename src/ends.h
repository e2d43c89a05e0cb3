/* SPDX-License-Identifier: ISC */
/*
 * How the processes of a listener's clients ended. The listener, their parent,
 * tells a script's relay, which is not their parent: before Linux 6.15 the
 * kernel tells no other process once the parent has collected the ended one.
 */
#ifndef ENDS_H
#define ENDS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#include "attr.h"

/* Of one client's processes, the one that ended last. */
struct end {
	_Atomic pid_t pid; /* 0: none yet */
	int status;        /* as wait(2) has it */
};

struct ends {
	struct end *told;       /* for the listener; not mapped in children */
	const struct end *seen; /* the same memory, mapped read-only */
};

/* Makes room for `count` clients. False, with errno set, on failure. */
must_check bool ends_open(struct ends *ends, unsigned count);

/* Forgets the processes of an earlier client of this number. */
void ends_clear(const struct ends *ends, unsigned client);

/* Records that process `pid` of a client ended with `status`, as wait(2) has
 * it. The listener calls it before it collects the process, so that the end is
 * recorded by the time the process is gone. */
void ends_tell(const struct ends *ends, unsigned client, pid_t pid, int status);

/* True when the process has ended and been collected, or is about to be; then
 * *ret_status is its status. False when `end` is NULL: there is no listener. */
bool ends_see(const struct end *end, pid_t pid, int *ret_status);

#endif
