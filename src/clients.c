/* SPDX-License-Identifier: ISC */
#include "clients.h"

#include <signal.h>

#include "apart.h"

bool
clients_open(struct clients *c, unsigned size)
{
	*c = (struct clients){ .size = size };
	c->rows = apart_map(size * sizeof *c->rows);
	c->processes = apart_map(size * sizeof *c->processes);
	return c->rows && c->processes && sources_open(&c->sources, size);
}

/* ------------------------------------------------------------------ lists */

/* A row by its number, from 1 on; NULL for 0, which is none. */
static struct client *
row(const struct clients *c, unsigned number)
{
	return number ? &c->rows[number - 1] : NULL;
}

static unsigned
number_of(const struct clients *c, const struct client *client)
{
	return clients_row(c, client) + 1;
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

unsigned
clients_row(const struct clients *c, const struct client *client)
{
	return (unsigned)(client - c->rows);
}

void
clients_set(struct clients *c, struct client *client, enum client_state state)
{
	if (state == CLIENT_FREE)
		sources_remove(&c->sources, client->source);
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
	*client = (struct client){ .fd = fd,
		.generation = client->generation + 1,
		.source = source,
		.since = now };
	join(c, client, CLIENT_SILENT);
	sources_add(&c->sources, source);
	return client;
}

uint64_t
clients_key(const struct clients *c, const struct client *client)
{
	return (uint64_t)client->generation << 32 | number_of(c, client);
}

struct client *
clients_find(const struct clients *c, uint64_t key)
{
	struct client *client = &c->rows[(uint32_t)key - 1];

	return client->generation == key >> 32 ? client : NULL;
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

/* -------------------------------------------------------------- processes */

/* Where a process is among its client's, or where the next one would be. */
static pid_t *
find_process(const struct clients *c, const struct client *client, pid_t pid)
{
	pid_t *at = c->processes[clients_row(c, client)];

	while (*at && *at != pid)
		at++;
	return at;
}

void
clients_add_process(
    const struct clients *c, const struct client *client, pid_t pid)
{
	const pid_t *first = c->processes[clients_row(c, client)];
	pid_t *end = find_process(c, client, 0);

	if (end < first + CLIENT_PROCESSES_MAX)
		*end = pid;
}

struct client *
clients_find_process(
    const struct clients *c, const struct client *after, pid_t pid)
{
	struct client *client =
	    after ? row(c, after->newer) : clients_oldest(c, CLIENT_SERVED);

	while (client && !*find_process(c, client, pid))
		client = row(c, client->newer);
	return client;
}

pid_t
clients_next_process(
    const struct clients *c, const struct client *client, pid_t pid)
{
	const pid_t *at = find_process(c, client, pid);

	return *at ? at[1] : 0;
}

void
clients_remove_process(struct clients *c, struct client *client, pid_t pid)
{
	for (pid_t *at = find_process(c, client, pid); *at; at++)
		at[0] = at[1];
	if (!c->processes[clients_row(c, client)][0])
		clients_set(c, client, CLIENT_FREE);
}

void
clients_signal(const struct clients *c, int signal)
{
	const struct client *client = clients_oldest(c, CLIENT_SERVED);

	for (; client; client = row(c, client->newer)) {
		const pid_t *pid = c->processes[clients_row(c, client)];

		for (; *pid; pid++) {
			(void)kill(*pid, signal);
			(void)kill(-*pid, signal);
		}
	}
}
