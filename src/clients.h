/* SPDX-License-Identifier: ISC */
/*
 * The listener's clients: those that have not sent their header yet, those
 * that wait for a process, and those that have one, or several. A row costs
 * less than 64 octets; a client that is silent costs nothing else of ours.
 */
#ifndef CLIENTS_H
#define CLIENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "sources.h"

enum client_state {
	CLIENT_FREE,   /* an empty row */
	CLIENT_SILENT, /* its header is not there yet */
	CLIENT_READY,  /* that is, or its time is up */
	CLIENT_SERVED, /* by processes */
	CLIENT_STATES,
};

enum { CLIENT_PROCESSES_MAX = 4 }; /* a script, its relay, and redirects' */

struct client {
	int fd;              /* while it has no process */
	uint32_t generation; /* how many this row has had, this one too */
	unsigned char state; /* enum client_state */
	bool watched;        /* by epoll(7) */
	unsigned char heard; /* how often a part of its header has come */
	uint16_t seen;       /* octets of it that were searched for its end */
	struct source source;
	int64_t since;         /* when it was accepted, on clock_monotonic_ms */
	unsigned older, newer; /* in that state, by their rows' numbers */
	pid_t processes[CLIENT_PROCESSES_MAX]; /* 0: none */
};

/* Of all clients in one state, in the order in which they came to it. */
struct client_list {
	unsigned oldest, newest; /* numbers of rows; 0: none */
	unsigned count;
};

struct clients {
	struct client *rows;
	unsigned size;
	unsigned begun;         /* rows that were ever used, the first ones */
	struct sources sources; /* of all in the table */
	struct client_list lists[CLIENT_STATES];
};

/* Makes room for `size` clients, which a child does not have (apart.h). False
 * with errno. */
bool clients_open(struct clients *c, unsigned size);

/* The number of a client's row, from 0 on. */
unsigned clients_row(const struct clients *c, const struct client *client);

/* Adds one; NULL when the table is full. */
struct client *clients_add(
    struct clients *c, int fd, struct source source, int64_t now);

/* What stands for it where it may be gone, and its row another client's, when
 * it is looked for: NULL then. */
uint64_t clients_key(const struct clients *c, const struct client *client);
struct client *clients_find(const struct clients *c, uint64_t key);

/* Moves a client to another state; CLIENT_FREE forgets it. */
void clients_set(
    struct clients *c, struct client *client, enum client_state state);

/* The one that has waited longest in that state; NULL when there is none. */
struct client *clients_oldest(const struct clients *c, enum client_state state);

/* How many are in that state; in any but CLIENT_FREE. */
unsigned clients_count(const struct clients *c, enum client_state state);
unsigned clients_count_all(const struct clients *c);

/* Notes a process that works for a client; the client that `pid` works for is
 * found by the process that began. */
void clients_add_process(struct client *client, pid_t pid);
struct client *clients_find_process(const struct clients *c, pid_t pid);

/* A process is gone: with its last one, the client. */
void clients_remove_process(struct clients *c, pid_t pid);

/* Sends a signal to all processes and to the groups that they lead. */
void clients_signal(const struct clients *c, int signal);

#endif
