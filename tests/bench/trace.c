/* SPDX-License-Identifier: ISC */
#include "trace.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	OPTIONS = PTRACE_O_TRACEEXIT | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK |
	    PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACESYSGOOD |
	    PTRACE_O_EXITKILL,
};

/* Returns the signal that a stopped process is to receive: its own signal, or
 * none if the stop is due to tracing. */
static int
signal_for(int status)
{
	int signal = WSTOPSIG(status);
	bool is_ours =
	    status >> 16 || (signal & ~0x80) == SIGTRAP || signal == SIGSTOP;

	return is_ours ? 0 : signal;
}

/* Starts the client as a process of its own, so that both can wait. */
static pid_t
start_client(struct conversation *c, int connection, int theirs)
{
	pid_t pid = fork();
	bool right;

	if (pid != 0)
		return pid;
	/* Otherwise the connection would not end with the handler. */
	(void)close(theirs);
	right = !conversation_hold(c, connection) && !conversation_judge(c);
	_exit(right ? 0 : 1);
}

static void
go_on(const struct tracer *t, pid_t pid, int signal)
{
	if (ptrace((enum __ptrace_request)t->step, pid, NULL, (long)signal) <
		0 &&
	    errno == EIO) {
		perror("this machine cannot step through programs");
		exit(2);
	}
}

bool
trace_handler(struct tracer *t, const struct handler *h, struct conversation *c)
{
	int theirs, status, connection = connection_make(c, &theirs);
	pid_t pid, client, handler;
	bool right = false;

	conversation_begin(c, connection);
	client = start_client(c, connection, theirs);
	(void)close(connection);
	handler = handler_start(h, theirs, true);
	(void)close(theirs);
	if (handler < 0 || waitpid(handler, &status, 0) != handler)
		return false;
	(void)ptrace(PTRACE_SETOPTIONS, handler, NULL, OPTIONS);
	go_on(t, handler, 0);
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid == client && WIFEXITED(status))
			right = WEXITSTATUS(status) == 0;
		if (pid < 0 || !WIFSTOPPED(status))
			continue;
		t->stopped(t, pid, status);
		go_on(t, pid, signal_for(status));
	}
	return right;
}
