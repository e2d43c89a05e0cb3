/* SPDX-License-Identifier: ISC */
/*
 * Traces a handler and all processes that it leaves behind by ptrace(2), and
 * stops them where there is something to inspect.
 */
#ifndef TRACE_H
#define TRACE_H

#include "handler.h"

struct tracer {
	/* How a process is resumed: PTRACE_CONT; PTRACE_SYSCALL, to the next
	 * entry to or exit from a system call; or PTRACE_SINGLESTEP, for one
	 * instruction. */
	int step;
	/* Called when a process has stopped; the status of waitpid(2) says
	 * why. */
	void (*stopped)(struct tracer *tracer, pid_t pid, int status);
	/* What `stopped` has found. */
	struct memory memory;
	long count;
};

/* Has the handler answer one request; the client is a process of its own.
 * Returns false if that client says, by its exit status, that the answer is
 * wrong. */
bool trace_handler(
    struct tracer *t, const struct handler *h, struct conversation *c);

#endif
