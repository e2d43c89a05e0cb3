/* SPDX-License-Identifier: ISC */
/* Makes talk's connection, through each of the doors. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "talk.h"

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

/* Connects to a new listening socket, on a port that the kernel chooses, and
 * returns that socket. */
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
start_with_pipes(struct talk *t)
{
	int to[2], from[2];

	if (pipe2(to, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0)
		talk_fail("pipe");
	t->out = to[1];
	t->in = from[0];
	handler_start(t, (const int[]){ to[0], from[1], -1, -1 });
	(void)close(to[0]);
	(void)close(from[1]);
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
