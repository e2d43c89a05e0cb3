/* SPDX-License-Identifier: ISC */
/*
 * A handler of connections that is measured: started as inetd would start it,
 * with a TCP connection of its own as descriptors 0 and 1.
 */
#ifndef HANDLER_H
#define HANDLER_H

#include <stdbool.h>
#include <sys/types.h>

#include "answer.h"

struct handler {
	const char *name;
	unsigned every; /* takes part in every N-th round */
	char **command;
};

/* The request that all handlers get, and the answer they should give. */
struct conversation {
	const char *request;
	size_t request_length;
	struct expectation expected;
	int timeout_ms; /* limit of a wait without any event */
	int listener;   /* where connections are made */
	size_t sent;    /* of the request */
	char *octets;   /* room for an answer */
	size_t size, filled;
	struct answer answer;
};

/* What one answer cost, in microseconds and page faults, including all
 * processes that the handler left behind. */
struct cost {
	double wall; /* from before the start to the connection's end */
	double cpu;
	long faults;
};

/* Opens the listener, on a port that the kernel chooses. Ends the program if
 * that fails. */
void conversation_open(struct conversation *c);

/* Makes a connection. Returns the client's end, and the handler's in
 * *ret_handler. */
int connection_make(const struct conversation *c, int *ret_handler);

/* Closes a connection without a TIME_WAIT: there would be thousands. */
void connection_close(int connection);

/* Starts the handler and returns its process, or -1 with errno. If `traced`, it
 * stops when it has started. */
pid_t handler_start(const struct handler *h, int connection, bool traced);

/* Sends as much of the request as goes without waiting. */
void conversation_begin(struct conversation *c, int connection);
/* Sends the rest and takes the answer until the connection ends. Returns what
 * is wrong with the way it ended, or NULL. */
const char *conversation_hold(struct conversation *c, int connection);
/* Returns what is wrong with the answer, or NULL. */
const char *conversation_judge(struct conversation *c);

/* Measures one request from the start of the handler to its end. Returns what
 * is wrong with the answer, or NULL. */
const char *handler_measure(
    const struct handler *h, struct conversation *c, struct cost *ret_cost);

/* The memory of a handler and of all processes that it leaves behind, in KiB:
 * the peak of each, and of that what no other process could share, at its
 * exit. */
struct memory {
	int processes;
	long resident, private;
};
struct memory handler_memory(const struct handler *h, struct conversation *c);

#endif
