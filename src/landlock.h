/* SPDX-License-Identifier: ISC */
/*
 * Landlock (landlock(7)): a process gives up, for good, what it may do to
 * files, on the network and to other processes. A ruleset is a descriptor; it
 * binds the process that enters it and every process that this one starts. What
 * an older kernel does not know is left out of a ruleset.
 */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include <stdbool.h>

#include "attr.h"

struct option_list;

/* The version of the kernel's interface; 0 when it has none. */
int landlock_version(void);
/* The first one that keeps files from being emptied (truncate(2)). */
enum { LANDLOCK_TRUNCATE_VERSION = 3 };

/* Whether `error`, an errno of the functions below, means that the kernel has
 * no Landlock: it was built or started without. */
bool landlock_is_missing(int error);

/*
 * Makes the ruleset of a process that answers: it reads what is below `root`,
 * or everything when that is -1, writes and executes nothing, binds and
 * connects no TCP socket (version 4), and outside of its Landlock domain
 * reaches no abstract UNIX socket and signals no process (6). What is open
 * already stays usable.
 *
 * Returns a descriptor that is closed on exec; -1 with errno.
 */
must_check int landlock_for_answer(int root);

/*
 * Makes the ruleset of scripts: they write, make, rename and remove nothing
 * except below `directories`, and write to /dev/null. Below
 * LANDLOCK_TRUNCATE_VERSION they can still empty files elsewhere. Returns a
 * descriptor that is closed on exec; -1 with errno, and in *ret_culprit the
 * directory that could not be allowed, or NULL when something else failed.
 */
must_check int landlock_for_script(
    const struct option_list *directories, const char **ret_culprit);

/* Enters the ruleset, for good. no_new_privs must be set. Returns false with
 * errno. */
must_check bool landlock_enter(int ruleset);

#endif
