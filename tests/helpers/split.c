/* SPDX-License-Identifier: ISC */
/*
 * split RESPONSE HEADER CONTENT
 *
 * Splits what a server sent: the file HEADER gets the header section of the
 * final response, with its empty line, and CONTENT what follows it, without its
 * chunked coding as far as that is valid. Interim (1xx) responses are dropped.
 * Without a header section both files are empty. This is one program instead of
 * a dozen for every request of every test.
 */
#include "dechunk.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static FILE *
open_file(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	if (!file)
		err(2, "%s", path);
	return file;
}

static void
close_file(FILE *file, const char *path)
{
	if (fclose(file))
		err(2, "%s", path);
}

struct section {
	char *text;
	size_t length;
	bool chunked;
};

/* Finds the one field that says how the content is to be read. */
static bool
says_chunked(const char *line)
{
	const char name[] = "Transfer-Encoding:", *value;

	if (strncasecmp(line, name, strlen(name)) != 0)
		return false;
	value = line + strlen(name);
	value += strspn(value, " \t");
	return strcasecmp(value, "chunked\r\n") == 0;
}

/* Replaces the header section in *ret by the next one, with its empty line.
 * Returns false when there is no complete one. */
static bool
read_section(FILE *response, struct section *ret)
{
	struct section section = { 0 };
	FILE *text = open_memstream(&section.text, &section.length);
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	bool whole = false;

	if (!text)
		err(2, "memory");
	while (!whole && (length = getline(&line, &room, response)) > 0) {
		fwrite(line, 1, (size_t)length, text);
		section.chunked |= says_chunked(line);
		whole = strcmp(line, "\r\n") == 0;
	}
	close_file(text, "memory");
	free(line);
	if (!whole) {
		free(section.text);
		return false;
	}
	free(ret->text);
	*ret = section;
	return true;
}

static bool
is_interim(const struct section *section)
{
	return strncmp(section->text, "HTTP/1.1 1", 10) == 0;
}

static void
copy(FILE *from, FILE *to)
{
	char piece[65536];
	size_t length;

	while ((length = fread(piece, 1, sizeof piece, from)) > 0)
		fwrite(piece, 1, length, to);
}

int
main(int argc, char **argv)
{
	struct section section = { 0 };
	FILE *response, *header, *content;
	long start = 0;

	if (argc != 4)
		errx(2, "usage: split RESPONSE HEADER CONTENT");
	response = open_file(argv[1], "r");
	header = open_file(argv[2], "w");
	content = open_file(argv[3], "w");
	while (read_section(response, &section)) {
		start = ftell(response);
		if (!is_interim(&section))
			break;
	}
	if (section.text) {
		fwrite(section.text, 1, section.length, header);
		fseek(response, start, SEEK_SET);
		if (section.chunked)
			(void)dechunk(response, content);
		else
			copy(response, content);
	}
	free(section.text);
	close_file(header, argv[2]);
	close_file(content, argv[3]);
	return 0;
}
