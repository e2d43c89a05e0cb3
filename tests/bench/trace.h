/* SPDX-License-Identifier: ISC */
/*
 * A handler under ptrace(2), and all processes that it leaves behind: stopped
 * where something about them is to be seen.
 */
#ifndef TRACE_H
#define TRACE_H

#include "handler.h"

struct tracer {
	/* How a process goes on: PTRACE_CONT, to the next system call's begin
	 * or end with PTRACE_SYSCALL, or one instruction with
	 * PTRACE_SINGLESTEP. */
	int step;
	/* A process has stopped: waitpid(2)'s status says why. */
	void (*stopped)(struct tracer *tracer, pid_t pid, int status);
	/* What it has found. */
	struct memory memory;
	long count;
};

/* Has the handler answer one request; the client is a process of its own.
 * What is wrong with the answer, or NULL, is what the client says by its exit
 * status: false for a wrong one. */
bool trace_handler(
    struct tracer *t, const struct handler *h, struct conversation *c);

#endif
