/* SPDX-License-Identifier: ISC */
#include "connection.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "request.h"

enum {
	/* The slowest client that is waited for, in octets a millisecond. */
	SEND_RATE_MIN = 1,
	LINGER_MS = 2000, /* without a word from the client */
	LINGER_TOTAL_MS = 10000,
	LINGER_OCTETS = 64 << 20,
	SEND_FILE_AT_ONCE = 1 << 30,
	PIPE_MOVE_MAX = 1 << 20,
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

bool
connection_open(struct connection *c, int in, int out)
{
	c->in = in;
	c->out = out;
	if (!kind_of(in, &c->in_kind))
		return false;
	if (c->in_kind == CONNECTION_SOCKET)
		c->out_kind = CONNECTION_SOCKET;
	else if (!kind_of(out, &c->out_kind))
		c->out_kind = CONNECTION_FILE; /* a terminal is written to */
	return true;
}

/* As recv(2) with MSG_PEEK, for pipes: tee(2) copies without taking. */
static ssize_t
peek_pipe(int fd, char *at, size_t size)
{
	int copy[2];
	ssize_t got;

	if (pipe2(copy, O_CLOEXEC) < 0)
		return -1;
	got = tee(fd, copy[1], size, SPLICE_F_NONBLOCK);
	if (got > 0)
		got = read(copy[0], at, (size_t)got);
	(void)close(copy[0]);
	(void)close(copy[1]);
	return got;
}

/* Sees what has arrived, without taking it and without waiting. */
static ssize_t
peek(const struct connection *c, char *at, size_t size)
{
	switch (c->in_kind) {
	case CONNECTION_SOCKET:
		return recv(c->in, at, size, MSG_PEEK | MSG_DONTWAIT);
	case CONNECTION_PIPE:
		return peek_pipe(c->in, at, size);
	case CONNECTION_FILE:
		return pread(c->in, at, size, lseek(c->in, 0, SEEK_CUR));
	}
	return -1;
}

/* Takes octets that were seen. MSG_TRUNC on a stream drops them uncopied. */
static void
take(const struct connection *c, char *at, size_t count)
{
	switch (c->in_kind) {
	case CONNECTION_SOCKET:
		if (recv(c->in, NULL, count, MSG_TRUNC | MSG_DONTWAIT) < 0)
			(void)recv(c->in, at, count, MSG_DONTWAIT);
		break;
	case CONNECTION_PIPE:
		(void)!read(c->in, at, count);
		break;
	case CONNECTION_FILE:
		(void)lseek(c->in, (off_t)count, SEEK_CUR);
		break;
	}
}

static bool
wait_for(int fd, short events, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = events };
	int ready;

	do
		ready = poll(&p, 1, clock_poll_timeout(deadline));
	while (ready < 0 && errno == EINTR);
	return ready > 0;
}

static struct refusal
header_too_large(const struct connection *c)
{
	struct bytes arrived = { c->header, c->arrived };

	if (bytes_find(arrived, '\n') == arrived.len)
		return refuse(STATUS_URI_TOO_LONG,
		    "the request line is longer than 32 KiB");
	return refuse(STATUS_FIELDS_TOO_LARGE,
	    "the request header is longer than 32 KiB");
}

/* What the connection did instead of giving the rest of a header. */
static struct refusal
header_ended(struct connection *c, ssize_t got)
{
	if (got < 0 && errno != ECONNRESET)
		return refuse(STATUS_INTERNAL_SERVER_ERROR,
		    "reading the connection failed");
	if (got < 0) {
		c->broken = true;
		return refuse(STATUS_BAD_REQUEST,
		    "the client reset the connection in its request header");
	}
	return refuse(STATUS_BAD_REQUEST,
	    "the client ended in the midst of its request header");
}

static bool
must_wait(ssize_t got)
{
	return got < 0 && (errno == EAGAIN || errno == EINTR);
}

struct refusal
connection_read_header(
    struct connection *c, int64_t deadline, struct bytes *ret_header)
{
	for (;;) {
		char *at = c->header + c->arrived;
		ssize_t got = peek(c, at, sizeof c->header - c->arrived);
		size_t end, seen = c->arrived;

		if (must_wait(got)) {
			if (wait_for(c->in, POLLIN, deadline))
				continue;
			return refuse(STATUS_REQUEST_TIMEOUT,
			    "the request header was not there in time");
		}
		if (got <= 0 && seen == 0) {
			*ret_header = NO_BYTES;
			return NO_OBJECTION;
		}
		if (got <= 0)
			return header_ended(c, got);
		c->arrived += (size_t)got;
		end = request_header_end(
		    (struct bytes){ c->header, c->arrived }, seen);
		take(c, at, end ? end - seen : (size_t)got);
		if (end) {
			c->unread = end < c->arrived;
			*ret_header = (struct bytes){ c->header, end };
			return NO_OBJECTION;
		}
		if (c->arrived == sizeof c->header) {
			c->unread = true;
			return header_too_large(c);
		}
	}
}

void
connection_set_nonblocking(struct connection *c, bool nonblocking)
{
	if (c->out_kind == CONNECTION_SOCKET)
		(void)fcntl(
		    c->out, F_SETFL, O_RDWR | (nonblocking ? O_NONBLOCK : 0));
}

ssize_t
connection_receive(
    struct connection *c, char *at, size_t size, int64_t deadline)
{
	for (;;) {
		ssize_t got;

		if (!wait_for(c->in, POLLIN, deadline)) {
			errno = ETIMEDOUT;
			return -1;
		}
		got = read(c->in, at, size);
		if (!must_wait(got))
			return got;
	}
}

/* A pipe that polls writable takes PIPE_BUF octets without blocking; its flags
 * are shared with strangers and stay as they are. */
static ssize_t
send_pipe(const struct connection *c, const struct iovec *pieces)
{
	struct pollfd p = { .fd = c->out, .events = POLLOUT };
	size_t len;

	while (pieces->iov_len == 0)
		pieces++;
	len = pieces->iov_len;

	if (c->out_kind == CONNECTION_PIPE) {
		if (poll(&p, 1, 0) == 0) {
			errno = EAGAIN;
			return -1;
		}
		if (len > PIPE_BUF)
			len = PIPE_BUF;
	}
	return write(c->out, pieces->iov_base, len);
}

ssize_t
connection_send_some(
    struct connection *c, const struct iovec *pieces, unsigned count, bool more)
{
	struct msghdr message = { .msg_iov = (struct iovec *)(uintptr_t)pieces };
	ssize_t went;

	/* The C libraries disagree about its type. */
	message.msg_iovlen = (__typeof__(message.msg_iovlen))count;
	if (c->broken)
		return -1;
	if (c->out_kind == CONNECTION_SOCKET)
		went = sendmsg(c->out, &message,
		    MSG_NOSIGNAL | MSG_DONTWAIT | (more ? MSG_MORE : 0));
	else
		went = send_pipe(c, pieces);
	if (went >= 0) {
		c->sent += (uint64_t)went;
		return went;
	}
	if (errno == EAGAIN || errno == EINTR || errno == ENOBUFS)
		return 0;
	c->broken = true;
	return -1;
}

int64_t
connection_send_deadline(const struct connection *c)
{
	int64_t now = clock_monotonic_ms();
	int64_t allowance =
	    c->send_time + (int64_t)(c->sent / SEND_RATE_MIN) - c->waited;

	if (allowance < 0)
		return now;
	return now + (allowance < c->send_time ? allowance : c->send_time);
}

bool
connection_wait_writable(struct connection *c)
{
	int64_t from = clock_monotonic_ms();

	if (!wait_for(c->out, POLLOUT, connection_send_deadline(c)))
		c->broken = true;
	c->waited += clock_monotonic_ms() - from;
	return !c->broken;
}

size_t
connection_use_up(struct iovec *pieces, unsigned count, size_t went)
{
	size_t left = 0;

	for (unsigned i = 0; i < count; i++) {
		size_t step =
		    went < pieces[i].iov_len ? went : pieces[i].iov_len;

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
		if (went == 0 && !connection_wait_writable(c))
			return false;
	}
	return !c->broken;
}

ssize_t
connection_splice(struct connection *c, int pipe, uint64_t length)
{
	size_t step = length < PIPE_MOVE_MAX ? (size_t)length : PIPE_MOVE_MAX;
	ssize_t went;

	if (c->broken)
		return -1;
	went = splice(pipe, NULL, c->out, NULL, step,
	    SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
	if (went >= 0) {
		c->sent += (uint64_t)went;
		return went;
	}
	if (errno == EAGAIN || errno == EINTR)
		return 0;
	c->broken = true;
	return -1;
}

/* sendfile(2) to a pipe may block in the midst; the pace is kept by size. */
static size_t
file_step(const struct connection *c, uint64_t length)
{
	size_t most =
	    c->out_kind == CONNECTION_PIPE ? PIPE_BUF : SEND_FILE_AT_ONCE;

	return length < most ? (size_t)length : most;
}

enum connection_copied
connection_send_file(
    struct connection *c, int fd, off_t offset, uint64_t length)
{
	connection_set_nonblocking(c, true);
	while (length > 0 && !c->broken) {
		ssize_t went;

		if (c->out_kind == CONNECTION_PIPE &&
		    !connection_wait_writable(c))
			break;
		went = sendfile(c->out, fd, &offset, file_step(c, length));
		if (went == 0)
			return CONNECTION_FILE_SHORT;
		if (went > 0) {
			length -= (uint64_t)went;
			c->sent += (uint64_t)went;
		} else if (errno == EIO || errno == EINVAL) {
			return CONNECTION_FILE_FAILED;
		} else if (errno != EAGAIN && errno != EINTR) {
			c->broken = true;
		} else {
			(void)connection_wait_writable(c);
		}
	}
	return c->broken ? CONNECTION_BROKEN : CONNECTION_COPIED;
}

bool
connection_has_unread(const struct connection *c)
{
	char octet;

	return c->in_kind == CONNECTION_SOCKET && peek(c, &octet, 1) > 0;
}

ssize_t
connection_drop(const struct connection *c, size_t count)
{
	char scrap[4096];
	ssize_t got;

	if (c->in_kind == CONNECTION_SOCKET) {
		got = recv(c->in, NULL, count, MSG_TRUNC | MSG_DONTWAIT);
		if (got >= 0 || errno != EFAULT) /* UNIX sockets want room */
			return got;
		return recv(c->in, scrap, sizeof scrap, MSG_DONTWAIT);
	}
	if (!wait_for(c->in, POLLIN, 0)) {
		errno = EAGAIN;
		return -1;
	}
	return read(c->in, scrap, count < sizeof scrap ? count : sizeof scrap);
}

bool
connection_drain(struct connection *c, uint64_t most)
{
	while (most > 0) {
		ssize_t got =
		    connection_drop(c, most < 1 << 20 ? (size_t)most : 1 << 20);

		if (got <= 0)
			return !must_wait(got);
		most -= (uint64_t)got;
	}
	return false;
}

static void
linger(struct connection *c)
{
	int64_t end = clock_monotonic_ms() + LINGER_TOTAL_MS;

	for (uint64_t rounds = LINGER_OCTETS >> 20; rounds > 0; rounds--) {
		int64_t now = clock_monotonic_ms();
		int64_t until = now + LINGER_MS < end ? now + LINGER_MS : end;

		if (connection_drain(c, 1 << 20) || now >= end ||
		    !wait_for(c->in, POLLIN, until))
			return;
	}
}

void
connection_finish(struct connection *c)
{
	if (c->finished || c->broken)
		return;
	c->finished = true;
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
	else if (c->unread && c->in_kind == CONNECTION_SOCKET)
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
