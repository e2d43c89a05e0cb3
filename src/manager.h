/* SPDX-License-Identifier: ISC */
/* What the service manager is told while the listener runs (sd_notify(3)). */
#ifndef MANAGER_H
#define MANAGER_H

#include <stdint.h>

/* What the status line says: how many connections ... */
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

/* Finds out whether the service manager wants signs of life
 * (activation_watchdog), and tells it that the listener is ready. */
void manager_open(struct manager *m);

/* When the service manager is to be told something next, on clock_monotonic_ms;
 * CLOCK_NEVER when there is nothing to say, or no service manager. */
int64_t manager_next(const struct manager *m);

/* Tells what is due `now`, on clock_monotonic_ms: the status, when it has
 * changed, at most once a second; and that the listener is alive. */
void manager_tell(struct manager *m, int64_t now, struct manager_status status);

#endif
