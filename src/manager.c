/* SPDX-License-Identifier: ISC */
#include "manager.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "buffer.h"
#include "clock.h"
#include "libsystemd.h"
#include "log.h"

enum { STATUS_MS = 1000 };

/* ---------------------- without libsystemd: as its manual pages document it */

static int
own_watchdog_enabled(uint64_t *ret_usec)
{
	struct bytes pid_text = bytes_of(getenv("WATCHDOG_PID"));
	int64_t microseconds, pid;

	if (!bytes_number(bytes_of(getenv("WATCHDOG_USEC")), &microseconds) ||
	    (pid_text.at && (!bytes_number(pid_text, &pid) || pid != getpid())))
		return 0;
	*ret_usec = (uint64_t)microseconds;
	return 1;
}

/* Sends a datagram to $NOTIFY_SOCKET, in which a leading "@" stands for the
 * abstract name space's NUL. */
static void
own_notify(const char *state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct bytes path = bytes_of(getenv("NOTIFY_SOCKET"));
	int fd;

	if (path.len < 2 || path.len >= sizeof address.sun_path)
		return;
	memcpy(address.sun_path, path.at, path.len);
	if (path.at[0] == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	(void)sendto(fd, state, strlen(state), MSG_NOSIGNAL,
	    (const struct sockaddr *)&address,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.len));
	(void)close(fd);
}

/* --------------------------------------------------------------- protocol */

static bool
has_manager(void)
{
	return getenv("NOTIFY_SOCKET");
}

void
manager_prepare(void)
{
	const char *fault;

	if (!has_manager() || libsystemd())
		return;
	fault = libsystemd_fault();
	if (fault)
		log_message(LOG_WARNING,
		    "%s: the service manager is told of us without it", fault);
}

bool
manager_notify(const char *state)
{
	if (!has_manager())
		return false;
	if (libsystemd())
		(void)libsystemd()->notify(0, state);
	else
		own_notify(state);
	return true;
}

/* Milliseconds within which the service manager expects "WATCHDOG=1"
 * (sd_watchdog_enabled(3)); 0 when it does not expect it. */
static int64_t
watchdog(void)
{
	uint64_t microseconds;
	int enabled = 0;

	if (has_manager())
		enabled = libsystemd()
		    ? libsystemd()->watchdog_enabled(0, &microseconds)
		    : own_watchdog_enabled(&microseconds);
	return enabled > 0 ? (int64_t)(microseconds / 1000) : 0;
}

/* ----------------------------------------------------------------- status */

void
manager_open(struct manager *m)
{
	*m = (struct manager){ .watchdog = watchdog() / 2,
		.next_watchdog = CLOCK_NEVER };
	if (m->watchdog > 0)
		m->next_watchdog = clock_monotonic_ms() + m->watchdog;
	if (!manager_notify("READY=1"))
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
		(void)manager_notify(space);
}
