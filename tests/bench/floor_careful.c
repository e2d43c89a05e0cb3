/* SPDX-License-Identifier: ISC */
/*
 * floor_careful PORT: what floor_listen does, and some of what cgihttpd does
 * besides that, with the least that each part takes:
 *
 *   - a connection has no process before its request's header is there
 *   - the client's address is known, and each request is logged
 *   - coded siblings of a file are looked for
 *   - the end of the answer does not wait for the end of the process
 *   - a script's output passes through a relay, which waits for the script's
 *     end and looks up how it ended
 */
#include "floor_server.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>

enum { LISTENER = 3, EVENTS = 4, EVENTS_MAX = 64, STACK = 8192 };

static char request[8192];
static char answer[16384];
static char stack[STACK] __attribute__((aligned(16)));
static int ends[2]; /* of the script's pipe */
static int life;    /* a pidfd of the script */
static unsigned long pid;

static void
write_record(void)
{
	static const char record[] =
	    "127.0.0.1 - - [01/Jan/2026:00:00:00 +0000] "
	    "\"GET / HTTP/1.1\" 200 1024\n";

	(void)CALL3(write, 2, record, sizeof record - 1);
}

/* ── A file ──────────────────────────────────────────────────────────────── */

static void
look_for_siblings(void)
{
	static const char names[][12] = { "1k.txt.br", "1k.txt.zst",
		"1k.txt.gz" };
	static struct stat status;

	for (unsigned i = 0; i < 3; i++)
		(void)CALL4(newfstatat, AT_FDCWD, names[i], &status,
		    AT_SYMLINK_NOFOLLOW);
}

static void
send_file(void)
{
	static struct stat status;
	char *end = put(answer, OK "Content-Length: ");
	int file = (int)CALL4(openat, AT_FDCWD, "1k.txt", O_RDONLY, 0);
	long got;

	if (file < 0 || CALL2(fstat, file, &status) < 0)
		return;
	look_for_siblings();
	end = put(put_number(end, (unsigned long)status.st_size), "\r\n\r\n");
	got = CALL3(read, file, end, sizeof answer - 256);
	(void)send_octets(
	    answer, (size_t)(end - answer) + (size_t)got, MSG_MORE);
	(void)CALL2(shutdown, 1, SHUT_WR);
	write_record();
}

/* ── A script ────────────────────────────────────────────────────────────── */

/* How a process ended is in the last field of its line. */
static void
read_status(void)
{
	char name[32];
	char *end = put(name, "/proc/");
	struct pollfd ended = { life, POLLIN, 0 };
	int file;

	*put(put_number(end, pid), "/stat") = '\0';
	file = (int)CALL4(openat, AT_FDCWD, name, O_RDONLY, 0);
	(void)CALL4(ppoll, &ended, 1, 0, 0);
	(void)CALL3(read, file, request, sizeof request);
}

static void
relay(void)
{
	char *end = put(answer, OK);
	long got;

	(void)CALL1(close, ends[1]);
	while ((got = CALL3(read, ends[0], end,
		    (size_t)(answer + sizeof answer - end))) > 0)
		end += got;
	read_status();
	(void)send_octets(answer, (size_t)(end - answer), MSG_MORE);
	(void)CALL2(shutdown, 1, SHUT_WR);
	write_record();
	leave(0);
}

static void
run_script(void)
{
	(void)CALL2(pipe2, ends, O_CLOEXEC);
	pid = (unsigned long)CALL1(getpid, 0);
	life = (int)CALL2(pidfd_open, pid, 0);
	(void)clone_to(CLONE_VM | SIGCHLD, stack + STACK, relay);
	(void)CALL3(dup3, ends[1], 1, 0);
	(void)CALL3(execve, script, program, environment);
	leave(127);
}

/* ── The listener ────────────────────────────────────────────────────────── */

static void
serve(int connection)
{
	struct sockaddr_in client;
	int length = sizeof client;

	(void)CALL3(dup3, connection, 0, 0);
	(void)CALL3(dup3, connection, 1, 0);
	(void)CALL3(close_range, LISTENER, ~0U, 0);
	(void)CALL3(getpeername, 0, &client, &length);
	if (CALL3(read, 0, request, sizeof request) <= 0)
		leave(0);
	if (request[5] == 'c')
		run_script();
	send_file();
	leave(0);
}

static void
await(int descriptor, unsigned events)
{
	struct epoll_event event = { events, { .fd = descriptor } };

	(void)CALL4(epoll_ctl, EVENTS, EPOLL_CTL_ADD, descriptor, &event);
}

/* Whether the connection's header has arrived as a whole, or its end. */
static int
is_ready(int connection)
{
	static char peeked[8192];
	long got = CALL4(recvfrom, connection, peeked, sizeof peeked,
	    MSG_PEEK | MSG_DONTWAIT);

	return !got || (got > 4 && peeked[got - 3] == '\n');
}

static void
begin(int connection)
{
	if (CALL3(clone, SIGCHLD, 0, 0) == 0)
		serve(connection);
	(void)CALL1(close, connection);
}

static void
begin_new(void)
{
	int connection = (int)CALL4(accept4, LISTENER, 0, 0, SOCK_CLOEXEC);

	if (is_ready(connection))
		begin(connection);
	else
		await(connection, EPOLLIN | EPOLLRDHUP | EPOLLET);
}

static void
begin_awaited(int connection, unsigned events)
{
	if (!(events & (EPOLLRDHUP | EPOLLHUP)) && !is_ready(connection))
		return;
	(void)CALL3(epoll_ctl, EVENTS, EPOLL_CTL_DEL, connection);
	begin(connection);
}

/* Gives a descriptor the number that the child closes it by. */
static int
move(int descriptor, int number)
{
	return descriptor == number
	    ? number
	    : (int)CALL3(dup3, descriptor, number, O_CLOEXEC);
}

static int
floor_main(int count, char **arguments)
{
	static struct epoll_event events[EVENTS_MAX];

	if (count < 2 ||
	    move(open_listener((unsigned)number_in(arguments[1])), LISTENER) <
		0 ||
	    move((int)CALL1(epoll_create1, 0), EVENTS) < 0)
		return 1;
	await(LISTENER, EPOLLIN);
	for (;;) {
		long ready = CALL4(epoll_pwait, EVENTS, events, EVENTS_MAX, -1);

		for (long i = 0; i < ready; i++) {
			if (events[i].data.fd == LISTENER)
				begin_new();
			else
				begin_awaited(
				    events[i].data.fd, events[i].events);
		}
		while (CALL4(wait4, -1, 0, 1 /* WNOHANG */, 0) > 0)
			;
	}
}
