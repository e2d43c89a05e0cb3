/* SPDX-License-Identifier: ISC */
#include "relay.h"

#include <signal.h>
#include <unistd.h>

/*
 * In a process group of its own: kill(0) in the script does not reach it. The
 * script's ends of the pipes must be the script's alone, or their ends would
 * never be seen.
 */
void
relay_begin(struct relay *r)
{
	(void)setpgid(0, 0);
	(void)signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < lengthof(r->ends); i++)
		(void)close(r->ends[i]);
	connection_set_nonblocking(r->x->connection, true);
}

/* How the script ended, for the log, when that is known and not all well. */
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
	x->script_end = buffer_string(&b);
	if (!x->cause)
		x->cause = "the script failed";
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* A script that is not heard out is ended. */
static void
give_up(struct relay *r)
{
	content_end(&r->content);
	if (*r->exec_error)
		return;
	life_finish(&r->life, TERM_GRACE_MS);
}

/* A script that gave a redirect has nothing to do any more; its stderr is
 * heard to the end. */
static void
settle(struct relay *r)
{
	content_end(&r->content);
	close_fd(&r->output);
	r->patience = clock_monotonic_ms() + END_GRACE_MS;
	while (!r->script_ended || r->complaints.fd >= 0)
		if (relay_wait(r, EVENT_ENDED, r->patience) & EVENT_TIMEOUT)
			break;
	if (!r->script_ended)
		life_finish(&r->life, TERM_GRACE_MS);
	close_fd(&r->complaints.fd);
	close_fd(&r->life.pidfd);
}

static enum relay_outcome
answer(struct relay *r)
{
	switch (r->header.kind) {
	case SCRIPT_LOCAL_REDIRECT:
		settle(r);
		return RELAY_REDIRECTED;
	case SCRIPT_SEND_FILE:
		settle(r);
		return RELAY_SEND_FILE;
	case SCRIPT_DOCUMENT:
	case SCRIPT_CLIENT_REDIRECT:
		break;
	}
	relay_send_body(r, relay_build_head(r));
	if (r->content.cut_short && !r->x->cause)
		r->x->cause = "the client sent less content than it announced";
	note_end(r);
	return RELAY_ANSWERED;
}

enum relay_outcome
relay_run(struct relay *r)
{
	relay_renew_patience(r);
	if (relay_read_header(r))
		return answer(r);
	(void)life_wait(&r->life, clock_monotonic_ms());
	note_end(r);
	if (!r->client_gone)
		return RELAY_REFUSED;
	r->x->cause = "the client left before the script answered";
	r->x->connection->broken = true;
	return RELAY_ANSWERED;
}

/* While the script runs, its output is read and dropped: it may not notice
 * that nobody listens any more. */
static void
drop_output(struct relay *r)
{
	if (read(r->output, r->octets, sizeof r->octets) <= 0)
		close_fd(&r->output);
}

void
relay_outlive(struct relay *r)
{
	bool unwanted = r->client_gone || r->stalled || r->refusal.status ||
	    (r->content.cut_short && !r->script_ended);

	if (unwanted)
		give_up(r);
	content_end(&r->content);
	while (!r->script_ended || r->complaints.fd >= 0) {
		unsigned wanted =
		    EVENT_ENDED | (r->output >= 0 ? EVENT_OUTPUT : 0);
		unsigned event = relay_wait(
		    r, wanted, r->script_ended ? r->patience : CLOCK_NEVER);

		if (event & EVENT_OUTPUT)
			drop_output(r);
		if (event & EVENT_TIMEOUT)
			break;
	}
}
