/* SPDX-License-Identifier: ISC */
/*
 * Where clients are accepted and wait until their header is there: a
 * descriptor each, and no process. What a proxy says for one, by a PROXY
 * header, is not its word.
 */
#ifndef RECEPTION_H
#define RECEPTION_H

#include "clients.h"
#include "exchange.h"
#include "options.h"

/* What an event of epoll(7) belongs to; those of clients begin here. */
enum { RECEPTION_EVENTS = 128 };

struct reception {
	const struct options *options;
	struct clients clients;
	char *space;               /* for a header that is looked at */
	struct exchange *exchange; /* for dismissal_end */
	int events;                /* epoll(7) */
	int64_t now; /* on clock_monotonic_ms, kept by the caller */
	int spare;   /* to be given up for who cannot be let in otherwise */
	int64_t complained; /* when, on clock_monotonic_ms */
	int64_t pause;      /* no accept and no fork before, on
			* clock_monotonic_ms: the system is out of something */
};

/* Makes `events`, and room for `most` clients. False with errno. */
must_check bool reception_open(
    struct reception *r, const struct options *options, unsigned most);

/* Accepts those who are in a listening socket's queue. One that
 * --proxy-protocol does not name is refused, one above --max-per-source gets
 * 503; when there is no room, or the system has no descriptor or memory
 * left, who has been silent longest goes; where nobody is silent, the new one
 * gets 503. */
void reception_accept(struct reception *r, int socket);

/* Accepts all who have connected, before `socket` is closed. */
void reception_accept_last(struct reception *r, int socket);

/* The event `what` (RECEPTION_EVENTS or above) has come, with these `events`
 * of epoll(7): is there a word? Who has left is answered and logged at once,
 * or forgotten if it never said one. */
void reception_hear(struct reception *r, uint64_t what, uint32_t events);

/* Silent clients whose time is up, after `most` milliseconds, count as ready:
 * they are to be told. With `forget`, those that never said a word are just
 * dropped. */
void reception_check(struct reception *r, int64_t most, bool forget);

/* When the next one's time is up; CLOCK_NEVER when nobody is silent. */
int64_t reception_next(const struct reception *r, int64_t most);

/* There is nothing to be had from the system now: try again soon. */
void reception_pause(struct reception *r);

#endif
