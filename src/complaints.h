/* SPDX-License-Identifier: ISC */
/*
 * What a script writes to stderr, on its way to the log: whole lines with the
 * script's name and the request's id, never to the client.
 */
#ifndef COMPLAINTS_H
#define COMPLAINTS_H

#include "exchange.h"

enum { COMPLAINT_MAX = 800 }; /* longer lines are logged in pieces */

struct complaints {
	int fd; /* our end of the pipe; -1 when there is no more to come */
	struct bytes script; /* its name, also when an error's page follows */
	size_t len;
	char *line; /* COMPLAINT_MAX octets */
};

/* Reads what is there, when poll(2) said so, and logs what lines it holds. At
 * the end logs the rest and closes. */
void complaints_read(const struct exchange *x, struct complaints *c);

#endif
