/* SPDX-License-Identifier: ISC */
/* Which door a connection comes through: what this process was given when it
 * was started (sd_listen_fds(3), inetd(8)). */
#ifndef ACTIVATION_H
#define ACTIVATION_H

#include <stdbool.h>

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

/* Whether a socket is one of the network. */
bool activation_is_of_network(int fd);

/* Whether clients come here: a socket was passed, or descriptor 0 is one that
 * listens, or a connection over the network. A UNIX socket there may be
 * anything that the starter talks by. */
bool activation_has_clients(const struct activation *activation);

/* Whether all descriptors that were passed listen, as the first one does. */
bool activation_all_listen(const struct activation *activation);

#endif
