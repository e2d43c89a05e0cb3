/* SPDX-License-Identifier: ISC */
#include "content.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "chunked.h"

enum {
	SPOOL_MEMORY_MAX = 1 << 20,
	SPOOL_PIECE = 16384,
	PUMP_AT_ONCE = 1 << 20,
};

/* ------------------------------------------------------------------ spool */

struct spool {
	int fd;
	bool in_memory;
	uint64_t size;
};

/* An unlinked file in $TMPDIR; -1 when there can be none. */
static int
open_temporary(void)
{
	const char *directory = getenv("TMPDIR");

	return open(directory && *directory ? directory : "/tmp",
	    O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static bool
spool_to_file(struct spool *s)
{
	int fd = open_temporary();
	off_t from = 0;

	while (fd >= 0 && (uint64_t)from < s->size)
		if (sendfile(fd, s->fd, &from, s->size - (uint64_t)from) <= 0) {
			(void)close(fd);
			fd = -1;
		}
	if (fd < 0)
		return false;
	(void)close(s->fd);
	s->fd = fd;
	s->in_memory = false;
	return true;
}

static bool
spool_write(struct spool *s, struct bytes data)
{
	if (s->in_memory && s->size + data.len > SPOOL_MEMORY_MAX &&
	    !spool_to_file(s))
		return false;
	while (data.len > 0) {
		ssize_t went = write(s->fd, data.at, data.len);

		if (went <= 0)
			return false;
		s->size += (uint64_t)went;
		data = bytes_after(data, (size_t)went);
	}
	return true;
}

static struct refusal
spool_piece(struct exchange *x, struct spool *s, struct chunked *decoder,
    struct bytes coded, bool *ret_end)
{
	uint64_t most = (uint64_t)x->options->max_content;
	struct bytes data;

	for (;;) {
		switch (chunked_decode(decoder, &coded, &data)) {
		case CHUNKED_MORE:
			return NO_OBJECTION;
		case CHUNKED_END:
			*ret_end = true;
			return NO_OBJECTION;
		case CHUNKED_INVALID:
			return refuse(STATUS_BAD_REQUEST,
			    "the chunked content is not valid");
		case CHUNKED_DATA:
			if (s->size + data.len > most)
				return refuse(STATUS_CONTENT_TOO_LARGE,
				    "the content is larger than --max-content");
			if (!spool_write(s, data))
				return refuse(STATUS_INSUFFICIENT_STORAGE,
				    "no room to spool the content in $TMPDIR");
			break;
		}
	}
}

static struct refusal
spool_all(struct exchange *x, struct spool *s)
{
	struct chunked decoder = { 0 };
	char piece[SPOOL_PIECE];
	bool end = false;

	while (!end) {
		int64_t deadline =
		    clock_monotonic_ms() + x->options->content_time * 1000;
		ssize_t got = connection_receive(
		    x->connection, piece, sizeof piece, deadline);
		struct refusal refusal;

		if (got < 0 && errno == ETIMEDOUT)
			return refuse(
			    STATUS_REQUEST_TIMEOUT, "the content stalled");
		if (got <= 0)
			return refuse(STATUS_BAD_REQUEST,
			    "the client ended in the midst of its content");
		refusal = spool_piece(
		    x, s, &decoder, (struct bytes){ piece, (size_t)got }, &end);
		if (refusal.status)
			return refusal;
	}
	return NO_OBJECTION;
}

static struct refusal
spool(struct exchange *x, struct content *content)
{
	struct spool s = { memfd_create("content", MFD_CLOEXEC), true, 0 };
	struct refusal refusal;

	if (s.fd < 0)
		s = (struct spool){ open_temporary(), false, 0 };
	if (s.fd < 0)
		return refuse(STATUS_INTERNAL_SERVER_ERROR,
		    "no memory file and no $TMPDIR to spool the content in");
	refusal = spool_all(x, &s);
	if (refusal.status) {
		x->connection->unread = true;
		(void)close(s.fd);
		return refusal;
	}
	x->connection->unread = connection_has_unread(x->connection);
	(void)lseek(s.fd, 0, SEEK_SET);
	content->source = s.fd;
	content->length = (int64_t)s.size;
	return NO_OBJECTION;
}

/* ------------------------------------------------------------------- pipe */

/* Has the client shown that it sends without being told to? */
static bool
must_invite(const struct exchange *x)
{
	return x->request.expects_continue && !x->connection->unread &&
	    !x->redirects;
}

static void
invite(struct exchange *x)
{
	char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct iovec piece = { text, sizeof text - 1 };

	(void)connection_send(x->connection, &piece, 1, false);
}

/* A script without content reads an end of file. */
static struct refusal
open_nothing(struct content *content)
{
	int ends[2];

	content->source = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (content->source >= 0)
		return NO_OBJECTION;
	/* A container may have no /dev. */
	if (pipe2(ends, O_CLOEXEC) < 0)
		return refuse(STATUS_SERVICE_UNAVAILABLE,
		    "no descriptors left for a script's stdin");
	(void)close(ends[1]);
	content->source = ends[0];
	return NO_OBJECTION;
}

static struct refusal
open_pipe(struct exchange *x, struct content *content)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return refuse(STATUS_SERVICE_UNAVAILABLE,
		    "no descriptors left for a script's stdin");
	content->source = ends[0];
	content->pipe = ends[1];
	content->left = (uint64_t)content->length;
	content->deadline =
	    clock_monotonic_ms() + x->options->content_time * 1000;
	if (x->connection->unread)
		content_pump(x, content);
	return NO_OBJECTION;
}

struct refusal
content_prepare(struct exchange *x, bool raw, struct content *ret_content)
{
	const struct request *request = &x->request;

	*ret_content = (struct content){
		.length = request->content_length,
		.source = -1,
		.pipe = -1,
	};
	if (request->content_length > x->options->max_content)
		return refuse(STATUS_CONTENT_TOO_LARGE,
		    "the content is larger than --max-content");
	if ((request->chunked || request->content_length > 0) &&
	    must_invite(x) && !(raw && !request->chunked))
		invite(x);
	if (request->chunked)
		return spool(x, ret_content);
	if (raw)
		return NO_OBJECTION;
	if (request->content_length > 0)
		return open_pipe(x, ret_content);
	return open_nothing(ret_content);
}

void
content_end(struct content *content)
{
	if (content->pipe >= 0)
		(void)close(content->pipe);
	content->pipe = -1;
}

/* EAGAIN does not say who is to be waited for: it is the other one. */
void
content_pump(struct exchange *x, struct content *content)
{
	while (content->left > 0) {
		size_t step = content->left < PUMP_AT_ONCE
		    ? (size_t)content->left
		    : PUMP_AT_ONCE;
		ssize_t went = splice(x->connection->in, NULL, content->pipe,
		    NULL, step, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);

		if (went < 0 && errno == EINTR)
			continue;
		if (went < 0 && errno == EAGAIN) {
			content->pipe_full = !content->pipe_full;
			return;
		}
		if (went <= 0) {
			/* EPIPE: the script wants no more of it. */
			content->cut_short = went == 0 || errno != EPIPE;
			x->connection->unread = went < 0;
			content_end(content);
			return;
		}
		content->left -= (uint64_t)went;
		content->deadline =
		    clock_monotonic_ms() + x->options->content_time * 1000;
		/* A blocking socket must not be asked when it may be empty. */
		if (!content->pipe_full)
			break;
	}
	if (content->left > 0)
		return;
	x->connection->unread = connection_has_unread(x->connection);
	content_end(content);
}
