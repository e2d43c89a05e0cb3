/* SPDX-License-Identifier: ISC */
#include "relay_parts.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "descriptors.h"

enum {
	/* From so many octets on, splice(2) costs less than a copy. */
	SPLICE_MIN = 16384,
	/* How long the first piece waits for what follows it. */
	GATHER_MS = 1,
	/* How long the relay waits for more output without a sandbox. */
	BRIEF_MS = 20,
};

/* Handles a read(2) that got no output. False, with the output closed, at its
 * end or when it cannot be read. */
static bool
goes_on(struct relay *r, ssize_t got)
{
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	r->unreadable = got < 0;
	descriptors_close(&r->output);
	return false;
}

/* Takes some output, to be sent. False at its end. */
static bool
take_output(struct relay *r)
{
	int there = 0;
	ssize_t got;

	(void)ioctl(r->output, FIONREAD, &there);
	if (there >= SPLICE_MIN && !r->body.none &&
	    (r->header.content_length < 0 ||
		(uint64_t)r->header.content_length - r->body.written >=
		    (uint64_t)there)) {
		relay_queue_output(r, (uint64_t)there);
	} else {
		got = read(r->output, r->output_text.at, r->output_text.size);
		if (got <= 0)
			return goes_on(r, got);
		relay_queue_content(
		    r, (struct bytes){ r->output_text.at, (size_t)got });
	}
	relay_note_output(r);
	return true;
}

/* Whether the client was sent all that it was promised. */
static bool
is_complete(const struct relay *r)
{
	return r->body.none ||
	    (r->header.content_length >= 0 &&
		r->body.written >= (uint64_t)r->header.content_length);
}

/* A script whose output is discarded is as good as silent. */
static bool
is_overdue(const struct relay *r)
{
	return relay_discards(r) && r->now >= r->patience;
}

static void
note_silence(struct relay *r)
{
	r->stalled = !r->script_ended;
	if (r->script_ended && !is_complete(r))
		r->x->cause = "the script ended, but not its output: a process "
			      "that it started was silent for too long";
}

/* A client that has everything need not wait for the script's end. */
static void
check_complete(struct relay *r)
{
	if (relay_discards(r) || !is_complete(r))
		return;
	connection_finish(&r->x->connection);
	r->body.complete = true;
}

/*
 * Waits for more output. A relay whose script ends at once ends as soon, and a
 * sandbox would cost more than all that it has left to do.
 */
static unsigned
wait_for_output(struct relay *r)
{
	unsigned wanted = EVENT_OUTPUT | EVENT_GONE;
	unsigned event;

	if (sandbox_is_due(&r->x->sandbox, SANDBOX_LONG)) {
		event = relay_wait(r, wanted, r->now + BRIEF_MS);
		if (event != EVENT_TIMEOUT)
			return event;
		relay_confine(r, SANDBOX_LONG);
	}
	return relay_wait(r, wanted, RELAY_PATIENCE);
}

/* A script writes when it has something to say: that is not to be held back
 * until the client has acknowledged what came before. */
static void
set_prompt(const struct connection *c)
{
	int on = 1;

	if (c->out_kind == CONNECTION_SOCKET)
		(void)setsockopt(
		    c->out, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* Passes the output on to its end. False when the client left or was too slow,
 * true when the script has nothing more to say, or stalled. */
static bool
pass_on(struct relay *r)
{
	set_prompt(&r->x->connection);
	for (;;) {
		unsigned event;

		if (!relay_send(r))
			return false;
		check_complete(r);
		if (r->output < 0)
			return true;
		event = is_overdue(r) ? EVENT_TIMEOUT : wait_for_output(r);
		if (event & EVENT_OUTPUT) {
			if (!take_output(r))
				return true;
			relay_confine(r, SANDBOX_LONG);
		} else if (event & EVENT_GONE) {
			return false;
		} else {
			note_silence(r);
			return true;
		}
	}
}

/* Appends some output to what is there already. False at its end. */
static bool
gather_some(struct relay *r)
{
	struct buffer *text = &r->output_text;
	ssize_t got =
	    read(r->output, text->at + text->len, SPLICE_MIN - text->len);

	if (got <= 0)
		return goes_on(r, got);
	text->len += (size_t)got;
	r->x->text.len += (size_t)got;
	relay_note_output(r);
	return true;
}

static bool
has_enough(const struct relay *r)
{
	size_t content = r->output_text.len - r->header_length;

	return r->output_text.len >= SPLICE_MIN ||
	    (r->header.content_length >= 0 &&
		content >= (uint64_t)r->header.content_length);
}

bool
relay_gather(struct relay *r)
{
	int64_t deadline = r->now + GATHER_MS;

	relay_renew_patience(r);
	while (!has_enough(r)) {
		unsigned event =
		    relay_wait(r, EVENT_OUTPUT | EVENT_GONE, deadline);

		if (!(event & EVENT_OUTPUT))
			return false;
		/* A process that closes the pipe holds it while it wakes the
		 * relay: until it lets go, a read(2) would spin. */
		if (r->output_at_end && !r->script_ended)
			(void)relay_wait(r, EVENT_ENDED, deadline);
		if (!gather_some(r))
			return r->script_ended ||
			    relay_wait(r, EVENT_ENDED, deadline) & EVENT_ENDED;
	}
	return false;
}

/* Why a response that was begun cannot be ended well; NULL when it can. */
static const char *
fault_of_end(struct relay *r)
{
	enum life_end end;

	if (r->stalled)
		return relay_discards(r)
		    ? "the script did not end after its answer "
		      "(--script-time)"
		    : "the script stalled in the midst of its output "
		      "(--script-time)";
	if (r->unreadable)
		return "reading the script's output failed";
	end = life_wait(&r->life, r->now + END_GRACE_MS);
	if (r->header.content_length >= 0 && !is_complete(r))
		return "the script wrote less than its Content-Length";
	return end == LIFE_KILLED ? "the script was killed" : NULL;
}

/* The client must be able to tell a whole response from a cut one: a chunked
 * one is left without its last chunk, any other one is reset. */
static void
cut(struct relay *r, const char *fault)
{
	r->x->cause = fault;
	(void)relay_send(r);
	if (!r->body.chunked && !is_complete(r))
		connection_reset(&r->x->connection);
}

static void
end_well(struct relay *r)
{
	if (r->body.surplus)
		r->x->cause = "the script wrote more than its Content-Length";
	if (r->body.chunked)
		relay_queue(r, CHUNKED_LAST);
	r->out.ends = true;
	(void)relay_send(r);
}

void
relay_send_body(struct relay *r, struct bytes head, bool at_once)
{
	struct bytes output = buffer_bytes(&r->output_text);
	const char *fault;

	relay_queue(r, head);
	relay_queue_content(r, bytes_after(output, r->header_length));
	if (!at_once && !pass_on(r)) {
		r->client_gone = true;
		r->x->cause = "the client left before the script's end, or "
			      "was too slow";
	} else {
		fault = fault_of_end(r);
		if (fault)
			cut(r, fault);
		else
			end_well(r);
	}
	r->x->octets = r->body.written;
}
