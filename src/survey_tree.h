/* SPDX-License-Identifier: ISC */
/* --check: the walk through a document root, and what it has found. */
#ifndef SURVEY_TREE_H
#define SURVEY_TREE_H

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

/* Prints a fault of an option's value, and counts it. */
void survey_complain_of_option(
    struct survey *s, const char *name, const char *value, const char *fault);

/* Searches the directory `name` in `root`, a descriptor, as a document root. */
void survey_root(struct survey *s, int root, const char *name);

/* Searches each virtual host's directory below `root`, a descriptor. */
void survey_hosts(struct survey *s, int root);

#endif
