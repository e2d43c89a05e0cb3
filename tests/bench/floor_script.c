/* SPDX-License-Identifier: ISC */
/*
 * floor_script HOW PROGRAM: runs a CGI program on the connection.
 *
 *   nph      becomes PROGRAM, which writes its own status line
 *   follows  writes a status line and becomes PROGRAM
 *   more     the same, but the line leaves with PROGRAM's first octets
 *   relay    becomes PROGRAM, while a clone, which keeps the address space,
 *            takes PROGRAM's output through a pipe: the least that a server
 *            can do that has to read a script's header
 *   wait     the same with a child that becomes PROGRAM and a parent that
 *            takes its output and waits for it
 *
 * Takes the request's header off the connection and leaves its content there.
 */
#include "floor.h"

#include <sched.h>
#include <signal.h>

enum { STACK = 16384 };

static const char ok[] = "HTTP/1.1 200 OK\r\n";
static char request[16384];
static char answer[65536];
static char stack[STACK] __attribute__((aligned(16)));
static int ends[2]; /* of the pipe */
static char method[] = "REQUEST_METHOD=GET\0";
static char length[40] = "CONTENT_LENGTH=";
static char *program[2];
static char *environment[] = { method, length, (char[]){ "PATH=/usr/bin:/bin" },
	(char[]){ "GATEWAY_INTERFACE=CGI/1.1" },
	(char[]){ "SERVER_PROTOCOL=HTTP/1.1" },
	(char[]){ "SCRIPT_NAME=/cgi-bin/script" }, (char[]){ "QUERY_STRING=" },
	NULL };

/* Notes the one field that matters: "Content-Length: N". */
static void
read_field(const char *line)
{
	char *end = length + sizeof "CONTENT_LENGTH=" - 1;

	if (line[0] == 'C' && line[8] == 'L' && line[14] == ':')
		*put_number(end, number_in(line + 16)) = '\0';
}

static int
read_header(void)
{
	long got = CALL4(recvfrom, 0, request, sizeof request - 1, MSG_PEEK);
	long end = 0, line = 0;

	for (long at = 0; at < got && !end; at++) {
		if (request[at] != '\n')
			continue;
		if (at - line < 2)
			end = at + 1;
		line = at + 1;
		read_field(request + line);
	}
	if (request[0] == 'P')
		(void)put(method, "REQUEST_METHOD=POST");
	return end && CALL3(read, 0, request, end) == end;
}

static void
become_program(void)
{
	if (ends[1])
		(void)CALL3(dup3, ends[1], 1, 0);
	(void)CALL3(execve, program[0], program, environment);
	leave(127);
}

static void
copy_output(void)
{
	long got;

	(void)CALL1(close, ends[1]);
	(void)send_octets(ok, sizeof ok - 1, MSG_MORE);
	while ((got = CALL3(read, ends[0], answer, sizeof answer)) > 0)
		(void)CALL3(write, 1, answer, got);
}

static void
relay(void)
{
	copy_output();
	(void)CALL2(shutdown, 1, SHUT_WR);
	leave(0);
}

static int
floor_main(int count, char **arguments)
{
	const char *how = arguments[1];

	if (count < 3 || !read_header())
		return 1;
	program[0] = arguments[2];
	if (is_same(how, "nph"))
		become_program();
	if (is_same(how, "follows") || is_same(how, "more")) {
		(void)send_octets(
		    ok, sizeof ok - 1, is_same(how, "more") ? MSG_MORE : 0);
		become_program();
	}
	(void)CALL2(pipe2, ends, O_CLOEXEC);
	if (is_same(how, "relay")) {
		(void)clone_to(CLONE_VM | SIGCHLD, stack + STACK, relay);
		become_program();
	}
	(void)clone_to(
	    CLONE_VM | CLONE_VFORK | SIGCHLD, stack + STACK, become_program);
	copy_output();
	return CALL4(wait4, -1, 0, 0, 0) < 0;
}
