/* SPDX-License-Identifier: ISC */
/* --check: what is looked over, and what is printed about it. */
#ifndef SURVEY_REPORT_H
#define SURVEY_REPORT_H

#include "beneath.h"
#include "options.h"
#include "script_rules.h"
#include "uri.h"

struct survey {
	const struct options *options;
	const struct script_rules *rules;
	struct beneath beneath; /* the root, or a virtual host's */
	const char *host;       /* of --virtual-hosts; else NULL */
	const char *user;       /* for whom it is checked */
	unsigned depth;
	unsigned scripts, faults;
	bool found[OPTION_LIST_MAX]; /* directories of --cgi-dir, by pattern */
	bool found_default;          /* /cgi-bin or /htbin */
	struct buffer path; /* of the directory, with its leading slash */
	char octets[URI_PATH_SIZE];
};

/* Prints a fault of a name in the directory of s->path, or with "" of the
 * directory itself, and counts it; `format` as for printf(3). */
void survey_complain(struct survey *s, const char *name, const char *format,
    ...) printf_like(3, 4);

/* Prints a fault of an option's value, and counts it. */
void survey_complain_of_option(
    struct survey *s, const char *name, const char *value, const char *fault);

#endif
