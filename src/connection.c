/* SPDX-License-Identifier: ISC */
#include "connection.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "await.h"

enum {
	LINGER_MS = 2000, /* without a word from the client */
	LINGER_TOTAL_MS = 10000,
	LINGER_OCTETS = 64 << 20, /* that are read and dropped */
	SENT_MUCH = 1 << 16,      /* octets from which on a client is watched */
	SEND_FILE_MAX = 1 << 30,  /* octets; sendfile(2) moves up to 2 GiB */
	SPLICE_MAX = 1 << 20,     /* octets; no pipe of ours holds more */
};

static bool
kind_of(int fd, enum connection_kind *ret_kind)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return false;
	switch (st.st_mode & S_IFMT) {
	case S_IFSOCK:
		*ret_kind = CONNECTION_SOCKET;
		return true;
	case S_IFIFO:
		*ret_kind = CONNECTION_PIPE;
		return true;
	case S_IFREG:
		*ret_kind = CONNECTION_FILE;
		return true;
	default:
		errno = ENOTTY;
		return false;
	}
}

void
connection_open_socket(struct connection *c, int in, int out)
{
	c->in = in;
	c->out = out;
	c->in_kind = c->out_kind = CONNECTION_SOCKET;
	/* A client that is gone is an error to be logged, also from calls that
	 * do not take MSG_NOSIGNAL. Scripts get the default back. */
	(void)signal(SIGPIPE, SIG_IGN);
}

bool
connection_open(struct connection *c, int in, int out)
{
	connection_open_socket(c, in, out);
	if (!kind_of(in, &c->in_kind))
		return false;
	return c->in_kind == CONNECTION_SOCKET || kind_of(out, &c->out_kind);
}

void
connection_set_nonblocking(struct connection *c, bool nonblocking)
{
	int flags = O_RDWR | (nonblocking ? O_NONBLOCK : 0);

	if (c->out_kind == CONNECTION_SOCKET)
		(void)fcntl(c->out, F_SETFL, flags);
	if (c->in != c->out && c->in_kind == CONNECTION_SOCKET)
		(void)fcntl(c->in, F_SETFL, flags);
}

/* A pipe that polls writable takes PIPE_BUF octets without blocking. Its flags
 * are shared with other processes and stay as they are. */
static ssize_t
send_pipe(const struct connection *c, const struct iovec *pieces)
{
	size_t len;

	while (pieces->iov_len == 0)
		pieces++;
	len = min(pieces->iov_len, PIPE_BUF);
	if (await(c->out, POLLOUT, 0))
		return write(c->out, pieces->iov_base, len);
	errno = EAGAIN;
	return -1;
}

static ssize_t
send_socket(const struct connection *c, const struct iovec *pieces,
    unsigned count, bool more)
{
	struct msghdr message = { .msg_iov =
				      (struct iovec *)(uintptr_t)pieces };

	/* The C libraries disagree about its type. */
	message.msg_iovlen = (__typeof__(message.msg_iovlen))count;
	/* Not through musl, which keeps room for control messages on the
	 * stack: that may touch one more page. */
	return syscall(SYS_sendmsg, c->out, &message,
	    MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0));
}

ssize_t
connection_send_some(
    struct connection *c, const struct iovec *pieces, unsigned count, bool more)
{
	ssize_t went;

	if (c->broken)
		return -1;
	went = c->out_kind == CONNECTION_SOCKET
	    ? send_socket(c, pieces, count, more)
	    : send_pipe(c, pieces);
	if (went >= 0) {
		c->sent += (uint64_t)went;
		return went;
	}
	if (errno == EAGAIN || errno == EINTR || errno == ENOBUFS)
		return 0;
	c->broken = true;
	return -1;
}

/* Octets that the system holds for the client: not sent yet, or not
 * acknowledged (tcp(7), SIOCOUTQ). */
static uint64_t
held(const struct connection *c)
{
	int octets = 0;

	if (c->out_kind != CONNECTION_SOCKET ||
	    ioctl(c->out, TIOCOUTQ, &octets) < 0 || octets < 0)
		return 0;
	return (uint64_t)octets;
}

int64_t
connection_send_deadline(struct connection *c)
{
	uint64_t waiting = held(c);
	uint64_t taken = waiting < c->sent ? c->sent - waiting : 0;

	if (taken > c->taken) {
		pace_note(&c->pace, taken - c->taken);
		c->taken = taken;
	}
	return pace_deadline(&c->pace);
}

bool
connection_is_overdue(struct connection *c)
{
	return clock_monotonic_ms() >= connection_send_deadline(c);
}

/* Waits until there is room for more octets to the client, at most as long as
 * its pace allows. Returns false when the client was too slow; `broken` is set
 * then. */
static bool
wait_writable(struct connection *c)
{
	pace_resume(&c->pace);
	while (!await(c->out, POLLOUT, connection_send_deadline(c)))
		if (connection_is_overdue(c)) {
			c->broken = true;
			break;
		}
	pace_pause(&c->pace);
	return !c->broken;
}

size_t
connection_use_up(struct iovec *pieces, unsigned count, size_t went)
{
	size_t left = 0;

	for (unsigned i = 0; i < count; i++) {
		size_t step = min(went, pieces[i].iov_len);

		if (step) /* not even 0 may be added to NULL */
			pieces[i].iov_base = (char *)pieces[i].iov_base + step;
		pieces[i].iov_len -= step;
		left += pieces[i].iov_len;
		went -= step;
	}
	return left;
}

bool
connection_send(
    struct connection *c, struct iovec *pieces, unsigned count, bool more)
{
	size_t left = connection_use_up(pieces, count, 0);

	while (left > 0) {
		ssize_t went = connection_send_some(c, pieces, count, more);

		if (went < 0)
			return false;
		left = connection_use_up(pieces, count, (size_t)went);
		if (went == 0 && !wait_writable(c))
			return false;
	}
	return !c->broken;
}

ssize_t
connection_splice(struct connection *c, int pipe, uint64_t length)
{
	size_t step = min(length, SPLICE_MAX);
	ssize_t went;

	if (c->broken)
		return -1;
	went = splice(
	    pipe, NULL, c->out, NULL, step, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
	if (went >= 0) {
		c->sent += (uint64_t)went;
		return went;
	}
	if (errno == EAGAIN || errno == EINTR)
		return 0;
	c->broken = true;
	return -1;
}

/* sendfile(2) to a pipe may block in the midst: small steps keep the pace. */
static size_t
file_step(const struct connection *c, uint64_t length)
{
	size_t most = c->out_kind == CONNECTION_PIPE ? PIPE_BUF : SEND_FILE_MAX;

	return min(length, most);
}

/* sendfile(2) fails for the client or for the file: these are the client's. */
static bool
is_of_client(int error)
{
	static const int errors[] = { EPIPE, ECONNRESET, ETIMEDOUT,
		EHOSTUNREACH, ENETUNREACH, ENOTCONN };

	for (size_t i = 0; i < lengthof(errors); i++)
		if (errors[i] == error)
			return true;
	return false;
}

enum connection_copied
connection_send_file(
    struct connection *c, int fd, off_t offset, uint64_t length)
{
	connection_set_nonblocking(c, true);
	while (length > 0 && !c->broken) {
		ssize_t went;

		if (c->out_kind == CONNECTION_PIPE && !wait_writable(c))
			break;
		went = sendfile(c->out, fd, &offset, file_step(c, length));
		if (went == 0)
			return CONNECTION_FILE_SHORT;
		if (went > 0) {
			length -= (uint64_t)went;
			c->sent += (uint64_t)went;
		} else if (errno == EAGAIN || errno == EINTR) {
			(void)wait_writable(c);
		} else if (is_of_client(errno)) {
			c->broken = true;
		} else {
			return CONNECTION_FILE_FAILED;
		}
	}
	return c->broken ? CONNECTION_BROKEN : CONNECTION_COPIED;
}

/*
 * Octets that come in when the connection is closed, or after that, have the
 * kernel reset it, and what the client has not taken by then is lost. Of a
 * small answer that is nothing, a moment later; a client of a large one is
 * watched until it has taken all, or for about LINGER_MS. Nothing tells when it
 * has: the looks become rarer.
 */
static bool
sends_more(const struct connection *c)
{
	if (c->unread || connection_has_unread(c))
		return true;
	for (int64_t pause = 1;
	     pause < LINGER_MS && c->sent >= SENT_MUCH && held(c) > 0;
	     pause *= 2)
		if (await(c->in, POLLIN, clock_monotonic_ms() + pause))
			return true;
	return false;
}

static void
linger(struct connection *c)
{
	int64_t end = clock_monotonic_ms() + LINGER_TOTAL_MS;
	uint64_t most = LINGER_OCTETS;

	while (!connection_discard_all(c, &most)) {
		int64_t now = clock_monotonic_ms();

		if (now >= end ||
		    !await(c->in, POLLIN, clock_earlier(now + LINGER_MS, end)))
			return;
	}
}

static void
set_reset_by_close(const struct connection *c, bool reset)
{
	struct linger linger = { reset, 0 };

	(void)setsockopt(c->out, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

void
connection_delimit(struct connection *c)
{
	c->delimits = true;
	set_reset_by_close(c, true);
}

void
connection_finish(struct connection *c)
{
	if (c->finished || c->broken)
		return;
	c->finished = true;
	if (c->delimits)
		set_reset_by_close(c, false);
	if (c->out_kind == CONNECTION_SOCKET)
		(void)shutdown(c->out, SHUT_WR);
	else
		(void)close(c->out);
}

void
connection_close(struct connection *c)
{
	connection_finish(c);
	if (c->broken)
		connection_reset(c);
	else if (c->in_kind == CONNECTION_SOCKET && sends_more(c))
		linger(c);
}

/* connect(2) to AF_UNSPEC resets a TCP connection at once, even while others
 * hold the socket; closing would not. */
void
connection_reset(struct connection *c)
{
	static const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };

	c->broken = true;
	if (c->out_kind != CONNECTION_SOCKET) {
		if (!c->finished)
			(void)close(c->out);
		c->finished = true;
	} else if (connect(c->out, &nowhere, sizeof nowhere) < 0) {
		(void)shutdown(c->out, SHUT_RDWR);
	}
}
