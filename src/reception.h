/* SPDX-License-Identifier: ISC */
/*
 * Where clients are accepted and wait until their header has arrived: each has
 * a descriptor, but no process. With --proxy-protocol a client waits for an
 * octet after the PROXY header, which is the proxy's word and not its own.
 */
#ifndef RECEPTION_H
#define RECEPTION_H

#include "clients.h"
#include "exchange.h"
#include "options.h"

/* The data of events in epoll(7): those of clients begin here, smaller numbers
 * are the caller's. */
enum { RECEPTION_EVENTS = 128 };

struct reception {
	const struct options *options;
	struct clients clients;
	char *space;               /* for a header that is peeked at */
	struct exchange *exchange; /* for dismissal_end */
	int events;                /* epoll(7) */
	int64_t now;        /* on clock_monotonic_ms, kept by the caller */
	int spare;          /* closed to accept a client and answer it 503 */
	int64_t complained; /* the last line about a shortage, and ... */
	int64_t refused;    /* ... about a refusal, on clock_monotonic_ms */
	int64_t pause;      /* until when not to accept or fork, on
			* clock_monotonic_ms: the system is out of something */
};

/* Makes the epoll(7) instance r->events, and room for `most` clients. False
 * with errno. */
must_check bool reception_open(
    struct reception *r, const struct options *options, unsigned most);

/* Accepts clients from a listening socket's queue, until one is ready, the
 * queue is empty, or there were 64. A sender that --proxy-protocol does not
 * name is refused, a client above --max-per-source gets 503. When the table is
 * full, or the system is out of descriptors or memory, the client that has been
 * silent longest is dropped; when none is silent, the new one gets 503. */
void reception_accept(struct reception *r, int socket);

/* Accepts all clients in the queue, at most 4096, before `socket` is closed. */
void reception_accept_last(struct reception *r, int socket);

/* Takes an event: `what` is its data (RECEPTION_EVENTS or above), `events` are
 * those of epoll(7). Looks whether the client's header has arrived. A client
 * that has left in the midst of it is answered and logged at once; one that has
 * left before its first octet is forgotten. */
void reception_take_event(struct reception *r, uint64_t what, uint32_t events);

/* Makes silent clients ready after `most` milliseconds, so that a process tells
 * them that their time is up. */
void reception_check(struct reception *r, int64_t most);

/* Closes the connections of silent clients that never sent an octet of their
 * own. */
void reception_forget_unheard(struct reception *r);

/* Answers 503 to all clients that wait, silent or ready. */
void reception_turn_away(struct reception *r);

/* When the next silent client has been here for `most` milliseconds, on
 * clock_monotonic_ms; CLOCK_NEVER when none is silent. */
int64_t reception_next(const struct reception *r, int64_t most);

/* Keeps from accepting and forking for a short time: the system is out of
 * something. */
void reception_pause(struct reception *r);

#endif
