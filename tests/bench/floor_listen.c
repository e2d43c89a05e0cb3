/* SPDX-License-Identifier: ISC */
/*
 * floor_listen PORT: the least that a listener with a process for each
 * connection can do. It serves 1k.txt and 1g.bin from its directory, told apart
 * by their second letter, and becomes cgi-bin/plain for a target that begins
 * with /c.
 */
#include "floor_server.h"

#include <signal.h>

static char request[8192];
static char answer[256];

/* Reads the request up to the empty line. */
static int
read_request(void)
{
	size_t filled = 0;
	long got;

	while (filled < 4 || request[filled - 3] != '\n') {
		got = CALL3(read, 0, request + filled, sizeof request - filled);
		if (got <= 0)
			return 0;
		filled += (size_t)got;
	}
	return 1;
}

static void
send_file(const char *name)
{
	static struct stat status;
	int file = (int)CALL4(openat, AT_FDCWD, name, O_RDONLY, 0);
	long left, sent = 1;
	char *end;

	if (file < 0 || CALL2(fstat, file, &status) < 0)
		return;
	left = status.st_size;
	end =
	    put_number(put(answer, OK "Content-Length: "), (unsigned long)left);
	end = put(end, "\r\n\r\n");
	(void)send_octets(answer, (size_t)(end - answer), MSG_MORE);
	while (left > 0 && sent > 0) {
		sent = CALL4(sendfile, 1, file, 0, left);
		left -= sent;
	}
}

static void
serve(int connection)
{
	(void)CALL3(dup3, connection, 0, 0);
	(void)CALL3(dup3, connection, 1, 0);
	(void)CALL1(close, connection);
	if (!read_request())
		leave(1);
	if (request[5] == 'c') {
		(void)send_octets(OK, sizeof OK - 1, MSG_MORE);
		(void)CALL3(execve, script, program, environment);
		leave(127);
	}
	send_file(request[6] == 'g' ? "1g.bin" : "1k.txt");
	leave(0);
}

static int
floor_main(int count, char **arguments)
{
	int listener =
	    count > 1 ? open_listener((unsigned)number_in(arguments[1])) : -1;

	if (listener < 0)
		return 1;
	for (;;) {
		long connection = CALL4(accept4, listener, 0, 0, SOCK_CLOEXEC);

		/* A fork is a clone(2) that shares nothing. */
		if (connection >= 0 && CALL3(clone, SIGCHLD, 0, 0) == 0)
			serve((int)connection);
		(void)CALL1(close, connection);
		while (CALL4(wait4, -1, 0, 1 /* WNOHANG */, 0) > 0)
			;
	}
}
