/* SPDX-License-Identifier: ISC */
/* The rows of the table of options in options.c, by which the command line is
 * parsed and of which --help is made. */
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
	OPTION_MODE,    /* int64_t, in octal as for chmod(1) */
	OPTION_SIZE,    /* int64_t, with K, M or G */
	OPTION_CHOICE,  /* int: which of the words in `argument` */
};

/* Characters instead of pointers, so that there is nothing to relocate at
 * start-up. */
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

/* The option that an unknown name may have meant: one that other servers call
 * by this name, whose name begins with it, or whose name differs from it by at
 * most one octet for every three. NULL when there is none. */
const struct option_row *options_find_like(struct bytes name);

#endif
