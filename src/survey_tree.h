/* SPDX-License-Identifier: ISC */
/* --check: the walk through a document root. */
#ifndef SURVEY_TREE_H
#define SURVEY_TREE_H

#include "survey_report.h"

/* Searches the directory `name` in `root`, a descriptor, as a document root. */
void survey_root(struct survey *s, int root, const char *name);

/* Searches each virtual host's directory below `root`, a descriptor. */
void survey_hosts(struct survey *s, int root);

#endif
