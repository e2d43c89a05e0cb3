/* SPDX-License-Identifier: ISC */
/*
 * A handler of connections under measurement: started as inetd would, with a
 * TCP connection of its own as descriptors 0 and 1.
 */
#ifndef HANDLER_H
#define HANDLER_H

#include <stdbool.h>
#include <sys/types.h>

#include "answer.h"

struct handler {
	const char *name;
	unsigned every; /* takes part in each so-many-th round */
	char **command;
};

/* What all handlers are asked, and what they should say. */
struct conversation {
	const char *request;
	size_t request_length;
	struct expectation expected;
	int timeout_ms; /* without anything happening */
	int listener;   /* where connections are made */
	size_t sent;    /* of the request */
	char *octets;   /* room for an answer */
	size_t size, filled;
	struct answer answer;
};

/* What one answer cost, in microseconds and faults, those of all processes
 * that the handler left behind included. */
struct cost {
	double wall; /* from before the start to the connection's end */
	double cpu;
	long faults;
};

/* Opens the listener, on a port of the kernel's choice. Ends the program if
 * that cannot be. */
void conversation_open(struct conversation *c);

/* A connection: the client's end, and the handler's in *ret_handler. */
int connection_make(const struct conversation *c, int *ret_handler);

/* Ends it without a TIME_WAIT, of which there would be thousands. */
void connection_close(int connection);

/* Starts it; -1 with errno. `traced`: it stops when it is there. */
pid_t handler_start(const struct handler *h, int connection, bool traced);

/* Sends as much of the request as goes without waiting; then the rest, and
 * takes the answer until the connection ends. What is wrong with the way it
 * ended, or NULL; then what is wrong with the answer, or NULL. */
void conversation_begin(struct conversation *c, int connection);
const char *conversation_hold(struct conversation *c, int connection);
const char *conversation_judge(struct conversation *c);

/* One request from the start of the handler to its end; the same value. */
const char *handler_measure(
    const struct handler *h, struct conversation *c, struct cost *ret_cost);

/* The memory of a handler and of all processes that it leaves behind, in KiB:
 * what each had at most, and of that what no other process could share, at
 * its end. */
struct memory {
	int processes;
	long resident, private;
};
struct memory handler_memory(const struct handler *h, struct conversation *c);

#endif
