/* SPDX-License-Identifier: ISC */
/* A CGI program: sends as many octets of zero as its query says. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(void)
{
	static const char header[] =
	    "Content-Type: application/octet-stream\r\n\r\n";
	static char zeros[65536];
	const char *query = getenv("QUERY_STRING");
	long long left = query ? strtoll(query, NULL, 10) : 0;
	ssize_t put = write(STDOUT_FILENO, header, sizeof header - 1);

	while (left > 0 && put > 0) {
		size_t part = sizeof zeros;

		if ((long long)part > left)
			part = (size_t)left;
		put = write(STDOUT_FILENO, zeros, part);
		left -= put;
	}
	return put <= 0;
}
