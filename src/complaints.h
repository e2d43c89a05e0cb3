/* SPDX-License-Identifier: ISC */
/*
 * Passes what a script writes to stderr to the log, in whole lines with the
 * script's name and the request's id, and never to the client.
 */
#ifndef COMPLAINTS_H
#define COMPLAINTS_H

#include "exchange.h"

enum { COMPLAINT_MAX = 800 }; /* longer lines are logged in pieces */

struct complaints {
	int fd; /* our end of the pipe; -1 when there is no more to come */
	struct bytes script; /* its name, also when an error page follows */
	size_t len;          /* of the part of a line that is in `line` */
	char *line;          /* COMPLAINT_MAX octets */
};

/* Reads what has arrived, when poll(2) has said that something has, and logs
 * the whole lines in it. At its end, or on an error, logs the rest, closes the
 * pipe and sets c->fd to -1. */
void complaints_read(const struct exchange *x, struct complaints *c);

#endif
