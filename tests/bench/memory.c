/* SPDX-License-Identifier: ISC */
/*
 * The memory of a handler's processes, read when each of them is about to
 * end: ptrace(2) stops them there. wait4(2) would not do: its figure begins
 * with that of the process that forked.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "handler.h"

enum {
	OPTIONS = PTRACE_O_TRACEEXIT | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK |
	    PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL,
};

/* The value of the line of /proc/PID/status that begins with `key`. */
static long
kib_of(pid_t pid, const char *key)
{
	char path[64], line[256];
	size_t length = strlen(key);
	long value = 0;
	FILE *lines;

	(void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	lines = fopen(path, "re");
	while (lines && fgets(line, sizeof line, lines))
		if (!strncmp(line, key, length))
			value = strtol(line + length, NULL, 10);
	if (lines)
		(void)fclose(lines);
	return value;
}

static void
note_end(struct memory *memory, pid_t pid)
{
	memory->processes++;
	memory->resident += kib_of(pid, "VmHWM:");
	memory->private += kib_of(pid, "RssAnon:");
}

/* Which signal a stopped process is to get: its own, not those of tracing. */
static int
signal_for(int status)
{
	int signal = WSTOPSIG(status);

	return status >> 16 || signal == SIGTRAP || signal == SIGSTOP ? 0
								      : signal;
}

/* The client is a process of its own, so that both can wait. */
static void
be_client(struct conversation *c, int connection)
{
	pid_t pid = fork();

	if (pid != 0)
		return;
	(void)conversation_hold(c, connection);
	_exit(0);
}

struct memory
handler_memory(const struct handler *h, struct conversation *c)
{
	struct memory memory = { 0 };
	int theirs, status, connection = connection_make(c, &theirs);
	pid_t pid;

	conversation_begin(c, connection);
	be_client(c, connection);
	connection_close(connection);
	pid = handler_start(h, theirs, true);
	(void)close(theirs);
	if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		(void)ptrace(PTRACE_SETOPTIONS, pid, NULL, OPTIONS);
		(void)ptrace(PTRACE_CONT, pid, NULL, NULL);
	}
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid < 0 || !WIFSTOPPED(status))
			continue;
		if (status >> 16 == PTRACE_EVENT_EXIT)
			note_end(&memory, pid);
		(void)ptrace(PTRACE_CONT, pid, NULL, (long)signal_for(status));
	}
	return memory;
}
