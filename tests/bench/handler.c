/* SPDX-License-Identifier: ISC */
#include "handler.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_SIZE = 1 << 22 };

static void
fail(const char *what)
{
	perror(what);
	exit(2);
}

static double
microseconds_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double
microseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

/* ── The connection ──────────────────────────────────────────────────────── */

void
conversation_open(struct conversation *c)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	c->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(c->listener, (struct sockaddr *)&address, sizeof address) <
		0 ||
	    listen(c->listener, 16) < 0)
		fail("cannot listen");
	c->size = ANSWER_SIZE;
	c->octets = malloc(c->size);
	if (!c->octets)
		fail("no memory");
	/* Touch its pages before anything is measured. */
	for (size_t i = 0; i < c->size; i += 1024)
		((volatile char *)c->octets)[i] = 1;
}

int
connection_make(const struct conversation *c, int *ret_handler)
{
	struct sockaddr_in address;
	socklen_t length = sizeof address;
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int handler, yes = 1;

	if (getsockname(c->listener, (struct sockaddr *)&address, &length) <
		0 ||
	    connect(client, (struct sockaddr *)&address, length) < 0)
		fail("cannot connect");
	handler = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC);
	if (handler < 0)
		fail("cannot accept");
	(void)setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	(void)fcntl(client, F_SETFL, O_NONBLOCK);
	*ret_handler = handler;
	return client;
}

void
connection_close(int connection)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	(void)setsockopt(
	    connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	(void)close(connection);
}

/* ── The conversation ────────────────────────────────────────────────────── */

static void
send_more(struct conversation *c, int connection)
{
	ssize_t put = send(connection, c->request + c->sent,
	    c->request_length - c->sent, MSG_NOSIGNAL);

	if (put > 0)
		c->sent += (size_t)put;
	else if (put < 0 && errno != EAGAIN)
		c->sent = c->request_length; /* the server takes no more */
}

void
conversation_begin(struct conversation *c, int connection)
{
	answer_begin(&c->answer, &c->expected);
	c->sent = c->filled = 0;
	send_more(c, connection);
}

/* An answer that is larger than the room for it is checked as it arrives, a
 * smaller one only after the clock has been read. */
static void
make_room(struct conversation *c)
{
	if (c->filled < c->size)
		return;
	answer_take(&c->answer, c->octets, c->filled);
	c->filled = 0;
}

const char *
conversation_hold(struct conversation *c, int connection)
{
	struct pollfd event = { .fd = connection };

	for (;;) {
		ssize_t got;

		if (c->sent < c->request_length)
			send_more(c, connection);
		make_room(c);
		got = recv(
		    connection, c->octets + c->filled, c->size - c->filled, 0);
		if (got == 0)
			return NULL;
		if (got > 0) {
			c->filled += (size_t)got;
			continue;
		}
		if (errno != EAGAIN)
			return "connection reset";
		event.events = POLLIN;
		if (c->sent < c->request_length)
			event.events = POLLIN | POLLOUT;
		if (poll(&event, 1, c->timeout_ms) == 0)
			return "the answer does not end";
	}
}

const char *
conversation_judge(struct conversation *c)
{
	answer_take(&c->answer, c->octets, c->filled);
	return answer_end(&c->answer);
}

/* ── The handler ─────────────────────────────────────────────────────────── */

pid_t
handler_start(const struct handler *h, int connection, bool traced)
{
	static char path[] = "PATH=/usr/bin:/bin";
	static char *environment[] = { path, NULL };
	static int nowhere = -1;
	pid_t pid;

	if (nowhere < 0)
		nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	/* What every super-server pays for a fork is not measured. */
	/* NOLINTBEGIN(clang-analyzer-unix.Vfork,
	 * clang-analyzer-security.insecureAPI.vfork) */
	pid = vfork();
	if (pid != 0)
		return pid;
	if (traced)
		(void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	(void)dup2(connection, STDIN_FILENO);
	(void)dup2(connection, STDOUT_FILENO);
	(void)dup2(nowhere, STDERR_FILENO);
	(void)execve(h->command[0], h->command, environment);
	_exit(127);
	/* NOLINTEND */
}

/* Waits for all remaining processes of the handler: we adopt orphans. */
static void
reap(struct cost *cost)
{
	struct rusage usage;

	while (wait4(-1, NULL, 0, &usage) > 0) {
		cost->cpu +=
		    microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
		cost->faults += usage.ru_minflt;
	}
}

const char *
handler_measure(
    const struct handler *h, struct conversation *c, struct cost *ret_cost)
{
	int theirs, connection = connection_make(c, &theirs);
	const char *ending, *fault;
	double begin;
	pid_t pid;

	*ret_cost = (struct cost){ 0 };
	conversation_begin(c, connection);
	begin = microseconds_now();
	pid = handler_start(h, theirs, false);
	if (pid < 0)
		fail(h->name);
	(void)close(theirs);
	ending = conversation_hold(c, connection);
	ret_cost->wall = microseconds_now() - begin;
	if (ending)
		(void)kill(pid, SIGKILL);
	connection_close(connection);
	reap(ret_cost);
	fault = conversation_judge(c);
	return ending ? ending : fault;
}
