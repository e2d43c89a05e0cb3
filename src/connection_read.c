/* SPDX-License-Identifier: ISC */
/* Reading from the client: its headers and not an octet more, its content, and
 * what is to be dropped. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "await.h"
#include "connection.h"
#include "request.h"
#include "system_refusal.h"

enum {
	/* Most header sections are shorter than this. No more of the content
	 * that follows one is peeked at in vain. */
	LOOK_FIRST = 4096,
	/* Octets dropped by one recv(2). */
	DISCARD_MAX = 1 << 20,
};

/* As recv(2) with MSG_PEEK, for pipes: tee(2) copies without consuming. */
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

/* Copies what has arrived, without taking it and without waiting. Returns as
 * recv(2). */
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

static bool
must_wait(ssize_t got)
{
	return got < 0 && (errno == EAGAIN || errno == EINTR);
}

/* Takes octets that peek() has seen and put at `at`, and so does not wait.
 * False, with errno, when that fails: the next reader would take them for
 * something else. */
static bool
take(const struct connection *c, char *at, size_t count)
{
	ssize_t got = -1;

	switch (c->in_kind) {
	case CONNECTION_SOCKET:
		got = recv(c->in, at, count, MSG_DONTWAIT);
		break;
	case CONNECTION_PIPE:
		do
			got = read(c->in, at, count);
		while (got < 0 && errno == EINTR);
		break;
	case CONNECTION_FILE:
		return lseek(c->in, (off_t)count, SEEK_CUR) >= 0;
	}
	if (got != (ssize_t)count && (got >= 0 || must_wait(got)))
		errno = EIO; /* that was there a moment ago */
	return got == (ssize_t)count;
}

static struct refusal
header_too_large(struct bytes arrived)
{
	_Static_assert(CONNECTION_HEADER_MAX == 32768, "as the message says");
	if (bytes_find(arrived, '\n') == arrived.len)
		return connection_line_too_long();
	return refuse(STATUS_FIELDS_TOO_LARGE,
	    "the request header is longer than 32 KiB");
}

/* The refusal for a connection that gave `got`, as peek(), in place of the rest
 * of a header. */
static struct refusal
header_ended(struct connection *c, ssize_t got)
{
	if (got < 0 && errno != ECONNRESET)
		return system_refusal("reading the connection failed");
	if (got < 0) {
		c->broken = true;
		return connection_was_reset();
	}
	return connection_ended_early();
}

/* Whether a connection that gave `got` has ended, or was reset, before its
 * first octet. */
static bool
only_tested(size_t have, ssize_t got)
{
	return have == 0 && (got == 0 || errno == ECONNRESET);
}

/* Looks at what has arrived and takes what belongs to the header section.
 * *ret_end is the section's length once it is complete. Returns as peek(). */
static ssize_t
take_some(struct connection *c, struct buffer *header, size_t *ret_end)
{
	size_t seen = header->len;
	char *at = header->at + seen;
	ssize_t got = peek(c, at, seen ? header->size - seen : LOOK_FIRST);
	size_t end;

	if (got <= 0)
		return got;
	header->len += (size_t)got;
	end = request_header_end(buffer_bytes(header), seen);
	if (!take(c, at, end ? end - seen : (size_t)got))
		return -1;
	c->unread = end < header->len;
	*ret_end = end;
	return got;
}

struct refusal
connection_read_header(struct connection *c, struct buffer *text,
    int64_t deadline, struct bytes *ret_header)
{
	struct buffer header = buffer_rest(text, CONNECTION_HEADER_MAX);
	size_t end = 0;

	while (!end) {
		ssize_t got = take_some(c, &header, &end);

		if (must_wait(got)) {
			if (!await(c->in, POLLIN, deadline))
				return refuse(STATUS_REQUEST_TIMEOUT,
				    "the request header was not there in "
				    "time");
		} else if (got <= 0 && only_tested(header.len, got)) {
			*ret_header = NO_BYTES;
			return NO_OBJECTION;
		} else if (got <= 0) {
			return header_ended(c, got);
		} else if (!end && header.len == header.size) {
			return header_too_large(buffer_bytes(&header));
		}
	}
	text->len += end;
	*ret_header = (struct bytes){ header.at, end };
	return NO_OBJECTION;
}

static const char cannot_read_proxy_header[] =
    "its PROXY header cannot be read";

/* Takes what has arrived after the *have octets of the header that are in
 * `space`: all of it, or as much as completes the header. Returns as peek(). */
static ssize_t
take_proxy_header(struct connection *c, char *space, size_t *have,
    struct proxy_header *header, const char **ret_fault)
{
	ssize_t got = peek(c, space + *have, PROXY_HEADER_MAX - *have);
	struct bytes arrived = { space, *have };

	if (got <= 0)
		return got;
	arrived.len += (size_t)got;
	*ret_fault = proxy_header_parse(arrived, header);
	if (!*ret_fault) {
		size_t wanted = header->length ? header->length : arrived.len;

		if (!take(c, space + *have, wanted - *have))
			*ret_fault = cannot_read_proxy_header;
		*have = wanted;
	}
	return got;
}

const char *
connection_read_proxy_header(struct connection *c, int64_t deadline,
    char *space, struct proxy_header *ret_header)
{
	const char *fault = NULL;
	size_t have = 0;

	ret_header->length = 0;
	while (!fault && !ret_header->length) {
		ssize_t got =
		    take_proxy_header(c, space, &have, ret_header, &fault);

		if (must_wait(got)) {
			if (!await(c->in, POLLIN, deadline))
				return "its PROXY header was not there in time";
		} else if (got <= 0 && only_tested(have, got)) {
			return NULL;
		} else if (got < 0 && errno != ECONNRESET) {
			return cannot_read_proxy_header;
		} else if (got <= 0) {
			return "it ended in the midst of its PROXY header";
		}
	}
	return fault;
}

ssize_t
connection_receive(
    struct connection *c, char *at, size_t size, int64_t deadline)
{
	for (;;) {
		ssize_t got;

		if (!await(c->in, POLLIN, deadline)) {
			errno = ETIMEDOUT;
			return -1;
		}
		got = read(c->in, at, size);
		if (!must_wait(got))
			return got;
	}
}

bool
connection_has_unread(const struct connection *c)
{
	char octet;

	return c->in_kind == CONNECTION_SOCKET && peek(c, &octet, 1) > 0;
}

ssize_t
connection_discard(const struct connection *c, size_t count)
{
	char scrap[4096];
	size_t most = min(count, sizeof scrap);
	ssize_t got;

	if (c->in_kind == CONNECTION_SOCKET) {
		/* Without copying, but UNIX sockets need a buffer. */
		got = recv(c->in, NULL, count, MSG_TRUNC | MSG_DONTWAIT);
		if (got >= 0 || errno != EFAULT)
			return got;
		return recv(c->in, scrap, most, MSG_DONTWAIT);
	}
	if (!await(c->in, POLLIN, 0)) {
		errno = EAGAIN;
		return -1;
	}
	return read(c->in, scrap, most);
}

bool
connection_discard_all(struct connection *c, uint64_t *most)
{
	while (*most > 0) {
		ssize_t got = connection_discard(c, min(*most, DISCARD_MAX));

		if (got <= 0)
			return !must_wait(got);
		*most -= (uint64_t)got;
	}
	return true;
}
