/* SPDX-License-Identifier: ISC */
/*
 * Where connections come from, and how many there are from each source: a table
 * in which a look-up does not take longer the more sources there are.
 */
#ifndef SOURCES_H
#define SOURCES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "attr.h"

/* Whom connections are counted for: an IPv4 address, or the /64 of an IPv6 one.
 * All zero: a client on this machine, which is not counted. */
struct source {
	uint64_t high, low;
};

struct source_count {
	struct source source;
	unsigned count; /* 0: an empty place */
};

struct sources {
	struct source_count *places; /* by open addressing */
	unsigned mask;               /* their number, a power of 2, less 1 */
	uint64_t seed; /* of the hash: no client can aim at one place */
};

/* The source for a peer's address; zero for loopback and UNIX sockets. */
struct source source_of(const struct sockaddr_storage *address);

/* Makes room for `most` connections, in memory that children do not have
 * (apart.h). False with errno. */
must_check bool sources_open(struct sources *s, unsigned most);

/* Counts one connection more from a source; one less. */
void sources_add(struct sources *s, struct source source);
void sources_remove(struct sources *s, struct source source);

/* How many connections there are from a source; 0 for one that is not
 * counted. */
unsigned sources_count(const struct sources *s, struct source source);

#endif
