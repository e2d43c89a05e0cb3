/* SPDX-License-Identifier: ISC */
/*
 * Takes the chunked transfer coding (RFC 9112 section 7.1) off standard input,
 * by the letter: no extensions, no trailers, nothing behind the end. Its
 * exit status is 1 when the coding is wrong or was cut off. Knows nothing of
 * the server's own decoder: the tests need a second opinion.
 */
#include <stdbool.h>
#include <stdio.h>

static int
digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool
line_ends(int c)
{
	return c == '\r' && getchar() == '\n';
}

static bool
read_size(size_t *ret_size)
{
	size_t size = 0;
	int c = getchar();

	if (digit(c) < 0)
		return false;
	for (; digit(c) >= 0; c = getchar())
		size = size << 4 | (size_t)digit(c);
	*ret_size = size;
	return line_ends(c);
}

static bool
copy(size_t size)
{
	for (; size; size--) {
		int c = getchar();

		if (c == EOF || putchar(c) == EOF)
			return false;
	}
	return line_ends(getchar());
}

int
main(void)
{
	size_t size;

	do {
		if (!read_size(&size) || !copy(size))
			return 1;
	} while (size);
	return getchar() != EOF;
}
