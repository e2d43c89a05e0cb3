/* SPDX-License-Identifier: ISC */
/* --check: searches a document root for scripts that would fail. */
#ifndef SURVEY_H
#define SURVEY_H

#include "exchange.h"

/*
 * Looks over what x->options serve, as the current user, without running
 * anything: x->beneath is the root, x->credentials are open. Prints to stdout a
 * line for each fault: of a script below the root (with --virtual-hosts, of
 * each host) or a program of --map or --cgi-suffix that would fail or be
 * refused, by x->script_rules among others; of a file or directory that an
 * option names; of a directory above the root that the user cannot search. The
 * last line has the totals. Follows a symbolic link to a directory only where
 * that is a directory of scripts in the root, and goes no deeper than 64
 * directories. Changes the working directory. Returns the exit status: 0 when
 * there is no fault, 1 when there are some.
 */
int survey(const struct exchange *x);

#endif
