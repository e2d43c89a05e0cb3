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

/* ------------------------------------------------------------------ lists */

/* Rows are named by their numbers from 1 on; 0 is none. */
static struct client *
row(const struct clients *c, unsigned number)
{
	return number ? &c->rows[number - 1] : NULL;
}

static unsigned
number_of(const struct clients *c, const struct client *client)
{
	return (unsigned)(client - c->rows) + 1;
}

static void
leave(struct clients *c, const struct client *client)
{
	struct client_list *list = &c->lists[client->state];
	struct client *older = row(c, client->older);
	struct client *newer = row(c, client->newer);

	*(older ? &older->newer : &list->oldest) = client->newer;
	*(newer ? &newer->older : &list->newest) = client->older;
	list->count--;
}

static void
join(struct clients *c, struct client *client, enum client_state state)
{
	struct client_list *list = &c->lists[state];
	unsigned number = number_of(c, client);
	struct client *newest = row(c, list->newest);

	client->state = (unsigned char)state;
	client->older = list->newest;
	client->newer = 0;
	*(newest ? &newest->newer : &list->oldest) = number;
	list->newest = number;
	list->count++;
}

void
clients_set(struct clients *c, struct client *client, enum client_state state)
{
	leave(c, client);
	join(c, client, state);
}

struct client *
clients_add(struct clients *c, int fd, struct source source, int64_t now)
{
	unsigned number = c->lists[CLIENT_FREE].oldest;
	struct client *client;

	if (!number && c->begun == c->size)
		return NULL;
	if (!number)
		number = ++c->begun;
	else
		leave(c, row(c, number));
	client = &c->rows[number - 1];
	*client = (struct client){ .fd = fd, .source = source, .since = now };
	join(c, client, CLIENT_SILENT);
	return client;
}

struct client *
clients_oldest(const struct clients *c, enum client_state state)
{
	return row(c, c->lists[state].oldest);
}

unsigned
clients_count(const struct clients *c, enum client_state state)
{
	return c->lists[state].count;
}

unsigned
clients_count_all(const struct clients *c)
{
	return c->begun - clients_count(c, CLIENT_FREE);
}

unsigned
clients_count_source(const struct clients *c, struct source source)
{
	unsigned count = 0;

	for (unsigned i = 0; i < c->begun; i++)
		count += c->rows[i].state != CLIENT_FREE &&
		    c->rows[i].source.high == source.high &&
		    c->rows[i].source.low == source.low;
	return count;
}

/* -------------------------------------------------------------- processes */

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
	struct client *client = clients_oldest(c, CLIENT_SERVED);

	while (client && process_index(client, pid) == CLIENT_PROCESSES_MAX)
		client = row(c, client->newer);
	return client;
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
	const struct client *client = clients_oldest(c, CLIENT_SERVED);

	for (; client; client = row(c, client->newer))
		for (unsigned i = 0; i < CLIENT_PROCESSES_MAX; i++) {
			pid_t pid = client->processes[i];

			if (!pid)
				continue;
			(void)kill(pid, signal);
			(void)kill(-pid, signal);
		}
}

/* ----------------------------------------------------------------- sources */

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
