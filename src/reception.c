/* SPDX-License-Identifier: ISC */
#include "reception.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"

enum {
	PAUSE_MS = 100,
	ACCEPT_AT_ONCE = 64, /* then others have their turn */
};

void
reception_pause(struct reception *r)
{
	r->pause = clock_monotonic_ms() + PAUSE_MS;
}

static void
forget(struct reception *r, struct client *client)
{
	if (client->state == CLIENT_SILENT)
		(void)epoll_ctl(r->events, EPOLL_CTL_DEL, client->fd, NULL);
	(void)close(client->fd);
	clients_set(&r->clients, client, CLIENT_FREE);
}

static void
wait_for_word(struct reception *r, struct client *client)
{
	struct epoll_event event = {
		.events = EPOLLIN | EPOLLRDHUP,
		.data.u64 =
		    RECEPTION_EVENTS + (uint64_t)(client - r->clients.rows),
	};

	if (epoll_ctl(r->events, EPOLL_CTL_ADD, client->fd, &event) < 0)
		clients_set(&r->clients, client, CLIENT_READY);
}

/* One that only looked whether we are there needs no process. */
static void
hear(struct reception *r, struct client *client)
{
	char octet;
	ssize_t got = recv(client->fd, &octet, 1, MSG_PEEK | MSG_DONTWAIT);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		forget(r, client);
		return;
	}
	(void)epoll_ctl(r->events, EPOLL_CTL_DEL, client->fd, NULL);
	clients_set(&r->clients, client, CLIENT_READY);
}

/* Says so in HTTP, as far as that goes without waiting. */
static void
turn_away(int fd)
{
	static const char answer[] =
	    "HTTP/1.1 503 Service Unavailable\r\n"
	    "Connection: close\r\nRetry-After: 1\r\n"
	    "Content-Type: text/plain\r\nContent-Length: 35\r\n\r\n"
	    "Too many connections from one host\n";

	(void)send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)shutdown(fd, SHUT_WR);
	(void)recv(fd, NULL, 65536, MSG_TRUNC | MSG_DONTWAIT);
	(void)close(fd);
}

static bool
is_too_many(const struct reception *r, struct source source)
{
	int64_t most = r->options->max_per_source;

	return (source.high || source.low) &&
	    clients_count_source(&r->clients, source) >= (uint64_t)most;
}

static void
admit(struct reception *r, int fd, struct source source)
{
	struct client *client, *oldest;

	if (is_too_many(r, source)) {
		log_message(LOG_NOTICE,
		    "503 to a connection above "
		    "--max-per-source");
		turn_away(fd);
		return;
	}
	/* Room for somebody who may say something. */
	oldest = r->clients.used == r->clients.size
	    ? clients_oldest(&r->clients, CLIENT_SILENT)
	    : NULL;
	if (oldest)
		forget(r, oldest);
	client = clients_add(&r->clients, fd, source, clock_monotonic_ms());
	if (!client) {
		turn_away(fd);
		return;
	}
	hear(r, client);
	if (client->state == CLIENT_SILENT)
		wait_for_word(r, client);
}

/* False when there is none to be had now. */
static bool
accept_one(struct reception *r, int socket)
{
	struct sockaddr_storage peer = { .ss_family = AF_UNSPEC };
	socklen_t length = sizeof peer;
	int fd =
	    accept4(socket, (struct sockaddr *)&peer, &length, SOCK_CLOEXEC);

	if (fd >= 0) {
		admit(r, fd, source_of(&peer));
		return true;
	}
	switch (errno) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		log_message(
		    LOG_ERR, "cannot accept a connection: %s", strerror(errno));
		reception_pause(r);
		return false;
	case EAGAIN:
		return false;
	default: /* the client has left again */
		return true;
	}
}

void
reception_accept(struct reception *r, int socket)
{
	for (unsigned i = 0; i < ACCEPT_AT_ONCE; i++)
		if (!accept_one(r, socket))
			return;
}

void
reception_hear(struct reception *r, uint64_t what)
{
	struct client *client = &r->clients.rows[what - RECEPTION_EVENTS];

	if (client->state == CLIENT_SILENT)
		hear(r, client);
}

int64_t
reception_next(const struct reception *r, int64_t most)
{
	const struct client *oldest = r->clients.silent
	    ? clients_oldest(&r->clients, CLIENT_SILENT)
	    : NULL;

	return oldest ? oldest->since + most : CLOCK_NEVER;
}

void
reception_check(struct reception *r, int64_t most, bool forgets)
{
	int64_t now = clock_monotonic_ms();

	while (reception_next(r, most) <= now) {
		struct client *oldest =
		    clients_oldest(&r->clients, CLIENT_SILENT);

		if (forgets) {
			forget(r, oldest);
			continue;
		}
		(void)epoll_ctl(r->events, EPOLL_CTL_DEL, oldest->fd, NULL);
		clients_set(&r->clients, oldest, CLIENT_READY);
	}
}
