/* SPDX-License-Identifier: ISC */
#include "reception.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "apart.h"
#include "await.h"
#include "clock.h"
#include "dismissal.h"
#include "header_peek.h"
#include "log.h"
#include "proxy.h"

enum {
	PAUSE_MS = 100,
	COMPLAINT_MS = 1000,   /* between two lines that are alike */
	ACCEPT_AT_ONCE = 64,   /* then other events have their turn */
	ACCEPT_AT_STOP = 4096, /* as many as a socket's queue may hold */
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
	r->space = apart_map(HEADER_PEEK_SIZE);
	r->exchange = apart_map(sizeof *r->exchange);
	open_spare(r);
	return r->events >= 0 && r->space && r->exchange &&
	    clients_open(&r->clients, most);
}

void
reception_pause(struct reception *r)
{
	r->pause = r->now + PAUSE_MS;
}

/* Events end when the last descriptor of a connection is closed, and a child's
 * outlives the listener's. */
static void
unwatch(struct reception *r, struct client *client)
{
	if (client->watched)
		(void)epoll_ctl(r->events, EPOLL_CTL_DEL, client->fd, NULL);
	client->watched = false;
}

static void
forget(struct reception *r, struct client *client)
{
	unwatch(r, client);
	(void)close(client->fd);
	clients_set(&r->clients, client, CLIENT_FREE);
}

static void
note_ready(struct reception *r, struct client *client)
{
	unwatch(r, client);
	clients_set(&r->clients, client, CLIENT_READY);
}

static void
wait_for_word(struct reception *r, struct client *client)
{
	struct epoll_event event = {
		/* Edge-triggered: a part of it may be there already. */
		.events = EPOLLIN | EPOLLRDHUP | EPOLLET,
		.data.u64 = RECEPTION_EVENTS + clients_key(&r->clients, client),
	};

	client->watched =
	    epoll_ctl(r->events, EPOLL_CTL_ADD, client->fd, &event) == 0;
	if (!client->watched)
		note_ready(r, client);
}

/* Answers a client that has ended in the midst of its header. A page of
 * --error-pages may be a script: that is left to a process. */
static void
dismiss(struct reception *r, struct client *client)
{
	if (r->options->error_pages) {
		note_ready(r, client);
		return;
	}
	unwatch(r, client);
	dismissal_end(r->exchange, r->options, client->fd);
	clients_set(&r->clients, client, CLIENT_FREE);
}

/* Takes what a client has sent. One that only tested whether a server is there,
 * or left before it had asked, needs no process. `ended`: it will send no
 * more. */
static void
hear(struct reception *r, struct client *client, bool ended)
{
	ssize_t got = header_peek(
	    client, r->space, ended, r->options->proxy_protocol != NULL);

	if (got > 0)
		note_ready(r, client);
	else if (got < 0 && errno == ENODATA)
		dismiss(r, client);
	else if (got == 0 || (errno != EAGAIN && errno != EINTR))
		forget(r, client);
}

/* Whether a line may be logged: at most one in COMPLAINT_MS, as there may be
 * many in a row. `last` is when the last one was. */
static bool
may_say(const struct reception *r, int64_t *last)
{
	if (*last && r->now < *last + COMPLAINT_MS)
		return false;
	*last = r->now;
	return true;
}

static void
complain(struct reception *r, const char *what)
{
	if (may_say(r, &r->complained))
		log_message(LOG_ERR, "%s: %s", what, strerror(errno));
}

static void
note_refused(
    struct reception *r, const struct sockaddr_storage *peer, const char *cause)
{
	if (may_say(r, &r->refused))
		proxy_log_refused(peer, cause);
}

static bool
is_too_many(const struct reception *r, struct source source)
{
	int64_t most = r->options->max_per_source;

	return sources_count(&r->clients.sources, source) >= (uint64_t)most;
}

/* Drops the client that has been silent longest. False when none is silent. */
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
	struct client *client = clients_add(&r->clients, fd, source, r->now);

	/* Room for a client that may yet send something. */
	if (!client && forget_most_silent(r))
		client = clients_add(&r->clients, fd, source, r->now);
	if (!client) {
		errno = EMFILE;
		complain(r, "a connection is answered 503");
		dismissal_turn_away(fd);
		return;
	}
	hear(r, client, false);
	if (client->state == CLIENT_SILENT)
		wait_for_word(r, client);
}

/* Proxies are not counted by their address: each connects for many clients. */
static void
receive(struct reception *r, int fd, const struct sockaddr_storage *peer)
{
	bool proxied = r->options->proxy_protocol != NULL;
	struct source source =
	    proxied ? (struct source){ 0, 0 } : source_of(peer);
	const char *fault = proxied ? proxy_fault(r->options, peer) : NULL;

	if (fault) {
		note_refused(r, peer, fault);
		(void)close(fd);
	} else if (is_too_many(r, source)) {
		note_refused(r, peer, "503, above --max-per-source");
		dismissal_turn_away(fd);
	} else {
		admit(r, fd, source);
	}
}

/* Answers the next client in the queue with 503, by means of the spare
 * descriptor. False when there was none, or it could not be accepted even
 * so. */
static bool
turn_away_next(struct reception *r, int socket)
{
	int fd;

	if (r->spare >= 0)
		(void)close(r->spare);
	fd = accept4(socket, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0)
		dismissal_turn_away(fd);
	open_spare(r);
	return fd >= 0;
}

/* Makes room when the system lacks a resource (errno says which). False when
 * that cannot be done, or when no client is waiting, which the errno of
 * accept4(2) does not tell. */
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

/* False when no client can be accepted now. */
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
	case ECONNABORTED: /* the client has left again */
	case EHOSTDOWN:    /* or is not to be reached: see accept(2) */
	case EHOSTUNREACH:
	case EINTR:
	case ENETDOWN:
	case ENETUNREACH:
	case ENONET:
	case ENOPROTOOPT:
	case EOPNOTSUPP:
	case EPERM:
	case EPROTO:
		return true;
	default: /* not for long: another process has shut the socket down */
		complain(r, "cannot accept connections");
		reception_pause(r);
		return false;
	}
}

void
reception_accept(struct reception *r, int socket)
{
	/* Ready clients are served first: the sockets report the others
	 * again. */
	for (unsigned i = 0; i < ACCEPT_AT_ONCE; i++)
		if (!accept_one(r, socket) ||
		    clients_count(&r->clients, CLIENT_READY) > 0)
			return;
}

void
reception_accept_last(struct reception *r, int socket)
{
	for (unsigned i = 0; i < ACCEPT_AT_STOP; i++)
		if (!accept_one(r, socket))
			return;
}

void
reception_take_event(struct reception *r, uint64_t what, uint32_t events)
{
	struct client *client =
	    clients_find(&r->clients, what - RECEPTION_EVENTS);

	if (client && client->state == CLIENT_SILENT)
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
reception_check(struct reception *r, int64_t most)
{
	while (reception_next(r, most) <= r->now)
		note_ready(r, clients_oldest(&r->clients, CLIENT_SILENT));
}

void
reception_forget_unheard(struct reception *r)
{
	unsigned left = clients_count(&r->clients, CLIENT_SILENT);

	for (; left > 0; left--) {
		struct client *oldest =
		    clients_oldest(&r->clients, CLIENT_SILENT);

		if (oldest->heard) /* all that stay move: in the same order */
			clients_set(&r->clients, oldest, CLIENT_SILENT);
		else
			forget(r, oldest);
	}
}

static unsigned
turn_away_all(struct reception *r, enum client_state state)
{
	unsigned count = 0;
	struct client *client;

	for (; (client = clients_oldest(&r->clients, state)); count++) {
		unwatch(r, client);
		dismissal_turn_away(client->fd);
		clients_set(&r->clients, client, CLIENT_FREE);
	}
	return count;
}

void
reception_turn_away(struct reception *r)
{
	unsigned count =
	    turn_away_all(r, CLIENT_SILENT) + turn_away_all(r, CLIENT_READY);

	if (count)
		log_message(LOG_NOTICE,
		    "503 to connections that --grace left no time for: %u",
		    count);
}
