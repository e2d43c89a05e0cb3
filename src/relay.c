/* SPDX-License-Identifier: ISC */
#include "relay_parts.h"

#include <signal.h>
#include <unistd.h>

#include "descriptors.h"
#include "script_fault.h"

/* A SIGTERM to all processes ends the script: the client is told. The relay is
 * in a process group of its own (sibling.h), so that kill(0) in the script does
 * not reach it; all the same, its log may go to a terminal. */
static void
ignore_signals(void)
{
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGTTOU, SIG_IGN);
}

/* The script must be the only one to hold its ends of the pipes, or the relay
 * would never see them closed. */
void
relay_begin(struct relay *r)
{
	ignore_signals();
	r->now = clock_monotonic_ms();
	for (size_t i = 0; i < lengthof(r->stdio); i++)
		(void)close(r->stdio[i]);
}

struct refusal
relay_await_exec(struct relay *r)
{
	char nothing;

	ignore_signals();
	(void)close(r->stdio[STDOUT_FILENO]);
	/* Returns when no process holds the other end any more. */
	(void)!read(r->output, &nothing, 1);
	return r->shared->exec_error
	    ? script_fault_of_exec(r->x, r->shared->exec_error)
	    : NO_OBJECTION;
}

/* Notes for the log how the script ended, when that is known and it was a
 * failure. */
static void
note_end(struct relay *r)
{
	struct exchange *x = r->x;
	struct buffer b = BUFFER(x->script_end_space);

	if (r->life.end == LIFE_KILLED)
		buffer_put_string(&b, "signal ");
	else if (r->life.end == LIFE_EXITED && r->life.code)
		buffer_put_string(&b, "exit status ");
	else
		return;
	buffer_put_number(&b, (uint64_t)r->life.code);
	if (r->life.end == LIFE_KILLED && r->life.code == SIGXCPU)
		buffer_put_string(&b, " (its CPU time is used up)");
	x->script_end = buffer_string(&b);
	x->ended_script = x->target.script_name;
	if (!x->cause)
		x->cause = "the script failed";
}

static void
drop_output(struct relay *r)
{
	/* After the script's header, which is still needed. */
	struct buffer scrap = buffer_rest(&r->x->text, RELAY_OUTPUT_SIZE);

	if (read(r->output, scrap.at, scrap.size) <= 0)
		descriptors_close(&r->output);
}

/* Waits as relay_wait() for a `wanted` event or the script's end, and drops
 * what the script still writes. */
static unsigned
hear(struct relay *r, unsigned wanted, int64_t deadline)
{
	unsigned output = r->output >= 0 ? EVENT_OUTPUT : 0;
	unsigned event = relay_wait(r, wanted | EVENT_ENDED | output, deadline);

	if (event & EVENT_OUTPUT)
		drop_output(r);
	return event;
}

/* Hears the script until it and its stderr have ended, or until `deadline`.
 * False when the client has left meanwhile, if EVENT_GONE is `wanted`. */
static bool
hear_out(struct relay *r, unsigned wanted, int64_t deadline)
{
	while (!r->script_ended || r->complaints.fd >= 0) {
		unsigned event;

		if (r->complaints_at_end && r->complaints.fd >= 0) {
			complaints_read(r->x, &r->complaints);
			continue;
		}
		event = hear(r, wanted, deadline);
		if (event & EVENT_GONE)
			return false;
		if (event & EVENT_TIMEOUT ||
		    relay_deadline_passed(r, wanted, deadline, true))
			break;
	}
	return true;
}

/* Sends SIGTERM to the script and its children; when the script and its stderr
 * have ended, or after TERM_GRACE_MS, SIGKILL to those that are left. */
static void
end_script(struct relay *r)
{
	content_end(&r->content);
	if (r->shared->exec_error || r->life.pidfd < 0)
		return;
	life_signal(&r->life, SIGTERM);
	r->now = clock_monotonic_ms();
	(void)hear_out(r, 0, r->now + TERM_GRACE_MS);
	life_signal(&r->life, SIGKILL);
}

/* From here on the relay does not wait for the script and will not see its end,
 * which SIGKILL may only be about to bring. */
static void
let_go_of_script(struct relay *r)
{
	r->script_ended = true;
	descriptors_close(&r->output);
	descriptors_close(&r->complaints.fd);
	life_close(&r->life);
	sandbox_set_beside_script(&r->x->sandbox, false);
}

void
relay_make_way(struct relay *r)
{
	if (!r->refusal.status)
		return;
	end_script(r);
	let_go_of_script(r);
}

/* The response is complete, but a script that has closed its stdout may still
 * read: all of its content is its due (RFC 3875 section 4.2). */
static void
feed(struct relay *r)
{
	connection_finish(&r->x->connection);
	while (r->content.pipe >= 0 && !r->script_ended &&
	    !r->x->connection.broken)
		(void)hear(r, EVENT_FED, CLOCK_NEVER);
}

/* A script whose answer is a local redirect or a file has to end before that is
 * answered in its place; until then it gets its content. False when the client
 * did not wait for its end. */
static bool
settle(struct relay *r)
{
	bool waited;

	relay_renew_patience(r);
	waited = hear_out(r, EVENT_GONE, RELAY_PATIENCE);
	if (!waited || !r->script_ended)
		end_script(r);
	content_end(&r->content);
	let_go_of_script(r);
	return waited;
}

static enum relay_outcome
note_departure(struct relay *r)
{
	r->client_gone = true;
	r->x->cause = "the client left before the script answered";
	r->x->connection.broken = true;
	return RELAY_ANSWERED;
}

static enum relay_outcome
answer(struct relay *r)
{
	bool at_once;

	switch (r->header.kind) {
	case SCRIPT_LOCAL_REDIRECT:
		return settle(r) ? RELAY_REDIRECTED : note_departure(r);
	case SCRIPT_SEND_FILE:
		return settle(r) ? RELAY_SEND_FILE : note_departure(r);
	case SCRIPT_DOCUMENT:
	case SCRIPT_CLIENT_REDIRECT:
		break;
	}
	relay_confine(r, SANDBOX_SHORT);
	at_once = relay_gather(r);
	relay_send_body(r, relay_build_head(r), at_once);
	if (!r->client_gone && !r->stalled && !r->script_ended)
		feed(r);
	if (r->content.end != CONTENT_NO_FAULT && !r->x->cause)
		r->x->cause = "the client sent less content than it announced";
	note_end(r);
	return RELAY_ANSWERED;
}

enum relay_outcome
relay_run(struct relay *r)
{
	bool has_header;

	relay_renew_patience(r);
	has_header = relay_read_header(r);
	sandbox_set_beside_script(&r->x->sandbox, true);
	if (has_header)
		return answer(r);
	(void)life_wait(&r->life, r->now);
	note_end(r);
	return r->client_gone ? note_departure(r) : RELAY_REFUSED;
}

/* Closes the connection. A pipe to the client may be closed already, to end the
 * response. */
static void
close_connection(struct connection *c)
{
	(void)close(c->in);
	if (c->out != c->in &&
	    !(c->finished && c->out_kind != CONNECTION_SOCKET))
		(void)close(c->out);
	c->finished = true;
}

void
relay_outlive(struct relay *r)
{
	bool unwanted = r->client_gone || r->stalled || r->refusal.status ||
	    (r->content.end != CONTENT_NO_FAULT && !r->script_ended);

	content_end(&r->content);
	close_connection(&r->x->connection);
	if (unwanted)
		end_script(r);
	if (!r->script_ended)
		r->now = clock_monotonic_ms(); /* lingering may take long */
	(void)hear_out(r, 0, CLOCK_NEVER);
}
