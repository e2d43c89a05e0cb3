/* SPDX-License-Identifier: ISC */
/*
 * How the processes of a listener's clients ended, told by the listener, their
 * parent, to a script's relay, which is not: before Linux 6.15 nobody else is
 * told once the parent has collected a process.
 */
#ifndef ENDS_H
#define ENDS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#include "attr.h"

/* Of one client's process, the one that ended last. */
struct end {
	_Atomic pid_t pid; /* 0: none yet */
	int status;        /* as wait(2) has it */
};

struct ends {
	struct end *told;       /* the listener's; children do not have it */
	const struct end *seen; /* the same, which nobody can write to */
};

/* For `count` clients. False with errno. */
must_check bool ends_open(struct ends *ends, unsigned count);

/* Forgets what an earlier client's processes did. */
void ends_clear(const struct ends *ends, unsigned client);

/* To be called before the process is collected, so that its end is told by the
 * time it cannot be seen. */
void ends_tell(const struct ends *ends, unsigned client, pid_t pid, int status);

/* Whether the process has ended and been collected, or is about to be; its
 * status is in *ret_status then. `end` may be NULL: nobody tells. */
bool ends_see(const struct end *end, pid_t pid, int *ret_status);

#endif
