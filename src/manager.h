/* SPDX-License-Identifier: ISC */
/*
 * The service manager, if there is one, and what it is told while the listener
 * runs (sd_notify(3)). libsystemd talks to it; where that cannot be loaded, a
 * few lines do what its manual pages document.
 */
#ifndef MANAGER_H
#define MANAGER_H

#include <stdbool.h>
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

/* Loads libsystemd, before any sandbox, if there is a service manager to talk
 * to. Logs it when it cannot be loaded. */
void manager_prepare(void);

/* Tells the service manager `state`, such as "STOPPING=1". False when there is
 * no service manager. */
bool manager_notify(const char *state);

/* Finds out whether the service manager wants signs of life
 * (sd_watchdog_enabled(3)), and tells it that the listener is ready. */
void manager_open(struct manager *m);

/* When the service manager is to be told something next, on clock_monotonic_ms;
 * CLOCK_NEVER when there is nothing to say, or no service manager. */
int64_t manager_next(const struct manager *m);

/* Tells what is due `now`, on clock_monotonic_ms: the status, when it has
 * changed, at most once a second; and that the listener is alive. */
void manager_tell(struct manager *m, int64_t now, struct manager_status status);

#endif
