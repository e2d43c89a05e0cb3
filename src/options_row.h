/* SPDX-License-Identifier: ISC */
/* A row of the table of options, in options.c: what the command line is parsed
 * by and --help is made of. */
#ifndef OPTIONS_ROW_H
#define OPTIONS_ROW_H

#include <stddef.h>

#include "bytes.h"

enum option_kind {
	OPTION_SECTION, /* a headline of --help */
	OPTION_FLAG,    /* bool */
	OPTION_TEXT,    /* const char * */
	OPTION_LIST,    /* struct option_list */
	OPTION_NUMBER,  /* int64_t, above 0 */
	OPTION_MODE,    /* int64_t, as chmod(1) has it in octal */
	OPTION_SIZE,    /* int64_t, with K, M or G */
	OPTION_CHOICE,  /* int: which of the words in `argument` */
};

/* Characters instead of pointers: nothing to relocate at start-up. */
struct option_row {
	unsigned char kind;
	char letter;
	unsigned short offset;
	char name[18];
	char argument[34];
	char help[60];
};

extern const struct option_row options_rows[];
extern const size_t options_row_count;

/* Which option was meant, perhaps, by a name that none has: one that other
 * servers call so, that begins so, or that differs by a slip for each three
 * letters. NULL when there is none. */
const struct option_row *options_find_like(struct bytes name);

#endif
