/* SPDX-License-Identifier: ISC */
/* Declarations that the parts of talk share. */
#ifndef TALK_H
#define TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum talk_end {
	TALK_CLEAN = 0,
	TALK_USAGE = 2,
	TALK_RESET = 3,
	TALK_TIMED_OUT = 4,
	TALK_NOT_STARTED = 5,
	TALK_UNMET = 6, /* ended before what was expected */
};

struct talk {
	/* From the command line. */
	const char *address, *port, *path, *report;
	char **handler_argv;
	int door;        /* the option's letter; 'i': descriptors 0 and 1 */
	int buffer_size; /* 0: the kernel's choice */
	size_t rate;     /* octets a second; 0: as fast as it goes */
	bool kills_rest;
	int64_t deadline;

	/* The connection: one socket, or the ends of two pipes. */
	int in, out; /* -1: closed */
	unsigned client_port;
	bool ended, reset;
	char *arrived;
	size_t len, size;
	size_t expected; /* this much was expected and has arrived */
	int64_t turn;    /* when the next octets may pass; see rate */

	/* The handler; 0: there is none. */
	pid_t handler;
	int children; /* signalfd for SIGCHLD */
	bool handler_exited;
	int handler_status;
};

int64_t clock_now_ms(void);
/* Prints `what` and the error of errno, and exits with TALK_NOT_STARTED. */
void talk_fail(const char *what) __attribute__((noreturn));

/* Makes the connection and starts the handler. */
void talk_open(struct talk *t);
void talk_send(struct talk *t, const char *octets, size_t len);
void talk_expect(struct talk *t, const char *text, size_t len);
void talk_drain(struct talk *t);
void talk_half_close(struct talk *t);
void talk_close(struct talk *t, bool by_reset);
/* Waits for the handler and all its descendants, reports and exits. */
void talk_finish(struct talk *t, enum talk_end end) __attribute__((noreturn));

/* Makes this process the reaper of all descendants; to be called before
 * handler_start(). */
void handler_prepare(struct talk *t);
/* Starts the handler with these as its descriptors 0, 1, 2 and 3; -1: the same
 * as ours, or /dev/null for 0 and 1. */
void handler_start(struct talk *t, const int fds[4]);
/* Waits until the handler has exited. */
void handler_wait(struct talk *t);
/* Waits until no descendant is left; kills them first when the options say so
 * or the deadline has passed. */
void handler_finish(struct talk *t);

#endif
