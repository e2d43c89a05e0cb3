/* SPDX-License-Identifier: ISC */
/*
 * Counts what a handler does for one request: figures that are the same on a
 * busy machine and on an idle one.
 */
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "code.h"
#include "trace.h"

static const char usage[] =
    "usage: count -r REQUEST [OPTION]... COMMAND [ARGUMENT]...\n"
    "\n"
    "Has COMMAND answer REQUEST, as oneshot does it, and prints \"calls N\":\n"
    "system calls; or with -i \"instructions N\", but for those of the\n"
    "kernel. Those of all processes that COMMAND leaves behind are counted.\n"
    "With -a, prints instead the addresses of the instructions, each once, in\n"
    "the order of their first use.\n"
    "\n"
    "  -u UID  -s STATUS  -f FILE  -z LENGTH  -t TEXT  -k TIMES  as oneshot\n"
    "\n"
    "Exit status: 1 when the answer was wrong.\n";

static void
count_call(struct tracer *t, pid_t pid, int status)
{
	struct __ptrace_syscall_info info;

	if (WSTOPSIG(status) == (SIGTRAP | 0x80) &&
	    ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) > 0 &&
	    info.op == PTRACE_SYSCALL_INFO_ENTRY)
		t->count++;
}

static void
count_instruction(struct tracer *t, pid_t pid, int status)
{
	(void)pid;
	if (status >> 16 == 0 && WSTOPSIG(status) == SIGTRAP)
		t->count++;
}

static void
be_user(const char *uid)
{
	id_t id = (id_t)strtoul(uid, NULL, 10);

	if (setgroups(0, NULL) < 0 || setgid(id) < 0 || setuid(id) < 0) {
		perror("cannot change the user");
		exit(2);
	}
	/* Otherwise ptrace(2) would no longer be allowed. */
	(void)prctl(PR_SET_DUMPABLE, 1);
}

int
main(int count, char **words)
{
	struct conversation conversation = {
		.expected = EXPECTATION_ANY,
		.timeout_ms = 60000,
	};
	struct handler handler = { .name = "handler", .every = 1 };
	struct tracer tracer = {
		.step = PTRACE_SYSCALL,
		.stopped = count_call,
	};
	bool right;
	int option;

	while ((option = getopt(count, words, "+r:u:ia" EXPECTATION_OPTIONS)) !=
	    -1) {
		if (option == 'r') {
			conversation.request =
			    file_content(optarg, &conversation.request_length);
		} else if (option == 'u') {
			be_user(optarg);
		} else if (option == 'i') {
			tracer.step = PTRACE_SINGLESTEP;
			tracer.stopped = count_instruction;
		} else if (option == 'a') {
			tracer.step = PTRACE_SINGLESTEP;
			tracer.stopped = code_print_new;
		} else if (!expectation_option(
			       &conversation.expected, option, optarg)) {
			(void)fputs(usage, stderr);
			return 2;
		}
	}
	handler.command = words + optind;
	if (!handler.command[0] || !conversation.request) {
		(void)fputs(usage, stderr);
		return 2;
	}
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	conversation_open(&conversation);
	if (tracer.stopped == code_print_new)
		code_begin(handler.command[0]);
	right = trace_handler(&tracer, &handler, &conversation);
	if (tracer.stopped != code_print_new)
		(void)printf("%s %ld\n",
		    tracer.step == PTRACE_SYSCALL ? "calls" : "instructions",
		    tracer.count);
	return right ? 0 : 1;
}
