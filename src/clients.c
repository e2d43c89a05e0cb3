/* SPDX-License-Identifier: ISC */
#include "clients.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

bool
clients_open(struct clients *c, unsigned size)
{
	*c = (struct clients){ .size = size };
	c->rows = calloc(size, sizeof *c->rows);
	return c->rows != NULL;
}

void
clients_close(struct clients *c)
{
	free(c->rows);
	*c = (struct clients){ .size = 0 };
}

static unsigned *
counter_of(struct clients *c, unsigned state)
{
	switch ((enum client_state)state) {
	case CLIENT_SILENT:
		return &c->silent;
	case CLIENT_READY:
		return &c->ready;
	case CLIENT_SERVED:
		return &c->served;
	case CLIENT_FREE:
		break;
	}
	return NULL;
}

void
clients_set(struct clients *c, struct client *client, enum client_state state)
{
	unsigned *before = counter_of(c, client->state);
	unsigned *after = counter_of(c, state);

	if (before)
		--*before;
	if (after)
		++*after;
	client->state = (unsigned char)state;
	while (c->used > 0 && c->rows[c->used - 1].state == CLIENT_FREE)
		c->used--;
}

static struct client *
free_row(struct clients *c)
{
	/* Rows become free in the midst; the table is mostly short. */
	for (unsigned i = 0; i < c->used; i++)
		if (c->rows[i].state == CLIENT_FREE)
			return &c->rows[i];
	return c->used < c->size ? &c->rows[c->used++] : NULL;
}

struct client *
clients_add(struct clients *c, int fd, struct source source, int64_t now)
{
	struct client *client = free_row(c);

	if (!client)
		return NULL;
	*client = (struct client){ .fd = fd, .source = source, .since = now };
	clients_set(c, client, CLIENT_SILENT);
	return client;
}

struct client *
clients_oldest(const struct clients *c, enum client_state state)
{
	struct client *oldest = NULL;

	for (unsigned i = 0; i < c->used; i++) {
		struct client *row = &c->rows[i];

		if (row->state == state &&
		    (!oldest || row->since < oldest->since))
			oldest = row;
	}
	return oldest;
}

unsigned
clients_count_source(const struct clients *c, struct source source)
{
	unsigned count = 0;

	for (unsigned i = 0; i < c->used; i++)
		count += c->rows[i].state != CLIENT_FREE &&
		    c->rows[i].source.high == source.high &&
		    c->rows[i].source.low == source.low;
	return count;
}

void
clients_add_process(struct client *client, pid_t pid)
{
	for (unsigned i = 0; i < CLIENT_PROCESSES_MAX; i++)
		if (!client->processes[i]) {
			client->processes[i] = pid;
			return;
		}
}

static unsigned
process_index(const struct client *client, pid_t pid)
{
	unsigned i = 0;

	while (i < CLIENT_PROCESSES_MAX && client->processes[i] != pid)
		i++;
	return i;
}

struct client *
clients_find_process(const struct clients *c, pid_t pid)
{
	for (unsigned i = 0; i < c->used; i++)
		if (c->rows[i].state == CLIENT_SERVED &&
		    process_index(&c->rows[i], pid) < CLIENT_PROCESSES_MAX)
			return &c->rows[i];
	return NULL;
}

void
clients_remove_process(struct clients *c, pid_t pid)
{
	static const pid_t none[CLIENT_PROCESSES_MAX];
	struct client *client = clients_find_process(c, pid);

	if (!client)
		return;
	client->processes[process_index(client, pid)] = 0;
	if (!memcmp(client->processes, none, sizeof none))
		clients_set(c, client, CLIENT_FREE);
}

void
clients_signal(const struct clients *c, int signal)
{
	for (unsigned i = 0; i < c->used; i++)
		for (unsigned j = 0; j < CLIENT_PROCESSES_MAX; j++) {
			pid_t pid = c->rows[i].processes[j];

			if (c->rows[i].state != CLIENT_SERVED || !pid)
				continue;
			(void)kill(pid, signal);
			(void)kill(-pid, signal);
		}
}

static bool
is_loopback(uint32_t v4)
{
	return v4 >> 24 == IN_LOOPBACKNET;
}

struct source
source_of(const struct sockaddr_storage *address)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;
	const struct in6_addr *v6 = &in6->sin6_addr;
	struct source source = { 0, 0 };
	uint32_t v4 = ntohl(in->sin_addr.s_addr);

	if (address->ss_family == AF_INET6 && !IN6_IS_ADDR_V4MAPPED(v6)) {
		if (!IN6_IS_ADDR_LOOPBACK(v6))
			memcpy(&source.high, v6->s6_addr, sizeof source.high);
		return source;
	}
	if (address->ss_family == AF_INET6) {
		memcpy(&v4, &v6->s6_addr[12], sizeof v4);
		v4 = ntohl(v4);
	} else if (address->ss_family != AF_INET) {
		return source;
	}
	if (!is_loopback(v4))
		source.low = v4;
	return source;
}
