/* SPDX-License-Identifier: ISC */
/*
 * What a process can still do behind landlock.h and seccomp.h: each attempt is
 * made in a process of its own, and by nobody else than the one confined.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "landlock.h"
#include "options.h"
#include "seccomp.h"

/* What became of an attempt: 0, an errno, or this and a signal. */
enum { KILLED = 1000, NOT_CONFINED = 999 };

enum { PATH_SIZE = 64 };

static char inside[PATH_SIZE],
    outside[PATH_SIZE]; /* directories, with a file "there" */
static int root = -1, readable = -1;

/* As _exit(2) does, without what sanitizers do before. */
static void
end(void)
{
	(void)syscall(SYS_exit_group, 0);
}

/* ---------------------------------------------------------------- attempts */

static int
outcome(bool done)
{
	return done ? 0 : errno;
}

static const char *
path_in(const char *directory, const char *name)
{
	static char path[128];

	(void)snprintf(path, sizeof path, "%s/%s", directory, name);
	return path;
}

static int
try_open(const char *directory, const char *name, int flags)
{
	return outcome(open(path_in(directory, name), flags, 0600) >= 0);
}

static int
read_inside(void)
{
	return try_open(inside, "there", O_RDONLY);
}

static int
list_inside(void)
{
	return try_open(inside, ".", O_RDONLY | O_DIRECTORY);
}

static int
read_outside(void)
{
	return try_open(outside, "there", O_RDONLY);
}

static int
write_inside(void)
{
	return try_open(inside, "there", O_WRONLY);
}

static int
write_outside(void)
{
	return try_open(outside, "there", O_WRONLY);
}

static int
create_inside(void)
{
	return try_open(inside, "new", O_WRONLY | O_CREAT);
}

static int
create_outside(void)
{
	return try_open(outside, "new", O_WRONLY | O_CREAT);
}

static int
remove_outside(void)
{
	return outcome(unlink(path_in(outside, "there")) == 0);
}

static int
rename_outside(void)
{
	char from[128];

	(void)snprintf(from, sizeof from, "%s/there", outside);
	return outcome(rename(from, path_in(outside, "other")) == 0);
}

static int
shorten_outside(void)
{
	return outcome(truncate(path_in(outside, "there"), 0) == 0);
}

static int
write_to_null(void)
{
	return outcome(open("/dev/null", O_WRONLY | O_TRUNC) >= 0);
}

static int
execute(void)
{
	static char *const arguments[] = { NULL };
	static char name[] = "true";
	char *const named[] = { name, NULL };

	(void)execve("/bin/true", named, arguments);
	return errno;
}

static int
start_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		end();
	return outcome(pid > 0);
}

static int
signal_parent(void)
{
	return outcome(kill(getppid(), 0) == 0);
}

static int
trace_parent(void)
{
	return outcome(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
}

static int
become_root(void)
{
	return outcome(setuid(0) == 0);
}

static int
open_internet(void)
{
	return outcome(socket(AF_INET, SOCK_DGRAM, 0) >= 0);
}

static int
open_unix(void)
{
	return outcome(socket(AF_UNIX, SOCK_DGRAM, 0) >= 0);
}

static int
make_code(void)
{
	return outcome(mmap(NULL, 4096, PROT_READ | PROT_EXEC,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

static int
turn_into_code(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return ENOMEM;
	return outcome(mprotect(at, 4096, PROT_READ | PROT_EXEC) == 0);
}

static int
take_memory(void)
{
	return outcome(mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

static int
be_dumpable(void)
{
	return outcome(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
}

static int
type_into_terminal(void)
{
	static char letter = 'x';

	return outcome(ioctl(0, TIOCSTI, &letter) == 0);
}

static int
count_readable(void)
{
	int count;

	return outcome(ioctl(readable, FIONREAD, &count) == 0);
}

static int
look_at_files(void)
{
	struct stat st;

	return outcome(fstat(root, &st) == 0 && lseek(0, 0, SEEK_CUR) != -2);
}

/* The parent listens there; its address is inherited. */
static struct sockaddr_in tcp_address;
static struct sockaddr_un abstract_address;
static socklen_t abstract_length;
static int tcp_connection = -1;

static int
connect_tcp(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return outcome(fd >= 0 &&
	    connect(fd, (struct sockaddr *)&tcp_address, sizeof tcp_address) ==
		0);
}

static int
bind_tcp(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return outcome(
	    fd >= 0 && bind(fd, (struct sockaddr *)&any, sizeof any) == 0);
}

/* How a connection is reset. */
static int
disconnect_tcp(void)
{
	struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

	return outcome(connect(tcp_connection, &nowhere, sizeof nowhere) == 0);
}

static int
connect_abstract(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return outcome(fd >= 0 &&
	    connect(fd, (struct sockaddr *)&abstract_address,
		abstract_length) == 0);
}

/* --------------------------------------------------------------- confining */

static bool
confine_answer(void)
{
	int ruleset = landlock_for_answer(root);

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
	const char *directories[] = { inside };
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
	int version; /* of Landlock, from which on; 0: seccomp */
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

/* What becomes of an attempt, in a process of its own. Its outcome comes
 * through memory: it may be above what an exit status holds. */
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
		end();
	}
	(void)waitpid(pid, &status, 0);
	/* Who executed something has left the page as it was. */
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
	socklen_t length = sizeof tcp_address;

	tcp_address.sin_family = AF_INET;
	tcp_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	abstract_address.sun_family = AF_UNIX;
	abstract_length = sizeof abstract_address.sun_family;
	if (bind(tcp, (struct sockaddr *)&tcp_address, length) ||
	    listen(tcp, 128) ||
	    getsockname(tcp, (struct sockaddr *)&tcp_address, &length))
		exit(EXIT_FAILURE);
	/* The kernel chooses an abstract name. */
	if (bind(
		local, (struct sockaddr *)&abstract_address, abstract_length) ||
	    listen(local, 128))
		exit(EXIT_FAILURE);
	abstract_length = sizeof abstract_address;
	(void)getsockname(
	    local, (struct sockaddr *)&abstract_address, &abstract_length);
	tcp_connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)connect(tcp_connection, (struct sockaddr *)&tcp_address,
	    sizeof tcp_address);
}

static int
open_readable(void)
{
	int ends[2];

	return pipe2(ends, O_CLOEXEC) < 0 ? -1 : ends[0];
}

static bool
has_seccomp(void)
{
	return outcome_of(filter_answer, take_memory) == 0;
}

int
main(void)
{
	int version = landlock_version();
	bool filters = has_seccomp();

	make_directory(inside);
	make_directory(outside);
	root = open(inside, O_PATH | O_DIRECTORY | O_CLOEXEC);
	readable = open_readable();
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
	remove_directory(inside);
	remove_directory(outside);
	return check_done();
}
