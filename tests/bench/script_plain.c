/* SPDX-License-Identifier: ISC */
/*
 * A CGI program: sends 1 KiB of text in one write. Under a name that begins
 * with nph- it writes the status line too.
 */
#include <string.h>
#include <unistd.h>

int
main(int count, char **arguments)
{
	static char answer[2048];
	const char *name = count > 0 ? arguments[0] : "";
	const char *slash = strrchr(name, '/');
	char *end = answer;

	if (!strncmp(slash ? slash + 1 : name, "nph-", 4))
		end = stpcpy(end, "HTTP/1.1 200 OK\r\n");
	end = stpcpy(end, "Content-Type: text/plain\r\n\r\n");
	memset(end, 'x', 1024);
	return write(STDOUT_FILENO, answer, (size_t)(end - answer) + 1024) < 0;
}
