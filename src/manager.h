/* SPDX-License-Identifier: ISC */
/* What the service manager is told while the listener lives (sd_notify(3)). */
#ifndef MANAGER_H
#define MANAGER_H

#include <stdint.h>

struct manager {
	int64_t watchdog; /* milliseconds between two signs of life */
	int64_t next_watchdog, next_status; /* on clock_monotonic_ms */
};

/* What the status line says. */
struct manager_status {
	uint64_t served, waiting, total;
};

/* Finds out whether it wants to hear that we are alive, and says that we are
 * ready. */
void manager_open(struct manager *m);

/* When it wants to hear of us next; CLOCK_NEVER when it does not. */
int64_t manager_next(const struct manager *m);

/* Says what is due `now`, on clock_monotonic_ms: the status, at most once a
 * second, and that we live. */
void manager_tell(struct manager *m, int64_t now, struct manager_status status);

#endif
