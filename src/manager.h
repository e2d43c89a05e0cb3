/* SPDX-License-Identifier: ISC */
/* What the service manager is told while the listener lives (sd_notify(3)). */
#ifndef MANAGER_H
#define MANAGER_H

#include <stdint.h>

/* What the status line says: of connections, how many. */
struct manager_status {
	uint64_t running; /* have a process */
	uint64_t waiting; /* have none */
	uint64_t total;   /* have been given one so far */
};

struct manager {
	int64_t watchdog; /* milliseconds between two signs of life */
	int64_t next_watchdog, next_status; /* on clock_monotonic_ms */
	struct manager_status status, told;
};

/* Finds out whether it wants to hear that we are alive, and says that we are
 * ready. */
void manager_open(struct manager *m);

/* When it is to hear of us next, on clock_monotonic_ms; CLOCK_NEVER when there
 * is nothing to say, or nobody to hear it. */
int64_t manager_next(const struct manager *m);

/* Says what is due `now`, on clock_monotonic_ms: the status when that is
 * another, at most once a second, and that we live. */
void manager_tell(struct manager *m, int64_t now, struct manager_status status);

#endif
