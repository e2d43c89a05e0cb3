/* SPDX-License-Identifier: ISC */
/*
 * The listener's clients: those that have not sent their header yet, those that
 * wait for a process, and those that have one or several. A row costs 48
 * octets, and 56 in `processes` once it is served; beside it, a silent client
 * costs a descriptor and at most a place in `sources`.
 */
#ifndef CLIENTS_H
#define CLIENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "serve.h"
#include "sources.h"

enum client_state {
	CLIENT_FREE,   /* an empty row */
	CLIENT_SILENT, /* its header has not arrived yet */
	CLIENT_READY,  /* its header has arrived, or its time is up */
	CLIENT_SERVED, /* has processes */
	CLIENT_STATES,
};

/* All the processes that one client can ever have: scripts that work on after a
 * redirect, and the relay of the last one. */
enum { CLIENT_PROCESSES_MAX = SERVE_SCRIPTS_MAX + 1 };

/* In the order in which they began; a 0 follows the last one. */
typedef pid_t client_processes[CLIENT_PROCESSES_MAX + 1];

struct client {
	union {
		int fd;    /* while it has no process */
		pid_t raw; /* then: a script without relay that it reported; 0:
			    * none */
	};
	uint32_t generation; /* how many clients this row has had */
	unsigned char state; /* enum client_state */
	bool watched;        /* by epoll(7) */
	bool relayed;        /* its script has a relay, as far as reported */
	bool had_relay;      /* one of its scripts had, as far as reported */
	unsigned char heard; /* times that a part of its header came */
	uint16_t seen;       /* octets already searched for the header's end */
	struct source source;
	int64_t since;         /* when it was accepted, on clock_monotonic_ms */
	unsigned older, newer; /* in the same state: numbers of rows; 0: none */
};

/* All clients in one state, in the order in which they came to it. */
struct client_list {
	unsigned oldest, newest; /* numbers of rows; 0: none */
	unsigned count;
};

struct clients {
	struct client *rows;
	client_processes *processes; /* of each row; not touched before it is
				      * served */
	unsigned size;
	unsigned begun; /* how many rows, from the first on, were ever used */
	struct sources sources; /* of all in the table */
	struct client_list lists[CLIENT_STATES];
};

/* Makes room for `size` clients, in memory that children do not have (apart.h).
 * False with errno. */
bool clients_open(struct clients *c, unsigned size);

/* The number of a client's row, from 0 on. */
unsigned clients_row(const struct clients *c, const struct client *client);

/* Adds a silent client that was accepted `now`, on clock_monotonic_ms; NULL
 * when the table is full. */
struct client *clients_add(
    struct clients *c, int fd, struct source source, int64_t now);

/* A number that stands for a client where it may be gone by the time it is
 * looked for. clients_find returns NULL when its row has become another
 * client's; while the row is empty, it returns that row, in state
 * CLIENT_FREE. */
uint64_t clients_key(const struct clients *c, const struct client *client);
struct client *clients_find(const struct clients *c, uint64_t key);

/* Moves a client to another state; CLIENT_FREE forgets it. */
void clients_set(
    struct clients *c, struct client *client, enum client_state state);

/* The client that has been longest in that state; NULL when there is none. */
struct client *clients_oldest(const struct clients *c, enum client_state state);

/* How many clients are in that state; in any but CLIENT_FREE. */
unsigned clients_count(const struct clients *c, enum client_state state);
unsigned clients_count_all(const struct clients *c);

/* Whether there is no room for one more. */
static inline bool
clients_are_full(const struct clients *c)
{
	return clients_count_all(c) == c->size;
}

/* Notes a process that works for a client. */
void clients_add_process(
    const struct clients *c, const struct client *client, pid_t pid);

/* Finds a client by any of its processes: the next one behind `after`, or with
 * NULL the first one. NULL when there is none. There may be several: where a
 * script has collected one of its client's processes itself, the number may
 * have become that of another client's. */
struct client *clients_find_process(
    const struct clients *c, const struct client *after, pid_t pid);

/* The process of that client that one of its processes has started; 0 when
 * there is none. */
pid_t clients_next_process(
    const struct clients *c, const struct client *client, pid_t pid);

/* Forgets a process of a client's, and with the last one the client. */
void clients_remove_process(
    struct clients *c, struct client *client, pid_t pid);

/* Sends a signal to all processes noted, and to the groups that they lead. */
void clients_signal(const struct clients *c, int signal);

#endif
