/* SPDX-License-Identifier: ISC */
/* The descriptors that a process was started with, and those it hands on. */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include <stdbool.h>
#include <sys/resource.h>

#include "attr.h"

enum { DESCRIPTORS_KEPT = 6, DESCRIPTORS_MOST = 1 << 20 };

/* Makes 0, 1 and 2 exist, as /dev/null where they are closed: the next file
 * opened would be taken for one of them. */
void descriptors_ensure(void);

/* Marks all above 2 close-on-exec: strangers' are not for scripts. */
void descriptors_seal(void);

/* Raises the soft limit of open files to the hard one (setrlimit(2)). Returns
 * what it is then, DESCRIPTORS_MOST if that is less, and both limits as they
 * were. */
unsigned descriptors_raise_limit(struct rlimit *ret_before);

/* Of a table that is shared with another process, takes those up to `last` for
 * the caller's own one. False when there is no memory for that. */
must_check bool descriptors_take(int last);

/* Closes all above 2 but these. */
void descriptors_close_others(const int keep[DESCRIPTORS_KEPT]);

#endif
