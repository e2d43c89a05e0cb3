/* SPDX-License-Identifier: ISC */
/*
 * The memory of a handler's processes, read when each of them is about to
 * exit. wait4(2) will not do: its figure starts at that of the process that
 * forked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>

#include "trace.h"

/* Returns the value of the line of /proc/PID/status that begins with `key`. */
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
note_end(struct tracer *t, pid_t pid, int status)
{
	if (status >> 16 != PTRACE_EVENT_EXIT)
		return;
	t->memory.processes++;
	t->memory.resident += kib_of(pid, "VmHWM:");
	t->memory.private += kib_of(pid, "RssAnon:");
}

struct memory
handler_memory(const struct handler *h, struct conversation *c)
{
	struct tracer tracer = { .step = PTRACE_CONT, .stopped = note_end };

	(void)trace_handler(&tracer, h, c);
	return tracer.memory;
}
