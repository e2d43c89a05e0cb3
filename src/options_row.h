/* SPDX-License-Identifier: ISC */
/* The table of options, by which the command line is parsed and of which --help
 * is made. */
#ifndef OPTIONS_ROW_H
#define OPTIONS_ROW_H

#include <stddef.h>

#include "bytes.h"

enum option_kind {
	OPTION_SECTION, /* a headline of --help */
	OPTION_FLAG,    /* bool: true */
	OPTION_UNSET,   /* bool: false again, after another row's flag */
	OPTION_TEXT,    /* const char * */
	OPTION_LIST,    /* struct option_list */
	OPTION_NUMBER,  /* int64_t, above 0 */
	OPTION_MODE,    /* int64_t, in octal as for chmod(1) */
	OPTION_SIZE,    /* int64_t, with K, M or G */
	OPTION_CHOICE,  /* int: which of its argument's words */
};

/* Characters instead of pointers, so that there is nothing to relocate at
 * start-up. */
struct option_row {
	unsigned char kind;
	char letter;
	unsigned short offset; /* in struct options */
	char words[64]; /* its name, argument and help, or a headline; each with
			 * a NUL at its end */
};

enum { OPTION_ROWS_MAX = 80 };

static inline bool
option_row_takes_value(const struct option_row *row)
{
	return row->kind > OPTION_UNSET;
}

extern const struct option_row option_rows[];
extern const size_t option_row_count;

/* What an option takes, as --help shows it; "" for a flag. A choice has its
 * words here, with "|" between them. */
static inline const char *
option_row_argument(const struct option_row *row)
{
	return row->words + strlen(row->words) + 1;
}

static inline const char *
option_row_help(const struct option_row *row)
{
	const char *argument = option_row_argument(row);

	return argument + strlen(argument) + 1;
}

/* The option that an unknown name may have meant: one that other servers call
 * by this name, whose name begins with it, or whose name differs from it by at
 * most one octet for every three. NULL when there is none. */
const struct option_row *option_row_find_like(struct bytes name);

#endif
