/* SPDX-License-Identifier: ISC */
/*
 * Which door a connection comes through: what this process was given when it
 * was started (sd_listen_fds(3), inetd(8)), and the service manager, if there
 * is one. libsystemd does the talking; where it is not there, a few lines that
 * do what its manual pages document.
 */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include <stdbool.h>
#include <stdint.h>

enum door {
	DOOR_CONNECTION, /* `in` and `out` are one client's connection */
	DOOR_STREAMS,    /* the request comes from `in`, a pipe or a file */
	DOOR_LISTENERS,  /* `first` and the `count` - 1 behind it listen */
	DOOR_NONE,       /* descriptor 0 is a terminal or something else */
};

struct activation {
	enum door door;
	int in, out;
	int first;
	unsigned count;
};

enum { ACTIVATION_FIRST = 3 }; /* SD_LISTEN_FDS_START */

/*
 * Looks at $LISTEN_FDS, then at descriptor 0. Removes the variables of the
 * protocol from the environment.
 */
void activation_find(struct activation *ret_activation);

/* Do all that were passed listen, as the first one does? */
bool activation_all_listen(const struct activation *activation);

/* Loads what talks to the service manager, before any sandbox. */
void activation_prepare(void);

/* Tells the service manager (sd_notify(3)) that the listener is ready, or what
 * else `state` says, "STOPPING=1" for instance. False where there is none. */
bool activation_notify(const char *state);

/* Milliseconds within which the service manager wants to hear "WATCHDOG=1"
 * (sd_watchdog_enabled(3)); 0 when it does not. */
int64_t activation_watchdog(void);

#endif
