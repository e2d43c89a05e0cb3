/* SPDX-License-Identifier: ISC */
/*
 * A CGI script in C: draws a piece of the Mandelbrot set as a picture that any
 * browser shows. The query says which: x=-0.74&y=0.13&zoom=100
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 480, HEIGHT = 320, ROUNDS = 250, HEADER = 54 + 256 * 4 };

/* The number after "name=" in the query; `otherwise` without one. */
static double
number(const char *query, const char *name, double otherwise)
{
	size_t length = strlen(name);

	for (const char *at = query; at; at = strchr(at, '&')) {
		at += *at == '&';
		if (!strncmp(at, name, length) && at[length] == '=')
			return strtod(at + length + 1, NULL);
	}
	return otherwise;
}

/* How soon a point escapes, as a colour; 0: it does not. */
static int
colour_of(double cx, double cy)
{
	double x = 0, y = 0;

	for (int i = 0; i < ROUNDS; i++) {
		double next = x * x - y * y + cx;

		y = 2 * x * y + cy;
		x = next;
		if (x * x + y * y > 4)
			return i % 255 + 1;
	}
	return 0;
}

static void
put(uint32_t number, int octets)
{
	for (; octets > 0; octets--, number >>= 8)
		putchar((int)(number & 0xff));
}

/* BMP: a file header, an information header, a table of 256 colours. */
static void
put_header(void)
{
	fputs("BM", stdout);
	put(HEADER + WIDTH * HEIGHT, 4);
	put(0, 4);
	put(HEADER, 4);
	put(40, 4);
	put(WIDTH, 4);
	put(HEIGHT, 4);
	put(1, 2);
	put(8, 2);
	for (int i = 0; i < 6; i++)
		put(0, 4);
	put(0x1b1a18, 4);
	for (uint32_t i = 1; i < 256; i++)
		put((255 - i / 2) << 16 | (120 + i * 5 % 130) << 8 |
			(60 + i * 11 % 160),
		    4);
}

int
main(void)
{
	const char *query = getenv("QUERY_STRING");
	double zoom, left, top, step;

	if (!query)
		query = "";
	zoom = number(query, "zoom", 1);
	if (!(zoom >= 1 && zoom <= 1e12)) {
		puts("Status: 400\nContent-Type: text/plain\n\n"
		     "zoom is from 1 to 1e12");
		return 0;
	}
	step = 3.3 / WIDTH / zoom;
	left = number(query, "x", -0.65) - step * WIDTH / 2;
	top = number(query, "y", 0) - step * HEIGHT / 2;
	printf("Content-Type: image/bmp\nContent-Length: %d\n\n",
	    HEADER + WIDTH * HEIGHT);
	put_header();
	for (int row = 0; row < HEIGHT; row++)
		for (int column = 0; column < WIDTH; column++)
			putchar(
			    colour_of(left + column * step, top + row * step));
	return ferror(stdout) || fflush(stdout);
}
