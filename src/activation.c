/* SPDX-License-Identifier: ISC */
#include "activation.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "libsystemd.h"

/* As sd_listen_fds(3), where libsystemd cannot be loaded. */
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

bool
activation_is_of_network(int fd)
{
	int domain = AF_UNIX;
	socklen_t len = sizeof domain;

	(void)getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len);
	return domain != AF_UNIX;
}

static bool
is_socket(enum door door)
{
	return door == DOOR_CONNECTION || door == DOOR_LISTENERS;
}

bool
activation_has_clients(const struct activation *activation)
{
	if (activation->first != ACTIVATION_FIRST)
		return activation->door == DOOR_LISTENERS ||
		    (activation->door == DOOR_CONNECTION &&
			activation_is_of_network(activation->in));
	for (unsigned i = 0; i < activation->count; i++)
		if (is_socket(door_of(activation->first + (int)i)))
			return true;
	return false;
}
