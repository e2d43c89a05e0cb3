/* SPDX-License-Identifier: ISC */
/* --check: searches a document root for scripts that would fail. */
#ifndef SURVEY_H
#define SURVEY_H

#include "beneath.h"
#include "options.h"

/*
 * Prints to stdout a line for each fault: of a script below the root (with
 * --virtual-hosts, of each host) or a program of --map that would fail for the
 * current user or should not be run; and, when there are scripts, of a
 * directory above the root that the current user cannot search. The last line
 * has the totals. Does not follow symbolic links to directories, nor go deeper
 * than 64 directories. Changes the working directory. Returns the exit status:
 * 0 when there is no fault, 1 when there are some.
 */
int survey(const struct options *options, const struct beneath *b);

#endif
