/* SPDX-License-Identifier: ISC */
/* The descriptors that a process was started with, and those it hands on. */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

enum { DESCRIPTORS_KEPT = 5 };

/* Makes 0, 1 and 2 exist, as /dev/null where they are closed: the next file
 * opened would be taken for one of them. */
void descriptors_ensure(void);

/* Marks all above 2 close-on-exec: strangers' are not for scripts. */
void descriptors_seal(void);

/* Closes all above 2 but these. */
void descriptors_close_others(const int keep[DESCRIPTORS_KEPT]);

#endif
