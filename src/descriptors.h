/* SPDX-License-Identifier: ISC */
/* The descriptors that a process was started with, and those that it passes
 * on. */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include <stdbool.h>
#include <sys/resource.h>

#include "attr.h"

enum {
	DESCRIPTORS_KEPT = 6,       /* for descriptors_close_others */
	DESCRIPTORS_MOST = 1 << 20, /* fs.nr_open as the kernel sets it */
};

/* Opens /dev/null as each of 0, 1 and 2 that is closed: otherwise the next file
 * that is opened would be taken for one of them. Where there is no /dev/null,
 * an epoll(7), which can be neither read nor written. Exits with EX_OSERR when
 * that is not possible either. */
void descriptors_ensure(void);

/* Marks all descriptors above 2 close-on-exec: those that the process was
 * started with are not for scripts. */
void descriptors_seal(void);

/* Raises the soft limit of open files to the hard one (setrlimit(2)). Returns
 * the new soft limit, at most DESCRIPTORS_MOST; *ret_before is set to both
 * limits as they were. */
unsigned descriptors_raise_limit(struct rlimit *ret_before);

/* Gives the caller, which shares its descriptors with another process, a table
 * of its own, with those up to `last`; with all of them on a kernel without
 * close_range(2). Returns false when there is no memory for that. */
must_check bool descriptors_unshare(int last);

/* Closes *fd unless it is -1, which it is afterwards. */
void descriptors_close(int *fd);

/* Closes all descriptors above 2 except those in `keep`, where -1 is none. */
void descriptors_close_others(const int keep[DESCRIPTORS_KEPT]);

#endif
