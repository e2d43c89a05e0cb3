/* SPDX-License-Identifier: ISC */
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
	for (size_t i = 0; i < option_row_count; i++) {
		if (option_rows[i].kind != OPTION_SECTION) {
			help_row(text, &option_rows[i]);
			continue;
		}
		buffer_put_char(text, '\n');
		buffer_put_string(text, option_rows[i].words);
		buffer_put_string(text, ":\n");
	}
}
