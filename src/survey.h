/* SPDX-License-Identifier: ISC */
/* --check: looks a document root over for scripts that would fail. */
#ifndef SURVEY_H
#define SURVEY_H

#include "beneath.h"
#include "options.h"

/*
 * Prints a line to stdout for each script below the root, and each program of
 * --map, that would fail for the present user, or should not be run, and why;
 * with --virtual-hosts for each host; and one when the present user cannot
 * search what is above the root. Does not look behind symbolic links to
 * directories. Returns the exit status: 0 when there is no fault, 1 when there
 * are some. Changes the working directory.
 */
int survey(const struct options *options, const struct beneath *b);

#endif
