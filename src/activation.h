/* SPDX-License-Identifier: ISC */
/*
 * Which door a connection comes through: what this process was given when it
 * was started (sd_listen_fds(3), inetd(8)); and the service manager, if there
 * is one. libsystemd talks to it; where that cannot be loaded, a few lines do
 * what its manual pages document.
 */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include <stdbool.h>
#include <stdint.h>

enum door {
	DOOR_CONNECTION, /* `in` and `out` are one client's connection */
	DOOR_STREAMS,    /* the request comes from `in`, a pipe or a file */
	DOOR_LISTENERS,  /* `count` descriptors from `first` on listen */
	DOOR_NONE,       /* descriptor 0 is none of these */
};

struct activation {
	enum door door;
	int in, out;
	int first;
	unsigned count;
};

enum { ACTIVATION_FIRST = 3 }; /* SD_LISTEN_FDS_START */

/*
 * Finds the door by $LISTEN_FDS, else by descriptor 0. Of several descriptors
 * only the first is looked at. Removes the variables of sd_listen_fds(3) from
 * the environment.
 */
void activation_find(struct activation *ret_activation);

/* Whether all descriptors that were passed listen, as the first one does. */
bool activation_all_listen(const struct activation *activation);

/* Loads libsystemd, before any sandbox, if there is a service manager to talk
 * to. Logs it when it cannot be loaded. */
void activation_prepare(void);

/* Tells the service manager (sd_notify(3)) that the listener is ready, or
 * whatever `state` says, such as "STOPPING=1". False when there is no service
 * manager. */
bool activation_notify(const char *state);

/* Milliseconds within which the service manager expects "WATCHDOG=1"
 * (sd_watchdog_enabled(3)); 0 when it does not expect it. */
int64_t activation_watchdog(void);

#endif
