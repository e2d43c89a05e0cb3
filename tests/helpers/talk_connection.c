/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "talk.h"

int64_t
clock_now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ── Opening ──────────────────────────────────────────────────────────────── */

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un local;
};

static socklen_t
tcp_address(union address *to, const char *address, const char *port)
{
	in_port_t number = htons((uint16_t)strtoul(port, NULL, 10));

	memset(to, 0, sizeof *to);
	if (inet_pton(AF_INET, address, &to->v4.sin_addr) == 1) {
		to->any.sa_family = AF_INET;
		to->v4.sin_port = number;
		return sizeof to->v4;
	}
	if (inet_pton(AF_INET6, address, &to->v6.sin6_addr) == 1) {
		to->any.sa_family = AF_INET6;
		to->v6.sin6_port = number;
		return sizeof to->v6;
	}
	errno = EINVAL;
	talk_fail(address);
}

static socklen_t
local_address(union address *to, const char *path)
{
	size_t len = strlen(path);

	memset(to, 0, sizeof *to);
	to->any.sa_family = AF_UNIX;
	if (len >= sizeof to->local.sun_path) {
		errno = ENAMETOOLONG;
		talk_fail(path);
	}
	memcpy(to->local.sun_path, path, len);
	if (path[0] != '@')
		return sizeof to->local;
	to->local.sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
}

static int
new_socket(const struct talk *t, int family)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		talk_fail("socket");
	if (t->buffer_size) {
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &t->buffer_size,
		    sizeof t->buffer_size);
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &t->buffer_size,
		    sizeof t->buffer_size);
	}
	if (family != AF_UNIX)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

static void
take_socket(struct talk *t, int fd)
{
	union address self = { .any = { 0 } };
	socklen_t len = sizeof self;

	if (getsockname(fd, &self.any, &len) < 0)
		talk_fail("getsockname");
	if (self.any.sa_family == AF_INET)
		t->client_port = ntohs(self.v4.sin_port);
	else if (self.any.sa_family == AF_INET6)
		t->client_port = ntohs(self.v6.sin6_port);
	t->in = t->out = fd;
}

static void
connect_to(struct talk *t, const union address *to, socklen_t len)
{
	int fd = new_socket(t, to->any.sa_family);

	if (connect(fd, &to->any, len) < 0)
		talk_fail("connect");
	take_socket(t, fd);
}

/* A listening socket on a port that the kernel chooses, connected to. */
static int
connect_to_ourselves(struct talk *t)
{
	union address self;
	socklen_t len = tcp_address(&self, t->address, "0");
	int listener = new_socket(t, self.any.sa_family);

	if (bind(listener, &self.any, len) < 0 || listen(listener, 16) < 0 ||
	    getsockname(listener, &self.any, &len) < 0)
		talk_fail(t->address);
	connect_to(t, &self, len);
	return listener;
}

static int
accept_ours(struct talk *t)
{
	int listener = connect_to_ourselves(t);
	int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	if (connection < 0)
		talk_fail("accept");
	(void)close(listener);
	return connection;
}

static void
close_both(int a, int b)
{
	(void)close(a);
	if (b != a)
		(void)close(b);
}

static void
start_with_pipes(struct talk *t)
{
	int to[2], from[2];

	if (pipe2(to, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0)
		talk_fail("pipe");
	t->out = to[1];
	t->in = from[0];
	handler_start(t, (const int[]){ to[0], from[1], -1, -1 });
	close_both(to[0], from[1]);
}

static int
handler_side(struct talk *t)
{
	int pair[2];

	if (t->door == 'l')
		return connect_to_ourselves(t);
	if (t->door != 'U')
		return accept_ours(t);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		talk_fail("socketpair");
	take_socket(t, pair[0]);
	return pair[1];
}

static void
start_with_socket(struct talk *t)
{
	int fd = handler_side(t);
	bool passed = t->door == 'c' || t->door == 'l';

	handler_start(t,
	    (const int[]){
		passed ? -1 : fd,
		passed ? -1 : fd,
		t->door == 'x' ? fd : -1,
		passed ? fd : -1,
	    });
	(void)close(fd);
}

static void
set_nonblocking(int fd)
{
	(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

void
talk_open(struct talk *t)
{
	union address to;

	if (t->handler_argv)
		handler_prepare(t);
	if (t->path)
		connect_to(t, &to, local_address(&to, t->path));
	else if (t->port)
		connect_to(t, &to, tcp_address(&to, t->address, t->port));
	else if (t->door == 'P')
		start_with_pipes(t);
	else
		start_with_socket(t);
	set_nonblocking(t->in);
	set_nonblocking(t->out);
}

/* ── Talking ──────────────────────────────────────────────────────────────── */

static void
write_out(const char *octets, size_t len)
{
	while (len) {
		ssize_t wrote = write(STDOUT_FILENO, octets, len);

		if (wrote < 0)
			talk_fail("standard output");
		octets += wrote;
		len -= (size_t)wrote;
	}
}

static void
keep(struct talk *t, const char *octets, size_t len)
{
	if (t->size - t->len < len) {
		t->size = 2 * t->size + len;
		t->arrived = realloc(t->arrived, t->size);
		if (!t->arrived)
			talk_fail("memory");
	}
	memcpy(t->arrived + t->len, octets, len);
	t->len += len;
}

static void
receive(struct talk *t)
{
	char piece[65536];
	ssize_t got = read(t->in, piece, sizeof piece);

	if (got > 0) {
		write_out(piece, (size_t)got);
		keep(t, piece, (size_t)got);
		return;
	}
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	t->ended = true;
	if (got < 0)
		t->reset = true;
}

/* Waits until one of the two can go on, and receives. False: `out`, when it
 * is one, can be written to. */
static bool
wait_and_receive(struct talk *t, int out)
{
	struct pollfd polled[] = {
		{ .fd = t->ended ? -1 : t->in, .events = POLLIN },
		{ .fd = out, .events = POLLOUT },
	};
	int64_t left = t->deadline - clock_now_ms();

	if (left <= 0 || !poll(polled, 2, (int)left))
		talk_finish(t, TALK_TIMED_OUT);
	if (polled[0].revents)
		receive(t);
	return polled[1].revents != 0;
}

static bool
is_pipe(const struct talk *t)
{
	return t->in != t->out;
}

void
talk_send(struct talk *t, const char *octets, size_t len)
{
	while (len && t->out >= 0) {
		ssize_t sent = write(t->out, octets, len);

		if (sent >= 0) {
			octets += sent;
			len -= (size_t)sent;
		} else if (errno == EAGAIN) {
			(void)wait_and_receive(t, t->out);
		} else if (is_pipe(t)) {
			talk_half_close(t); /* it stopped reading; may it */
		} else {
			/* What arrived before the reset can be read still. */
			t->reset = true;
			return;
		}
	}
}

void
talk_expect(struct talk *t, const char *text, size_t len)
{
	for (;;) {
		const char *found = NULL;

		if (t->len > t->expected)
			found = memmem(t->arrived + t->expected,
			    t->len - t->expected, text, len);
		if (found) {
			t->expected = (size_t)(found - t->arrived) + len;
			return;
		}
		if (t->ended || t->in < 0)
			talk_finish(t, TALK_UNMET);
		(void)wait_and_receive(t, -1);
	}
}

void
talk_drain(struct talk *t)
{
	while (t->in >= 0 && !t->ended)
		(void)wait_and_receive(t, -1);
}

void
talk_half_close(struct talk *t)
{
	if (t->out < 0)
		return;
	if (!is_pipe(t)) {
		(void)shutdown(t->out, SHUT_WR);
		return;
	}
	(void)close(t->out);
	t->out = -1;
}

void
talk_close(struct talk *t, bool by_reset)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	if (t->in < 0)
		return;
	if (by_reset)
		(void)setsockopt(
		    t->in, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close_both(t->in, t->out);
	t->in = t->out = -1;
}

/* ── The end ──────────────────────────────────────────────────────────────── */

static const char *
end_name(enum talk_end end)
{
	switch (end) {
	case TALK_CLEAN:
		return "clean";
	case TALK_RESET:
		return "reset";
	case TALK_TIMED_OUT:
		return "timed-out";
	case TALK_UNMET:
		return "unmet";
	case TALK_USAGE:
	case TALK_NOT_STARTED:
		break;
	}
	return "error";
}

static void
report(const struct talk *t, enum talk_end end)
{
	FILE *file = fopen(t->report, "we");

	if (!file)
		talk_fail(t->report);
	(void)fprintf(file, "end %s\n", end_name(end));
	if (t->client_port)
		(void)fprintf(file, "port %u\n", t->client_port);
	if (t->handler) {
		bool killed = WIFSIGNALED(t->handler_status);

		(void)fprintf(file, "pid %ld\nhandler %s %d\n",
		    (long)t->handler, killed ? "signal" : "exit",
		    killed ? WTERMSIG(t->handler_status)
			   : WEXITSTATUS(t->handler_status));
	}
	(void)fclose(file);
}

void
talk_finish(struct talk *t, enum talk_end end)
{
	if (end == TALK_CLEAN && t->reset)
		end = TALK_RESET;
	/* A client that has seen the end closes; a handler may wait for that. */
	if (t->ended)
		talk_close(t, false);
	if (t->handler) {
		handler_finish(t);
		if (end == TALK_CLEAN && clock_now_ms() >= t->deadline)
			end = TALK_TIMED_OUT;
	}
	if (t->report)
		report(t, end);
	exit((int)end);
}
