/* SPDX-License-Identifier: ISC */
/*
 * Landlock (landlock(7)): what a process may do to files, on the network and
 * to other processes, given up by itself and for good. A ruleset is a
 * descriptor; who enters it is bound by it, and so is everything that it
 * starts. What an older kernel does not know is left out of a ruleset.
 */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include <stdbool.h>

#include "attr.h"

struct option_list;

/* The kernel's version of the interface; 0 when it has none. */
int landlock_version(void);

/*
 * For one who answers: reads what is below `root`, or, when that is -1,
 * everything; writes and executes nothing; no TCP socket is bound or connected
 * (version 4), no abstract socket of others reached and no other process
 * signalled (6). What is open already stays usable.
 *
 * A descriptor that is closed on exec; -1 with errno.
 */
must_check int landlock_for_answer(int root);

/*
 * For scripts: nothing is written, made, renamed or removed but below
 * `directories`, and in /dev/null. -1 with errno, and in *ret_culprit the
 * directory that could not be opened, NULL when it was none.
 */
must_check int landlock_for_script(
    const struct option_list *directories, const char **ret_culprit);

/* Enters it. no_new_privs must be set. False with errno. */
must_check bool landlock_enter(int ruleset);

#endif
