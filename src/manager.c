/* SPDX-License-Identifier: ISC */
#include "manager.h"

#include "activation.h"
#include "buffer.h"
#include "clock.h"

enum { STATUS_MS = 1000 };

void
manager_open(struct manager *m)
{
	*m = (struct manager){ .watchdog = activation_watchdog() / 2,
		.next_watchdog = CLOCK_NEVER };
	if (m->watchdog > 0)
		m->next_watchdog = clock_monotonic_ms() + m->watchdog;
	if (!activation_notify("READY=1"))
		m->next_status = CLOCK_NEVER;
}

static bool
has_news(const struct manager *m)
{
	return m->status.running != m->told.running ||
	    m->status.waiting != m->told.waiting ||
	    m->status.total != m->told.total;
}

int64_t
manager_next(const struct manager *m)
{
	return has_news(m) && m->next_status < m->next_watchdog
	    ? m->next_status
	    : m->next_watchdog;
}

void
manager_tell(struct manager *m, int64_t now, struct manager_status status)
{
	char space[160];
	struct buffer b = BUFFER(space);
	bool alive = now >= m->next_watchdog;

	m->status = status;
	if (now < manager_next(m))
		return;
	if (alive)
		m->next_watchdog = now + m->watchdog;
	m->next_status = now + STATUS_MS;
	m->told = status;
	buffer_put_string(&b, alive ? "WATCHDOG=1\nSTATUS=" : "STATUS=");
	buffer_put_number(&b, status.running);
	buffer_put_string(&b, " being served, ");
	buffer_put_number(&b, status.waiting);
	buffer_put_string(&b, " waiting, ");
	buffer_put_number(&b, status.total);
	buffer_put_string(&b, " served so far");
	if (buffer_string(&b))
		(void)activation_notify(space);
}
