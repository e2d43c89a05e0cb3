/* SPDX-License-Identifier: ISC */
/*
 * Where connections come from, and how many are there from each: a table in
 * which looking does not take longer the more of them there are.
 */
#ifndef SOURCES_H
#define SOURCES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "attr.h"

/* Whom connections are counted for: an IPv4 address, the /64 of an IPv6 one.
 * All zero: not counted, somebody on this machine. */
struct source {
	uint64_t high, low;
};

struct source_count {
	struct source source;
	unsigned count; /* 0: an empty place */
};

struct sources {
	struct source_count *places; /* by open addressing */
	unsigned mask;               /* how many, a power of 2, less 1 */
	uint64_t seed; /* of the hash: nobody can aim at one place */
};

/* Of a peer's address; zero for loopback and UNIX sockets. */
struct source source_of(const struct sockaddr_storage *address);

/* Makes room for `most` connections, which a child does not have (apart.h).
 * False with errno. */
must_check bool sources_open(struct sources *s, unsigned most);

/* One more from there; one less. */
void sources_add(struct sources *s, struct source source);
void sources_remove(struct sources *s, struct source source);

/* How many come from there; of those that are not counted, 0. */
unsigned sources_count(const struct sources *s, struct source source);

#endif
