/* SPDX-License-Identifier: ISC */
/* The names of the options: --help, and which option was meant. */
#include "options.h"
#include "options_row.h"

enum { HELP_COLUMN = 32 };

/* A help text begins at HELP_COLUMN, on a line of its own after a long name. */
static void
help_row(struct buffer *text, const struct option_row *row)
{
	size_t start = text->len;
	const char *argument = option_row_argument(row);

	buffer_put_string(text, row->letter ? "  -" : "     ");
	if (row->letter) {
		buffer_put_char(text, row->letter);
		buffer_put_char(text, ',');
	}
	buffer_put_string(text, " --");
	buffer_put_string(text, row->words);
	if (argument[0]) {
		buffer_put_char(text, '=');
		buffer_put_string(text, argument);
	}
	if (text->len - start >= HELP_COLUMN - 1) {
		buffer_put_char(text, '\n');
		start = text->len;
	}
	while (text->len - start < HELP_COLUMN && !text->full)
		buffer_put_char(text, ' ');
	buffer_put_string(text, option_row_help(row));
	buffer_put_char(text, '\n');
}

void
options_help(struct buffer *text)
{
	buffer_put_string(text,
	    "Usage: cgihttpd [OPTION]... [PORT] [ROOT]\n"
	    "Serves the files and CGI scripts below ROOT (default: .): on the "
	    "connection at\ndescriptors 0 and 1, or on all that come to "
	    "127.0.0.1:PORT or --listen.\n");
	for (size_t i = 0; i < options_row_count; i++) {
		if (options_rows[i].kind != OPTION_SECTION) {
			help_row(text, &options_rows[i]);
			continue;
		}
		buffer_put_char(text, '\n');
		buffer_put_string(text, options_rows[i].words);
		buffer_put_string(text, ":\n");
	}
}

/* Our name of an option, for a name that other servers use; else `name`. */
static struct bytes
translated(struct bytes name)
{
	static const char names[][2][16] = {
		{ "p", "listen" },
		{ "port", "listen" },
		{ "address", "listen" },
		{ "host", "bind" },
		{ "r", "directory" },
		{ "root", "directory" },
		{ "docroot", "directory" },
		{ "document-root", "directory" },
	};

	for (size_t i = 0; i < lengthof(names); i++)
		if (bytes_equal(name, bytes_of(names[i][0])))
			return bytes_of(names[i][1]);
	return name;
}

const struct option_row *
options_find_like(struct bytes name)
{
	const struct option_row *found = NULL;
	size_t least;

	name = translated(name);
	least = name.len / 3 + 1;
	for (size_t i = 0; i < options_row_count; i++) {
		struct bytes other = bytes_of(options_rows[i].words);
		bool begins = name.len > 2 && bytes_start_with(other, name);
		size_t distance = begins ? 1 : bytes_distance(name, other);

		if (options_rows[i].kind == OPTION_SECTION || distance >= least)
			continue;
		least = distance;
		found = &options_rows[i];
	}
	return found;
}
