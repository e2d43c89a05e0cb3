/* SPDX-License-Identifier: ISC */
#include "activation.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "bytes.h"
#include "libsystemd.h"
#include "log.h"

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

static int
own_listen_fds(void)
{
	int64_t count, pid;
	bool ours = bytes_number(bytes_of(getenv("LISTEN_PID")), &pid) &&
	    pid == getpid() &&
	    bytes_number(bytes_of(getenv("LISTEN_FDS")), &count) &&
	    count < 1024;

	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	return ours ? (int)count : 0;
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

/* ------------------------------------------------------ the service manager */

static bool
has_manager(void)
{
	return getenv("NOTIFY_SOCKET");
}

void
activation_prepare(void)
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
activation_notify(const char *state)
{
	if (!has_manager())
		return false;
	if (libsystemd())
		(void)libsystemd()->notify(0, state);
	else
		own_notify(state);
	return true;
}

int64_t
activation_watchdog(void)
{
	uint64_t microseconds;
	int enabled = 0;

	if (has_manager())
		enabled = libsystemd()
		    ? libsystemd()->watchdog_enabled(0, &microseconds)
		    : own_watchdog_enabled(&microseconds);
	return enabled > 0 ? (int64_t)(microseconds / 1000) : 0;
}

/* ----------------------------------------------------------------- the door */

static unsigned
passed_descriptors(void)
{
	int count;

	if (!getenv("LISTEN_FDS"))
		return 0;
	count = libsystemd() ? libsystemd()->listen_fds(1) : own_listen_fds();
	return count > 0 ? (unsigned)count : 0;
}

static enum door
door_of(int fd)
{
	struct stat st;
	int listens = 0;
	socklen_t len = sizeof listens;

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) == 0)
		return listens ? DOOR_LISTENERS : DOOR_CONNECTION;
	if (fstat(fd, &st) < 0)
		return DOOR_NONE;
	return S_ISFIFO(st.st_mode) || S_ISREG(st.st_mode) ? DOOR_STREAMS
							   : DOOR_NONE;
}

void
activation_find(struct activation *ret_activation)
{
	struct activation *a = ret_activation;
	unsigned passed = passed_descriptors();

	if (passed > 0) {
		a->door = door_of(ACTIVATION_FIRST);
		a->in = a->out = a->first = ACTIVATION_FIRST;
		a->count = passed;
		return;
	}
	a->door = door_of(STDIN_FILENO);
	a->in = a->first = STDIN_FILENO;
	a->out = STDOUT_FILENO;
	a->count = 1;
	/* A super-server that connects only descriptor 0 may have left anything
	 * as descriptor 1. */
	if (a->door == DOOR_CONNECTION &&
	    door_of(STDOUT_FILENO) != DOOR_CONNECTION)
		a->out = a->in;
}

bool
activation_all_listen(const struct activation *activation)
{
	for (unsigned i = 0; i < activation->count; i++)
		if (door_of(activation->first + (int)i) != DOOR_LISTENERS)
			return false;
	return true;
}
