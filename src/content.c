/* SPDX-License-Identifier: ISC */
#include "content.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <unistd.h>

#include "descriptors.h"
#include "spool.h"
#include "system_refusal.h"

enum { SPLICE_MAX = 1 << 20 }; /* octets; no pipe of ours holds more */

static void
invite(struct exchange *x)
{
	char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct iovec piece = { text, sizeof text - 1 };

	(void)connection_send(&x->connection, &piece, 1, false);
}

/* A client that has begun to send without being told to needs no 100. */
static bool
must_invite(const struct exchange *x)
{
	const struct request *request = &x->request;

	return request->expects_continue &&
	    (request->chunked || request->content_length > 0) &&
	    !connection_has_unread(&x->connection);
}

static struct refusal
no_stdin(void)
{
	return system_refusal("there is no stdin for the script");
}

/* A script without content reads an end of file at once. */
static struct refusal
open_nothing(struct content *content)
{
	int ends[2];

	content->source = openat(AT_FDCWD, "/dev/null", O_RDONLY | O_CLOEXEC);
	if (content->source >= 0)
		return NO_OBJECTION;
	/* A container may have no /dev. */
	if (pipe2(ends, O_CLOEXEC) < 0)
		return no_stdin();
	(void)close(ends[1]);
	content->source = ends[0];
	return NO_OBJECTION;
}

static struct refusal
open_pipe(struct exchange *x, struct content *content)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return no_stdin();
	content->source = ends[0];
	content->pipe = ends[1];
	content->left = (uint64_t)content->length;
	pace_begin(
	    &content->pace, x->options->content_time, x->options->min_rate);
	pace_resume(&content->pace);
	/* The socket is still a blocking one: while it is empty, splice(2) must
	 * not be called. */
	if (connection_has_unread(&x->connection))
		(void)content_pump(x, content);
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
	if (must_invite(x))
		invite(x);
	if (request->chunked)
		return spool_content(
		    x, &ret_content->source, &ret_content->length);
	if (raw)
		return NO_OBJECTION;
	if (request->content_length > 0)
		return open_pipe(x, ret_content);
	return open_nothing(ret_content);
}

/* ------------------------------------------------------------------- pump */

static void
finish(struct exchange *x, struct content *content, enum content_end end)
{
	content->end = end;
	content->left = 0;
	content_drop_rest(content);
	if (end == CONTENT_NO_FAULT)
		x->connection.unread = connection_has_unread(&x->connection);
}

void
content_drop_rest(struct content *content)
{
	descriptors_close(&content->pipe);
	content->pipe_full = false;
}

void
content_end(struct content *content)
{
	content_drop_rest(content);
	content->left = 0;
}

bool
content_wants_client(const struct content *content)
{
	return content->left > 0 && !content->pipe_full;
}

/* EAGAIN does not say which of the client and the pipe is to be waited for: it
 * is the one that was not waited for before. */
static void
wait_for_other(struct content *content)
{
	content->pipe_full = !content->pipe_full;
	if (content->pipe_full)
		pace_pause(&content->pace);
	else
		pace_resume(&content->pace);
}

/* Handles a splice(2) that moved nothing: -1 with errno, or 0 at the client's
 * end. After a reset the client cannot take an answer; after any other failure
 * it must not get one, which would answer half of a request. */
static void
take_failure(struct exchange *x, struct content *content, ssize_t went)
{
	if (went < 0 && errno == EINTR)
		return;
	if (went < 0 && errno == EAGAIN) {
		wait_for_other(content);
	} else if (went < 0 && errno == EPIPE) {
		content_drop_rest(content);
	} else {
		x->connection.broken |= went < 0;
		finish(x, content, CONTENT_CUT_SHORT);
	}
}

static void
take_off(struct exchange *x, struct content *content, size_t count)
{
	content->left -= count;
	pace_note(&content->pace, count);
	if (content->left == 0)
		finish(x, content, CONTENT_NO_FAULT);
}

static size_t
step(const struct content *content)
{
	return min(content->left, SPLICE_MAX);
}

static void
drop(struct exchange *x, struct content *content)
{
	ssize_t got = connection_discard(&x->connection, step(content));

	if (got > 0)
		take_off(x, content, (size_t)got);
	else if (got == 0 || (errno != EAGAIN && errno != EINTR))
		content_end(content);
}

/* As splice(2), into a pipe that polls writable and so takes PIPE_BUF octets. */
static ssize_t
copy(const struct exchange *x, const struct content *content)
{
	static char piece[PIPE_BUF]; /* not on the small stack of a sibling */
	ssize_t got = recv(x->connection.in, piece,
	    min(content->left, PIPE_BUF), MSG_DONTWAIT);

	return got > 0 ? write(content->pipe, piece, (size_t)got) : got;
}

/* An octet of urgent data (RFC 9293 section 3.8.5) stops splice(2) for ever:
 * neither the client nor the pipe is what it waits for then. recv(2) passes it
 * over. */
static bool
is_stopped(
    const struct exchange *x, const struct content *content, ssize_t went)
{
	return (went == 0 || (errno == EAGAIN && content->pipe_full)) &&
	    connection_has_unread(&x->connection);
}

bool
content_pump(struct exchange *x, struct content *content)
{
	ssize_t went;

	if (content->pipe < 0) {
		drop(x, content);
		return false;
	}
	went = splice(x->connection.in, NULL, content->pipe, NULL,
	    step(content), SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
	if (went <= 0 && is_stopped(x, content, went))
		went = copy(x, content);
	if (went > 0)
		take_off(x, content, (size_t)went);
	else
		take_failure(x, content, went);
	return went > 0;
}

void
content_check(struct exchange *x, struct content *content)
{
	if (content->pipe < 0 || content->pipe_full ||
	    clock_monotonic_ms() < pace_deadline(&content->pace))
		return;
	finish(x, content, CONTENT_STALLED);
}
