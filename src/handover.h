/* SPDX-License-Identifier: ISC */
/*
 * How a child of the listener gets its client's connection: with a copy of all
 * descriptors, as fork(2) makes it, or, where that would take long, with a copy
 * of the few that it needs.
 */
#ifndef HANDOVER_H
#define HANDOVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "attr.h"

/* From so many clients on, copying their descriptors takes longer than waiting
 * until a child has copied the few that it needs. */
enum { HANDOVER_MANY = 400 };

struct handover {
	int fd;   /* where a child finds its connection: the last of the
		 * listener's own descriptors, below those of all clients */
	int done; /* eventfd(2), from the child: it has its own table now */
};

/* To be called when the listener has all its own descriptors. False with
 * errno. */
must_check bool handover_open(struct handover *h);

/*
 * As fork(2). In the child, *connection becomes the descriptor that it has
 * there; the listener's stays the listener's. `many`: HANDOVER_MANY clients or
 * more hold a descriptor of the listener's. `h` is a copy, because the child
 * may not have the original (apart.h).
 */
pid_t handover_fork(struct handover h, bool many, int *connection);

#endif
