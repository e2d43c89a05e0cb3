/* SPDX-License-Identifier: ISC */
#include "relay_parts.h"

#include <poll.h>

/* The rows of poll(2)'s array. */
enum {
	POLL_OUTPUT,
	POLL_COMPLAINTS,
	POLL_CLIENT_OUT,
	POLL_CLIENT_IN,
	POLL_STDIN,
	POLL_LIFE,
	POLL_COUNT,
};

static void
set_row(struct pollfd *row, int fd, bool wanted, short events)
{
	row->fd = wanted ? fd : -1;
	row->events = events;
	row->revents = 0;
}

static void
set_rows(const struct relay *r, unsigned wanted, struct pollfd *rows)
{
	const struct connection *c = &r->x->connection;
	const struct content *content = &r->content;
	bool client = !c->finished && !c->broken &&
	    wanted & (EVENT_WRITABLE | EVENT_GONE);

	set_row(&rows[POLL_OUTPUT], r->output, wanted & EVENT_OUTPUT, POLLIN);
	set_row(&rows[POLL_COMPLAINTS], r->complaints.fd, !r->complaints_at_end,
	    POLLIN);
	/* Without events, poll(2) still reports a reset. A connection that we
	 * have finished is not polled: it would report that as the client's
	 * end. */
	set_row(&rows[POLL_CLIENT_OUT], c->out, client,
	    wanted & EVENT_WRITABLE ? POLLOUT : 0);
	set_row(&rows[POLL_CLIENT_IN], c->in, content_wants_client(content),
	    POLLIN);
	set_row(&rows[POLL_STDIN], content->pipe, true,
	    content->pipe_full ? POLLOUT : 0);
	set_row(&rows[POLL_LIFE], r->life.pidfd, !r->script_ended, POLLIN);
}

/* After the script's end only its children hold its pipes; they are heard for
 * a while. */
static void
note_script_end(struct relay *r)
{
	r->script_ended = true;
	r->life.ended = true;
	r->patience = r->now + END_GRACE_MS;
}

/* A script that reads its content is alive. One whose content was cut short
 * gets little time to say something about it. */
static void
pump(struct relay *r)
{
	bool moved = content_pump(r->x, &r->content);

	r->now = clock_monotonic_ms(); /* its pace has read the clock since */
	if (moved || r->content.end != CONTENT_NO_FAULT)
		relay_renew_patience(r);
}

/* To wait for the script's end is to wait for that of its stderr, too. The end
 * of stderr alone is not urgent: hear_out() in relay.c takes it. */
static unsigned
take_complaints(struct relay *r, short events)
{
	r->complaints_at_end = events == POLLHUP;
	if (!r->complaints_at_end)
		complaints_read(r->x, &r->complaints);
	return r->script_ended && (r->complaints_at_end || r->complaints.fd < 0)
	    ? EVENT_ENDED
	    : 0;
}

static unsigned
take_events(struct relay *r, const struct pollfd *rows)
{
	unsigned events = 0;

	if (rows[POLL_COMPLAINTS].revents)
		events |= take_complaints(r, rows[POLL_COMPLAINTS].revents);
	if (rows[POLL_STDIN].revents & POLLERR)
		content_drop_rest(&r->content);
	else if (rows[POLL_STDIN].revents || rows[POLL_CLIENT_IN].revents)
		pump(r);
	if (rows[POLL_OUTPUT].revents)
		events |= EVENT_OUTPUT;
	r->output_at_end = rows[POLL_OUTPUT].revents == POLLHUP;
	if (rows[POLL_CLIENT_OUT].revents & (POLLERR | POLLHUP))
		events |= EVENT_GONE;
	else if (rows[POLL_CLIENT_OUT].revents)
		events |= EVENT_WRITABLE;
	if (rows[POLL_LIFE].revents) {
		note_script_end(r);
		events |= EVENT_ENDED;
	}
	return events;
}

static void
check_content(struct relay *r)
{
	if (r->content.end != CONTENT_NO_FAULT)
		return;
	content_check(r->x, &r->content);
	if (r->content.end != CONTENT_NO_FAULT)
		relay_renew_patience(r);
}

/* An ended script has until r->patience at most, except while the client is
 * waited for, whose slowness is not the script's affair. */
static int64_t
deadline_in_force(const struct relay *r, unsigned wanted, int64_t deadline)
{
	bool hears = !(wanted & EVENT_WRITABLE);

	if (deadline == RELAY_PATIENCE ||
	    (hears && r->script_ended && r->patience < deadline))
		return r->patience;
	return deadline;
}

bool
relay_deadline_passed(
    const struct relay *r, unsigned wanted, int64_t deadline, bool busy)
{
	int64_t grace = busy && r->script_ended ? BUSY_END_MS : 0;

	return r->now - grace >= deadline_in_force(r, wanted, deadline);
}

static int64_t
poll_deadline(const struct relay *r, int64_t deadline)
{
	const struct content *content = &r->content;

	return content->pipe < 0 || content->pipe_full
	    ? deadline
	    : clock_earlier(deadline, pace_deadline(&content->pace));
}

/* Before the script's exec nothing may fail here, which would set errno for the
 * other side too. Mostly the exec is over when the first event comes; waiting
 * for it before that would only wake the relay once more. */
static void
take_over(struct relay *r)
{
	if (r->alone)
		return;
	r->alone = true;
	sibling_await_exec(r->shared);
	connection_set_nonblocking(&r->x->connection, true);
	life_open_status(&r->life);
}

unsigned
relay_wait(struct relay *r, unsigned wanted, int64_t deadline)
{
	for (;;) {
		int64_t end =
		    poll_deadline(r, deadline_in_force(r, wanted, deadline));
		struct pollfd rows[POLL_COUNT];
		unsigned events = 0;
		int ready;

		set_rows(r, wanted, rows);
		ready = poll(rows, POLL_COUNT, clock_timeout(end, r->now));
		take_over(r);
		r->now = clock_monotonic_ms();
		if (ready > 0)
			events = take_events(r, rows) & wanted;
		if (events)
			return events;
		check_content(r);
		if (wanted & EVENT_FED && r->content.pipe < 0)
			return EVENT_FED;
		if (relay_deadline_passed(r, wanted, deadline, ready > 0))
			return EVENT_TIMEOUT;
	}
}

void
relay_renew_patience(struct relay *r)
{
	int64_t patience = r->content.end == CONTENT_NO_FAULT
	    ? r->x->options->script_time * 1000
	    : CUT_GRACE_MS;

	if (!r->script_ended)
		r->patience = r->now + patience;
}

void
relay_note_output(struct relay *r)
{
	if (relay_discards(r))
		return;
	if (r->script_ended)
		r->patience = r->now + END_GRACE_MS;
	else
		relay_renew_patience(r);
}
