/* SPDX-License-Identifier: ISC */
/*
 * floor_file HOW FILE: sends a file to descriptor 1.
 *
 *   sendfile  a header that waits for what follows it, and sendfile(2)
 *   read      header and content together in one write, for small files
 *   shutdown  the same, and shuts the connection down before the process exits
 *   304, 404  looks up FILE and sends a header
 *   nothing   only reads the request: the cost of a process
 */
#include "floor.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Length: "

static char request[16384];
static char answer[65536];

static int
send_header(const char *header)
{
	size_t length = 0;

	while (header[length])
		length++;
	return CALL3(write, 1, header, length) < 0;
}

static int
send_file(int file, size_t size, size_t header)
{
	long sent = 1;

	(void)send_octets(answer, header, MSG_MORE);
	while (size > 0 && sent > 0) {
		sent = CALL4(sendfile, 1, file, 0, size);
		size -= (size_t)sent;
	}
	return sent <= 0;
}

static int
send_read(int file, size_t header)
{
	long got = CALL3(read, file, answer + header, sizeof answer - header);

	return CALL3(write, 1, answer, header + (size_t)got) < 0;
}

static int
floor_main(int count, char **arguments)
{
	const char *how = count > 2 ? arguments[1] : "nothing";
	static struct stat status;
	char *end;
	int file, failed;

	if (CALL3(read, 0, request, sizeof request) <= 0)
		return 1;
	if (is_same(how, "nothing"))
		return 0;
	file = (int)CALL4(openat, AT_FDCWD, arguments[2], O_RDONLY, 0);
	if (is_same(how, "404"))
		return send_header("HTTP/1.1 404 Not Found\r\n"
				   "Content-Length: 10\r\n\r\nNot found\n");
	if (file < 0 || CALL2(fstat, file, &status) < 0)
		return 1;
	if (is_same(how, "304"))
		return send_header("HTTP/1.1 304 Not Modified\r\n\r\n");
	end = put(answer, OK);
	end = put_number(end, (unsigned long)status.st_size);
	end = put(end, "\r\n\r\n");
	if (is_same(how, "sendfile"))
		return send_file(
		    file, (size_t)status.st_size, (size_t)(end - answer));
	failed = send_read(file, (size_t)(end - answer));
	if (is_same(how, "shutdown"))
		(void)CALL2(shutdown, 1, SHUT_WR);
	return failed;
}
