/* SPDX-License-Identifier: ISC */
/*
 * What a process can still do when confined by landlock.h and seccomp.h. Each
 * attempt is made in a process of its own, which alone is confined.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "landlock.h"
#include "options.h"
#include "sandbox_attempts.h"
#include "seccomp.h"

/* The outcome of an attempt: 0, an errno, or KILLED plus a signal. */
enum { KILLED = 1000, NOT_CONFINED = 999 };

/* --------------------------------------------------------------- confining */

static bool
confine_answer(void)
{
	int ruleset = landlock_for_answer(place.root);

	return ruleset >= 0 && landlock_enter(ruleset);
}

static bool
confine_answer_anywhere(void)
{
	int ruleset = landlock_for_answer(-1);

	return ruleset >= 0 && landlock_enter(ruleset);
}

static bool
confine_script(void)
{
	const char *directories[] = { place.inside };
	struct option_list list = { 1, directories };
	const char *culprit;
	int ruleset = landlock_for_script(&list, &culprit);

	return ruleset >= 0 && landlock_enter(ruleset);
}

static bool
filter_answer(void)
{
	return seccomp_enter(SECCOMP_ANSWER);
}

static bool
filter_relay(void)
{
	return seccomp_enter(SECCOMP_RELAY);
}

/* ------------------------------------------------------------------- rows */

static const struct {
	const char *name;
	bool (*confine)(void);
	int (*attempt)(void);
	int expected;
	int version; /* the least one of Landlock; 0: seccomp */
} rows[] = {
#define ROW(confine, attempt, expected, version)                            \
	{                                                                   \
#confine ": " #attempt, confine, attempt, expected, version \
	}
	ROW(confine_answer, read_inside, 0, 1),
	ROW(confine_answer, list_inside, 0, 1),
	ROW(confine_answer, read_outside, EACCES, 1),
	ROW(confine_answer, write_inside, EACCES, 1),
	ROW(confine_answer, create_inside, EACCES, 1),
	ROW(confine_answer, remove_outside, EACCES, 1),
	ROW(confine_answer, shorten_outside, EACCES, 3),
	ROW(confine_answer, execute, EACCES, 1),
	ROW(confine_answer, connect_tcp, EACCES, 4),
	ROW(confine_answer, bind_tcp, EACCES, 4),
	ROW(confine_answer, disconnect_tcp, 0, 1),
	ROW(confine_answer, open_unix, 0, 1),
	ROW(confine_answer, connect_abstract, EPERM, 6),
	ROW(confine_answer, signal_parent, EPERM, 6),
	ROW(confine_answer, trace_parent, EPERM, 1),
	ROW(confine_answer_anywhere, read_outside, 0, 1),
	ROW(confine_answer_anywhere, write_outside, EACCES, 1),
	ROW(confine_answer_anywhere, execute, EACCES, 1),

	ROW(confine_script, read_inside, 0, 1),
	ROW(confine_script, read_outside, 0, 1),
	ROW(confine_script, write_inside, 0, 1),
	ROW(confine_script, create_inside, 0, 1),
	ROW(confine_script, write_outside, EACCES, 1),
	ROW(confine_script, create_outside, EACCES, 1),
	ROW(confine_script, remove_outside, EACCES, 1),
	ROW(confine_script, rename_outside, EACCES, 2),
	ROW(confine_script, shorten_outside, EACCES, 3),
	ROW(confine_script, write_to_null, 0, 1),
	ROW(confine_script, execute, 0, 1),
	ROW(confine_script, start_process, 0, 1),
	ROW(confine_script, connect_tcp, 0, 1),
	ROW(confine_script, signal_parent, 0, 1),

	ROW(filter_answer, read_inside, 0, 0),
	ROW(filter_answer, list_inside, 0, 0),
	ROW(filter_answer, look_at_files, 0, 0),
	ROW(filter_answer, take_memory, 0, 0),
	ROW(filter_answer, make_code, EPERM, 0),
	ROW(filter_answer, turn_into_code, EPERM, 0),
	ROW(filter_answer, execute, KILLED + SIGSYS, 0),
	ROW(filter_answer, start_process, EPERM, 0),
	ROW(filter_answer, remove_outside, EPERM, 0),
	ROW(filter_answer, signal_parent, EPERM, 0),
	ROW(filter_answer, trace_parent, EPERM, 0),
	ROW(filter_answer, become_root, EPERM, 0),
	ROW(filter_answer, be_dumpable, EPERM, 0),
	ROW(filter_answer, open_internet, EPERM, 0),
	ROW(filter_answer, open_unix, 0, 0),
	ROW(filter_answer, disconnect_tcp, 0, 0),
	ROW(filter_answer, type_into_terminal, EPERM, 0),
	ROW(filter_answer, count_readable, EPERM, 0),

	ROW(filter_relay, take_memory, 0, 0),
	ROW(filter_relay, read_inside, EPERM, 0),
	ROW(filter_relay, write_outside, EPERM, 0),
	ROW(filter_relay, make_code, EPERM, 0),
	ROW(filter_relay, execute, KILLED + SIGSYS, 0),
	ROW(filter_relay, start_process, EPERM, 0),
	ROW(filter_relay, signal_parent, 0, 0),
	ROW(filter_relay, become_root, EPERM, 0),
	ROW(filter_relay, open_internet, EPERM, 0),
	ROW(filter_relay, count_readable, 0, 0),
	ROW(filter_relay, type_into_terminal, EPERM, 0),
};

/* Makes an attempt in a process of its own and returns the outcome, which comes
 * through shared memory, as it may be too large for an exit status. */
static int
outcome_of(bool (*confine)(void), int (*attempt)(void))
{
	int *result = mmap(NULL, sizeof *result, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;
	int status;

	if (result == MAP_FAILED)
		return NOT_CONFINED;
	*result = 0;
	pid = fork();
	if (pid == 0) {
		(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		*result = NOT_CONFINED;
		if (!confine || confine())
			*result = attempt();
		attempts_end();
	}
	(void)waitpid(pid, &status, 0);
	/* A process that executed something has not written to the page. */
	if (attempt == execute && *result == NOT_CONFINED)
		*result = 0;
	return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) : *result;
}

static void
make_directory(char *directory)
{
	(void)snprintf(directory, PATH_SIZE, "/tmp/cgihttpd.XXXXXX");
	if (!mkdtemp(directory) ||
	    close(open(path_in(directory, "there"), O_WRONLY | O_CREAT, 0600)))
		exit(EXIT_FAILURE);
}

static void
remove_directory(const char *directory)
{
	static const char *const names[] = { "there", "new", "other" };

	for (size_t i = 0; i < lengthof(names); i++)
		(void)unlink(path_in(directory, names[i]));
	(void)rmdir(directory);
}

static void
listen_somewhere(void)
{
	int tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int local = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t length = sizeof place.tcp_address;

	place.tcp_address.sin_family = AF_INET;
	place.tcp_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	place.abstract_address.sun_family = AF_UNIX;
	place.abstract_length = sizeof place.abstract_address.sun_family;
	if (bind(tcp, (struct sockaddr *)&place.tcp_address, length) ||
	    listen(tcp, 128) ||
	    getsockname(tcp, (struct sockaddr *)&place.tcp_address, &length))
		exit(EXIT_FAILURE);
	/* The kernel chooses the abstract name. */
	if (bind(local, (struct sockaddr *)&place.abstract_address,
		place.abstract_length) ||
	    listen(local, 128))
		exit(EXIT_FAILURE);
	place.abstract_length = sizeof place.abstract_address;
	(void)getsockname(local, (struct sockaddr *)&place.abstract_address,
	    &place.abstract_length);
	place.tcp_connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)connect(place.tcp_connection,
	    (struct sockaddr *)&place.tcp_address, sizeof place.tcp_address);
}

static int
open_readable(void)
{
	int ends[2];

	return pipe2(ends, O_CLOEXEC) < 0 ? -1 : ends[0];
}

int
main(void)
{
	int version = landlock_version();
	bool filters = seccomp_is_known();

	make_directory(place.inside);
	make_directory(place.outside);
	place.root = open(place.inside, O_PATH | O_DIRECTORY | O_CLOEXEC);
	place.readable = open_readable();
	listen_somewhere();
	CHECK_NUMBER(outcome_of(NULL, read_outside), 0, "control: reading");
	CHECK_NUMBER(outcome_of(NULL, connect_tcp), 0, "control: connecting");
	CHECK_NUMBER(outcome_of(NULL, signal_parent), 0, "control: signalling");
	CHECK_NUMBER(outcome_of(NULL, make_code), 0, "control: code");
	CHECK_NUMBER(outcome_of(NULL, execute), 0, "control: executing");
	for (size_t i = 0; i < lengthof(rows); i++)
		if (rows[i].version ? rows[i].version <= version : filters)
			CHECK_NUMBER(
			    outcome_of(rows[i].confine, rows[i].attempt),
			    rows[i].expected, rows[i].name);
		else
			check_skipped(rows[i].name, "not in this kernel");
	remove_directory(place.inside);
	remove_directory(place.outside);
	return check_done();
}
