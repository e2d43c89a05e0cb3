/* SPDX-License-Identifier: ISC */
#include "reception.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "await.h"
#include "clock.h"
#include "log.h"
#include "proxy.h"
#include "request.h"

enum {
	PAUSE_MS = 100,
	COMPLAINT_MS = 1000,   /* between two of being out of something */
	ACCEPT_AT_ONCE = 64,   /* then others have their turn */
	ACCEPT_AT_STOP = 4096, /* more than the kernel's queues hold */
	/* A header longer, or in more pieces, is waited for by a process. */
	HEARD_MAX = 16,
	HEARD_SIZE = 4096,
};

static void
open_spare(struct reception *r)
{
	r->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool
reception_open(
    struct reception *r, const struct options *options, unsigned most)
{
	*r = (struct reception){ .options = options };
	r->events = epoll_create1(EPOLL_CLOEXEC);
	open_spare(r);
	return r->events >= 0 && clients_open(&r->clients, most);
}

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

/* Is its header there? As recv(2); EAGAIN while it is not. */
static ssize_t
peek(struct client *client, bool ended)
{
	left_unset char space[HEARD_SIZE];
	ssize_t got =
	    recv(client->fd, space, sizeof space, MSG_PEEK | MSG_DONTWAIT);

	if (got <= 0 || ended || got == sizeof space ||
	    ++client->heard == HEARD_MAX ||
	    request_header_end((struct bytes){ space, (size_t)got }, 0))
		return got;
	errno = EAGAIN;
	return -1;
}

/* One that only looked whether we are there needs no process. `ended`: it will
 * say no more than it has. */
static void
hear(struct reception *r, struct client *client, bool ended)
{
	ssize_t got = r->options->proxy_protocol
	    ? peek_behind_proxy_header(client, ended)
	    : peek(client, ended);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		forget(r, client);
		return;
	}
	(void)epoll_ctl(r->events, EPOLL_CTL_DEL, client->fd, NULL);
	clients_set(&r->clients, client, CLIENT_READY);
}

/* At most once in a while: there may be many in a row. */
static void
complain(struct reception *r, const char *what)
{
	int64_t now = clock_monotonic_ms();

	if (r->complained && now < r->complained + COMPLAINT_MS)
		return;
	log_message(LOG_ERR, "%s: %s", what, strerror(errno));
	r->complained = now;
}

/* Says so in HTTP, as far as that goes without waiting. */
static void
turn_away(int fd)
{
	static const char answer[] =
	    "HTTP/1.1 503 Service Unavailable\r\n"
	    "Connection: close\r\nRetry-After: 1\r\n"
	    "Content-Type: text/plain\r\nContent-Length: 21\r\n\r\n"
	    "Too many connections\n";

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

/* False when nobody is. */
static bool
forget_most_silent(struct reception *r)
{
	struct client *oldest = clients_oldest(&r->clients, CLIENT_SILENT);

	if (oldest)
		forget(r, oldest);
	return oldest != NULL;
}

static void
admit(struct reception *r, int fd, struct source source)
{
	struct client *client;

	if (is_too_many(r, source)) {
		log_message(LOG_NOTICE,
		    "503 to a connection above "
		    "--max-per-source");
		turn_away(fd);
		return;
	}
	client = clients_add(&r->clients, fd, source, clock_monotonic_ms());
	/* Room for somebody who may say something. */
	if (!client && forget_most_silent(r))
		client =
		    clients_add(&r->clients, fd, source, clock_monotonic_ms());
	if (!client) {
		errno = EMFILE;
		complain(r, "a connection is answered 503");
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

/* Whoever waits next in the queue is told, by the descriptor that was kept for
 * that. */
static bool
turn_away_next(struct reception *r, int socket)
{
	int fd;

	if (r->spare >= 0)
		(void)close(r->spare);
	fd = accept4(socket, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0)
		turn_away(fd);
	open_spare(r);
	return fd >= 0;
}

/* The system is out of what errno says. False when nothing is to be done, or
 * for nobody: errno does not tell. */
static bool
make_room(struct reception *r, int socket)
{
	bool silent = clients_count(&r->clients, CLIENT_SILENT) > 0;
	int error = errno;

	if (!await(socket, POLLIN, 0))
		return false;
	errno = error;

	complain(r,
	    silent ? "cannot accept a connection; a silent one is dropped"
		   : "cannot accept a connection; it is answered 503");
	if (forget_most_silent(r) || turn_away_next(r, socket))
		return true;
	reception_pause(r);
	return false;
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
		return make_room(r, socket);
	case EAGAIN:
		return false;
	default: /* the client has left again */
		return true;
	}
}

static void
accept_most(struct reception *r, int socket, unsigned most)
{
	for (unsigned i = 0; i < most; i++)
		if (!accept_one(r, socket))
			return;
}

void
reception_accept(struct reception *r, int socket)
{
	accept_most(r, socket, ACCEPT_AT_ONCE);
}

void
reception_accept_last(struct reception *r, int socket)
{
	accept_most(r, socket, ACCEPT_AT_STOP);
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
	const struct client *oldest =
	    clients_oldest(&r->clients, CLIENT_SILENT);

	return oldest ? oldest->since + most : CLOCK_NEVER;
}

void
reception_check(struct reception *r, int64_t most, bool forgets)
{
	int64_t now = clock_monotonic_ms();

	while (reception_next(r, most) <= now) {
		struct client *oldest =
		    clients_oldest(&r->clients, CLIENT_SILENT);

		if (forgets && !oldest->heard) {
			forget(r, oldest);
			continue;
		}
		(void)epoll_ctl(r->events, EPOLL_CTL_DEL, oldest->fd, NULL);
		clients_set(&r->clients, oldest, CLIENT_READY);
	}
}
