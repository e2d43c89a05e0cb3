/* SPDX-License-Identifier: ISC */
#include "relay.h"

#include <poll.h>
#include <sys/ioctl.h>

/* The rows of what is polled. */
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
	const struct connection *c = r->x->connection;
	bool pumping = r->content.pipe >= 0;

	set_row(&rows[POLL_OUTPUT], r->output, wanted & EVENT_OUTPUT, POLLIN);
	set_row(&rows[POLL_COMPLAINTS], r->complaints.fd, true, POLLIN);
	/* Without events, poll still tells of a reset. A file never resets;
	 * what is finished is ours to close, and reports that as its end. */
	set_row(&rows[POLL_CLIENT_OUT], c->out,
	    c->out_kind != CONNECTION_FILE && !c->finished && !c->broken,
	    wanted & EVENT_WRITABLE ? POLLOUT : 0);
	set_row(&rows[POLL_CLIENT_IN], c->in, pumping && !r->content.pipe_full,
	    POLLIN);
	set_row(&rows[POLL_STDIN], r->content.pipe, pumping,
	    r->content.pipe_full ? POLLOUT : 0);
	set_row(&rows[POLL_LIFE], r->life.pidfd, !r->script_ended, POLLIN);
}

/* From its end on, only a script's children hold its pipes: for a while. */
static void
note_script_end(struct relay *r)
{
	int left = 0;

	r->script_ended = true;
	if (r->output >= 0)
		(void)ioctl(r->output, FIONREAD, &left);
	r->owed = left > 0 ? (uint64_t)left : 0;
	r->patience = clock_monotonic_ms() + END_GRACE_MS;
}

static unsigned
take_events(struct relay *r, const struct pollfd *rows)
{
	unsigned events = 0;

	if (rows[POLL_COMPLAINTS].revents)
		complaints_read(r->x, &r->complaints);
	if (rows[POLL_STDIN].revents & POLLERR)
		content_end(&r->content); /* the script wants no more */
	else if (rows[POLL_STDIN].revents || rows[POLL_CLIENT_IN].revents)
		content_pump(r->x, &r->content);
	if (rows[POLL_OUTPUT].revents)
		events |= EVENT_OUTPUT;
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

/* The client stopped sending its content: the script's stdin ends early. */
static void
check_content(struct relay *r)
{
	if (r->content.pipe < 0 || r->content.pipe_full ||
	    clock_monotonic_ms() < r->content.deadline)
		return;
	r->content.cut_short = true;
	r->x->connection->unread = true;
	content_end(&r->content);
}

static int64_t
wake_up(const struct relay *r, int64_t deadline)
{
	bool waits_for_client = r->content.pipe >= 0 && !r->content.pipe_full;

	if (waits_for_client && r->content.deadline < deadline)
		return r->content.deadline;
	return deadline;
}

unsigned
relay_wait(struct relay *r, unsigned wanted, int64_t deadline)
{
	for (;;) {
		struct pollfd rows[POLL_COUNT];
		unsigned events = 0;
		int ready;

		set_rows(r, wanted, rows);
		ready = poll(
		    rows, POLL_COUNT, clock_poll_timeout(wake_up(r, deadline)));
		if (ready > 0)
			events = take_events(r, rows) & wanted;
		if (events)
			return events;
		if (r->script_ended && r->patience < deadline)
			deadline = r->patience;
		check_content(r);
		if (ready == 0 && clock_monotonic_ms() >= deadline)
			return EVENT_TIMEOUT;
	}
}

void
relay_renew_patience(struct relay *r)
{
	if (!r->script_ended)
		r->patience =
		    clock_monotonic_ms() + r->x->options->script_time * 1000;
}
