/* SPDX-License-Identifier: ISC */
/*
 * The tests' own decoder of the chunked coding. It shares nothing with the
 * server's decoder, so that it is a second opinion.
 */
#include "dechunk.h"

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
line_ends(FILE *coded, int c)
{
	return c == '\r' && getc(coded) == '\n';
}

static bool
read_size(FILE *coded, size_t *ret_size)
{
	size_t size = 0;
	int c = getc(coded);

	if (digit(c) < 0)
		return false;
	for (; digit(c) >= 0; c = getc(coded))
		size = size << 4 | (size_t)digit(c);
	*ret_size = size;
	return line_ends(coded, c);
}

static bool
copy(FILE *coded, FILE *content, size_t size)
{
	for (; size; size--) {
		int c = getc(coded);

		if (c == EOF || putc(c, content) == EOF)
			return false;
	}
	return line_ends(coded, getc(coded));
}

bool
dechunk(FILE *coded, FILE *content)
{
	size_t size;

	do {
		if (!read_size(coded, &size) || !copy(coded, content, size))
			return false;
	} while (size);
	return getc(coded) == EOF;
}
