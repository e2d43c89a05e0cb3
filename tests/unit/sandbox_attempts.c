/* SPDX-License-Identifier: ISC */
#include "sandbox_attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct place place = {
	.root = -1,
	.readable = -1,
	.tcp_connection = -1,
};

void
attempts_end(void)
{
	(void)syscall(SYS_exit_group, 0);
}

static int
outcome(bool done)
{
	return done ? 0 : errno;
}

const char *
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

int
read_inside(void)
{
	return try_open(place.inside, "there", O_RDONLY);
}

int
list_inside(void)
{
	return try_open(place.inside, ".", O_RDONLY | O_DIRECTORY);
}

int
read_outside(void)
{
	return try_open(place.outside, "there", O_RDONLY);
}

int
write_inside(void)
{
	return try_open(place.inside, "there", O_WRONLY);
}

int
write_outside(void)
{
	return try_open(place.outside, "there", O_WRONLY);
}

int
create_inside(void)
{
	return try_open(place.inside, "new", O_WRONLY | O_CREAT);
}

int
create_outside(void)
{
	return try_open(place.outside, "new", O_WRONLY | O_CREAT);
}

int
remove_outside(void)
{
	return outcome(unlink(path_in(place.outside, "there")) == 0);
}

int
rename_outside(void)
{
	char from[128];

	(void)snprintf(from, sizeof from, "%s/there", place.outside);
	return outcome(rename(from, path_in(place.outside, "other")) == 0);
}

int
shorten_outside(void)
{
	return outcome(truncate(path_in(place.outside, "there"), 0) == 0);
}

int
write_to_null(void)
{
	return outcome(open("/dev/null", O_WRONLY | O_TRUNC) >= 0);
}

int
execute(void)
{
	static char *const arguments[] = { NULL };
	static char name[] = "true";
	char *const named[] = { name, NULL };

	(void)execve("/bin/true", named, arguments);
	return errno;
}

int
start_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		attempts_end();
	return outcome(pid > 0);
}

int
signal_parent(void)
{
	return outcome(kill(getppid(), 0) == 0);
}

int
trace_parent(void)
{
	return outcome(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
}

int
become_root(void)
{
	return outcome(setuid(0) == 0);
}

int
open_internet(void)
{
	return outcome(socket(AF_INET, SOCK_DGRAM, 0) >= 0);
}

int
open_unix(void)
{
	return outcome(socket(AF_UNIX, SOCK_DGRAM, 0) >= 0);
}

int
make_code(void)
{
	return outcome(mmap(NULL, 4096, PROT_READ | PROT_EXEC,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

int
turn_into_code(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return ENOMEM;
	return outcome(mprotect(at, 4096, PROT_READ | PROT_EXEC) == 0);
}

int
take_memory(void)
{
	return outcome(mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

int
be_dumpable(void)
{
	return outcome(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
}

int
type_into_terminal(void)
{
	static char letter = 'x';

	return outcome(ioctl(0, TIOCSTI, &letter) == 0);
}

int
count_readable(void)
{
	int count;

	return outcome(ioctl(place.readable, FIONREAD, &count) == 0);
}

int
look_at_files(void)
{
	struct stat st;

	return outcome(
	    fstat(place.root, &st) == 0 && lseek(0, 0, SEEK_CUR) != -2);
}

int
connect_tcp(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return outcome(fd >= 0 &&
	    connect(fd, (struct sockaddr *)&place.tcp_address,
		sizeof place.tcp_address) == 0);
}

int
bind_tcp(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return outcome(
	    fd >= 0 && bind(fd, (struct sockaddr *)&any, sizeof any) == 0);
}

/* The call by which a connection is reset. */
int
disconnect_tcp(void)
{
	struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

	return outcome(
	    connect(place.tcp_connection, &nowhere, sizeof nowhere) == 0);
}

int
connect_abstract(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	return outcome(fd >= 0 &&
	    connect(fd, (struct sockaddr *)&place.abstract_address,
		place.abstract_length) == 0);
}
