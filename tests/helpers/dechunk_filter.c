/* SPDX-License-Identifier: ISC */
/*
 * dechunk: copies standard input without its chunked coding to standard output.
 * The exit status is 1 when the coding is wrong or was cut off.
 */
#include "dechunk.h"

int
main(void)
{
	return !dechunk(stdin, stdout);
}
