/* SPDX-License-Identifier: ISC */
#include "code.h"

#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

enum { PROCESSES_MAX = 16, CODE_SIZE_MAX = 1 << 24 };

struct process {
	pid_t pid;
	uint64_t start; /* of the executable in its memory; 0: not there */
};

static char path[PATH_MAX];
static struct process processes[PROCESSES_MAX];
static unsigned count;
static bool seen[CODE_SIZE_MAX];

void
code_begin(const char *executable)
{
	if (!realpath(executable, path)) {
		perror(executable);
		exit(2);
	}
}

/* Returns where a process has mapped the executable, or 0. */
static uint64_t
start_of(pid_t pid)
{
	char name[64], line[4096];
	uint64_t start = 0;
	FILE *maps;

	(void)snprintf(name, sizeof name, "/proc/%d/maps", (int)pid);
	maps = fopen(name, "re");
	while (maps && !start && fgets(line, sizeof line, maps)) {
		const char *file = strchr(line, '/');

		line[strcspn(line, "\n")] = '\0';
		if (file && !strcmp(file, path))
			start = strtoull(line, NULL, 16);
	}
	if (maps)
		(void)fclose(maps);
	return start;
}

static struct process *
process_of(pid_t pid)
{
	unsigned i = 0;

	while (i < count && processes[i].pid != pid)
		i++;
	if (i == PROCESSES_MAX) {
		(void)fputs("count: too many processes\n", stderr);
		exit(2);
	}
	if (i == count)
		processes[count++] = (struct process){ pid, start_of(pid) };
	return &processes[i];
}

void
code_print_new(struct tracer *t, pid_t pid, int status)
{
	struct __ptrace_syscall_info info;
	struct process *process = process_of(pid);
	uint64_t place;

	(void)t;
	if (status >> 16 == PTRACE_EVENT_EXEC)
		process->start = start_of(pid);
	if (!process->start ||
	    ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) <= 0)
		return;
	place = info.instruction_pointer - process->start;
	if (place >= CODE_SIZE_MAX || seen[place])
		return;
	seen[place] = true;
	(void)printf("%" PRIx64 "\n", place);
}
