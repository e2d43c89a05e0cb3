/* SPDX-License-Identifier: ISC */
#include "relay_parts.h"

/* ------------------------------------------------------- what is to be sent */

void
relay_queue(struct relay *r, struct bytes text)
{
	struct outgoing *out = &r->out;

	out->pieces[out->count].iov_base = (char *)(uintptr_t)text.at;
	out->pieces[out->count].iov_len = text.len;
	out->count++;
}

/* The line before a chunk of `length` octets. */
static struct bytes
chunk_head(struct relay *r, uint64_t length)
{
	struct buffer b = BUFFER(r->body.chunk_head);

	chunked_put_head(&b, length);
	return buffer_bytes(&b);
}

/* How many of `length` octets of content the client is to get: as many as it
 * was promised, and none where content is discarded. The surplus is noted. */
static uint64_t
clip(struct relay *r, uint64_t length)
{
	uint64_t promised;

	if (r->body.none)
		return 0;
	if (r->header.content_length < 0)
		return length;
	promised = (uint64_t)r->header.content_length - r->body.written;
	if (length <= promised)
		return length;
	r->body.surplus += length - promised;
	return promised;
}

static void
queue_frame(struct relay *r, uint64_t length)
{
	if (r->body.chunked && length)
		relay_queue(r, chunk_head(r, length));
	r->body.written += length;
}

void
relay_queue_content(struct relay *r, struct bytes content)
{
	content.len = (size_t)clip(r, content.len);
	queue_frame(r, content.len);
	relay_queue(r, content);
	if (r->body.chunked && content.len)
		relay_queue(r, CHUNKED_AFTER);
}

void
relay_queue_output(struct relay *r, uint64_t length)
{
	queue_frame(r, length);
	r->out.splice = length;
	r->out.ends_chunk = r->body.chunked;
}

/* ----------------------------------------------------- at the client's pace */

/* Sends what can go now of the pieces. True when all of them went. */
static bool
flush_pieces(struct relay *r)
{
	struct outgoing *out = &r->out;
	size_t left = connection_use_up(out->pieces, out->count, 0);
	ssize_t went;

	if (left > 0) {
		went = connection_send_some(&r->x->connection, out->pieces,
		    out->count, out->splice > 0 || out->ends);
		left = connection_use_up(
		    out->pieces, out->count, went > 0 ? (size_t)went : 0);
	}
	if (left == 0)
		out->count = 0;
	return left == 0;
}

/* Sends what can go now. True when all of it went. */
static bool
flush(struct relay *r)
{
	struct outgoing *out = &r->out;
	ssize_t went;

	if (!flush_pieces(r))
		return false;
	if (out->splice > 0) {
		went = connection_splice(
		    &r->x->connection, r->output, out->splice);
		out->splice -= went > 0 ? (uint64_t)went : 0;
	}
	if (out->splice > 0)
		return false;
	if (!out->ends_chunk)
		return true;
	out->ends_chunk = false;
	relay_queue(r, CHUNKED_AFTER);
	return flush_pieces(r);
}

/* Waits until the client takes octets. What the script wrote meanwhile could
 * not be heard, so its silence begins anew. False when the client is gone, or
 * too slow. */
static bool
wait_for_client(struct relay *r)
{
	struct connection *c = &r->x->connection;
	unsigned event;

	pace_resume(&c->pace);
	do {
		int64_t deadline = connection_send_deadline(c);

		r->now = clock_monotonic_ms();
		event = relay_wait(r, EVENT_WRITABLE | EVENT_GONE, deadline);
	} while (event & EVENT_TIMEOUT && !connection_is_overdue(c));
	pace_pause(&c->pace);
	relay_note_output(r);
	if (event & (EVENT_GONE | EVENT_TIMEOUT))
		c->broken = true;
	return !c->broken;
}

bool
relay_send(struct relay *r)
{
	struct connection *c = &r->x->connection;

	while (!flush(r))
		if (c->broken || !wait_for_client(r))
			return false;
	return !c->broken;
}
