/* SPDX-License-Identifier: ISC */
#include "reception.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "proxy.h"

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
		/* By edges: a PROXY header may be there already. */
		.events = EPOLLIN | EPOLLRDHUP | EPOLLET,
		.data.u64 =
		    RECEPTION_EVENTS + (uint64_t)(client - r->clients.rows),
	};

	if (epoll_ctl(r->events, EPOLL_CTL_ADD, client->fd, &event) < 0)
		clients_set(&r->clients, client, CLIENT_READY);
}

/* As peek(): what its proxy says for it, by a PROXY header, does not count. */
static ssize_t
peek_behind_proxy_header(const struct client *client, bool ended)
{
	char space[PROXY_HEADER_MAX];
	ssize_t got =
	    recv(client->fd, space, sizeof space, MSG_PEEK | MSG_DONTWAIT);
	enum proxy_progress progress;

	if (got <= 0)
		return got;
	progress = proxy_progress((struct bytes){ space, (size_t)got });
	/* Taken, so that closing does not look like a failure to it. */
	if (progress == PROXY_COMPLETE && ended)
		return recv(client->fd, space, sizeof space, MSG_DONTWAIT) < 0
		    ? -1
		    : 0;
	if (progress == PROXY_PASSED || ended)
		return got;
	errno = EAGAIN;
	return -1;
}

/* Has it said something? As recv(2). */
static ssize_t
peek(const struct client *client)
{
	char octet;

	return recv(client->fd, &octet, 1, MSG_PEEK | MSG_DONTWAIT);
}

/* One that only looked whether we are there needs no process. `ended`: it will
 * say no more than it has. */
static void
hear(struct reception *r, struct client *client, bool ended)
{
	ssize_t got = r->options->proxy_protocol
	    ? peek_behind_proxy_header(client, ended)
	    : peek(client);

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
	hear(r, client, false);
	if (client->state == CLIENT_SILENT)
		wait_for_word(r, client);
}

/* Proxies are not counted by their address: they come for many. */
static void
receive(struct reception *r, int fd, const struct sockaddr_storage *peer)
{
	static const struct source uncounted;

	if (!r->options->proxy_protocol)
		admit(r, fd, source_of(peer));
	else if (proxy_is_trusted(r->options, peer))
		admit(r, fd, uncounted);
	else
		(void)close(fd);
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
		receive(r, fd, &peer);
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
reception_hear(struct reception *r, uint64_t what, uint32_t events)
{
	struct client *client = &r->clients.rows[what - RECEPTION_EVENTS];

	if (client->state == CLIENT_SILENT)
		hear(r, client, events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR));
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
