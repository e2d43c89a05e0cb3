/* SPDX-License-Identifier: ISC */
/* A CGI program: reads its content and answers with its length. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(void)
{
	static char content[65536];
	const char *length = getenv("CONTENT_LENGTH");
	long wanted = length ? strtol(length, NULL, 10) : 0;
	long got = 0, part = 1;
	char answer[64] = "Content-Type: text/plain\r\n\r\n";
	char digits[24];
	char *digit = digits + sizeof digits;

	while (got < wanted && part > 0) {
		part = read(STDIN_FILENO, content, sizeof content);
		got += part > 0 ? part : 0;
	}
	*--digit = '\0';
	*--digit = '\n';
	do
		*--digit = (char)('0' + got % 10);
	while (got /= 10);
	length = stpcpy(answer + strlen(answer), digit);
	return write(STDOUT_FILENO, answer, (size_t)(length - answer)) < 0;
}
