/* SPDX-License-Identifier: ISC */
#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "apart.h"
#include "children.h"
#include "clock.h"
#include "descriptors.h"
#include "log.h"
#include "manager.h"
#include "reception.h"
#include "signals.h"

enum {
	UNHEARD_AT_STOP_MS = 1000, /* for who connected just before */
	EVENTS_AT_ONCE = 64,
	SIGNALS_AT_ONCE = 4,       /* each kind is pending at most once */
	RESERVED_DESCRIPTORS = 16, /* for all but clients and sockets */
	STOP_GRACE_MS = 1000,      /* between SIGTERM and SIGKILL */
};

/* The data of events: what has woken the listener; that of clients is
 * RECEPTION_EVENTS and above. */
enum { WAKE_SIGNALS, WAKE_EXITS, WAKE_SOCKETS };

struct state {
	struct listener *listener;
	struct child *child; /* what a child is to serve */
	struct reception reception;
	struct children children;
	int signals; /* signalfd(2) */
	int64_t idle_since;
	int64_t end; /* when to end answers; CLOCK_NEVER: not stopping */
	int64_t unheard_end; /* when to forget who has sent nothing */
	struct epoll_event happened[EVENTS_AT_ONCE];
	struct manager manager;
	uint64_t total; /* connections so far */
	bool accepting; /* the sockets are in `events` */
	bool stopping;
	bool ended; /* running answers were told to end */
};

/* Whether as many clients have processes as may have some. */
static bool
is_full(const struct state *s)
{
	return clients_count(&s->reception.clients, CLIENT_SERVED) >=
	    (uint64_t)s->listener->options->max_connections;
}

/* Starts processes for ready clients, as many as may run. True in a child,
 * which does not have *s. */
static bool
start_children(struct state *s)
{
	const struct clients *clients = &s->reception.clients;

	while (clients_count(clients, CLIENT_READY) > 0 && !is_full(s) &&
	    s->reception.now >= s->reception.pause) {
		pid_t pid = children_start(&s->children,
		    clients_oldest(clients, CLIENT_READY), s->reception.now,
		    s->child);

		if (pid == 0)
			return true;
		if (pid > 0) {
			s->total++;
			continue;
		}
		log_message(LOG_ERR, "no process for a connection: %s",
		    strerror(errno));
		reception_pause(&s->reception);
	}
	return false;
}

static bool
watch(struct state *s, int fd, uint64_t what)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = what };

	return epoll_ctl(s->reception.events, EPOLL_CTL_ADD, fd, &event) == 0;
}

static void
end_accepting(const struct state *s)
{
	const struct listener *l = s->listener;

	for (unsigned i = 0; i < l->count; i++)
		(void)epoll_ctl(
		    s->reception.events, EPOLL_CTL_DEL, l->sockets[i], NULL);
}

/* False when that fails now: then none of the sockets is watched. */
static bool
begin_accepting(struct state *s)
{
	const struct listener *l = s->listener;

	for (unsigned i = 0; i < l->count; i++)
		if (!watch(s, l->sockets[i], WAKE_SOCKETS + i)) {
			log_message(LOG_ERR, "cannot wait for connections: %s",
			    strerror(errno));
			end_accepting(s);
			reception_pause(&s->reception);
			return false;
		}
	return true;
}

/* Puts the listening sockets into epoll(7), or takes them out: as they are
 * level-triggered, they would wake the listener all the time during a pause. */
static void
set_accepting(struct state *s, bool accepting)
{
	if (accepting && !s->accepting)
		accepting = begin_accepting(s);
	else if (!accepting && s->accepting)
		end_accepting(s);
	s->accepting = accepting;
}

/* ---------------------------------------------------------------- signals */

/* Clients in the kernel's queues have connected: they are accepted first. */
static void
begin_to_stop(struct state *s)
{
	struct listener *l = s->listener;
	int64_t now = s->reception.now;

	s->end = s->stopping ? now : now + l->options->grace * 1000;
	s->unheard_end = now + UNHEARD_AT_STOP_MS;
	set_accepting(s, false);
	for (unsigned i = 0; i < l->count && !s->stopping; i++) {
		address_remove_file(l->sockets[i], &l->files[i]);
		reception_accept_last(&s->reception, l->sockets[i]);
		(void)close(l->sockets[i]);
	}
	s->stopping = true;
	(void)manager_notify("STOPPING=1");
}

/* The others are waited for until the grace is over. */
static void
forget_unheard(struct state *s)
{
	if (s->reception.now < s->unheard_end)
		return;
	reception_forget_unheard(&s->reception);
	s->unheard_end = CLOCK_NEVER;
}

/* Once the grace is over, sends SIGTERM; SIGKILL follows a little later. No
 * client is accepted any more, so nothing is started from here on. */
static void
end_answers(struct state *s)
{
	if (!s->stopping || s->ended || s->reception.now < s->end)
		return;
	reception_turn_away(&s->reception);
	children_signal(&s->children, SIGTERM);
	s->ended = true;
	s->end = s->reception.now + STOP_GRACE_MS;
}

static void
reopen_root(struct state *s)
{
	const char *path = s->listener->options->root;
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || dup3(fd, s->listener->root, O_CLOEXEC) < 0)
		log_message(LOG_ERR, "SIGHUP: cannot open %s anew: %s", path,
		    strerror(errno));
	else
		log_message(LOG_INFO, "SIGHUP: opened %s anew", path);
	sandbox_prepare(s->listener->sandbox);
	descriptors_close(&fd);
}

static void
take_signals(struct state *s)
{
	struct signalfd_siginfo infos[SIGNALS_AT_ONCE];
	ssize_t got = read(s->signals, infos, sizeof infos);

	for (ssize_t i = 0; got >= (i + 1) * (ssize_t)sizeof *infos; i++) {
		if (infos[i].ssi_signo == SIGHUP)
			reopen_root(s);
		else
			begin_to_stop(s);
	}
}

/* ------------------------------------------------------------------ loop */

static void
take_event(struct state *s, uint64_t what, uint32_t events)
{
	if (what >= RECEPTION_EVENTS) {
		reception_take_event(&s->reception, what, events);
	} else if (what >= WAKE_SOCKETS) {
		if (!s->stopping)
			reception_accept(&s->reception,
			    s->listener->sockets[what - WAKE_SOCKETS]);
	} else if (what == WAKE_EXITS) {
		children_take_exits(&s->children);
	} else {
		take_signals(s);
	}
}

/* How long the listener waits for a client's header, in milliseconds. */
static int64_t
patience(const struct state *s)
{
	return s->listener->options->header_time * 1000;
}

/* When --idle-exit ends the listener; CLOCK_NEVER while there are clients. */
static int64_t
idle_end(const struct state *s)
{
	int64_t most = s->listener->options->idle_exit;

	return most && !clients_count_all(&s->reception.clients)
	    ? s->idle_since + most * 1000
	    : CLOCK_NEVER;
}

/* When there will be something to do even if no event comes. */
static int64_t
wake_up(const struct state *s)
{
	const struct reception *r = &s->reception;
	int64_t at = clock_earlier(s->end, manager_next(&s->manager));

	at = clock_earlier(at, idle_end(s));
	at = clock_earlier(at, children_next(&s->children));
	at = clock_earlier(at, reception_next(r, patience(s)));
	at = clock_earlier(at, s->unheard_end);
	if (r->now < r->pause)
		at = clock_earlier(at, r->pause);
	return at;
}

static void
tell_manager(struct state *s)
{
	const struct clients *c = &s->reception.clients;

	manager_tell(&s->manager, s->reception.now,
	    (struct manager_status){ .running = clients_count(c, CLIENT_SERVED),
		.waiting =
		    clients_count_all(c) - clients_count(c, CLIENT_SERVED),
		.total = s->total });
}

static bool
is_over(const struct state *s)
{
	int64_t now = s->reception.now;

	if (s->stopping)
		return !clients_count_all(&s->reception.clients) ||
		    (s->ended && now >= s->end);
	return now >= idle_end(s);
}

static void
prepare_to_wait(struct state *s)
{
	const struct reception *r = &s->reception;
	bool waited_for =
	    is_full(s) && clients_count(&r->clients, CLIENT_READY) > 0;

	set_accepting(s, !s->stopping && r->now >= r->pause);
	if (s->stopping || waited_for || r->now >= children_next(&s->children))
		children_wake_on_exit(&s->children);
}

/* Takes the time. The clients in the table were there until now, so the
 * listener was not idle. */
static void
note_time(struct state *s)
{
	s->reception.now = clock_monotonic_ms();
	if (clients_count_all(&s->reception.clients) > 0)
		s->idle_since = s->reception.now;
}

/* True in a child; false in the parent, when all is done. */
static bool
loop(struct state *s)
{
	while (!is_over(s)) {
		int count;

		prepare_to_wait(s);
		count =
		    epoll_wait(s->reception.events, s->happened, EVENTS_AT_ONCE,
			clock_timeout(wake_up(s), s->reception.now));
		note_time(s);
		if (clients_are_full(&s->reception.clients))
			children_collect(&s->children); /* some may be gone */
		for (int i = 0; i < count; i++)
			take_event(
			    s, s->happened[i].data.u64, s->happened[i].events);
		children_collect(&s->children);
		reception_check(&s->reception, patience(s));
		forget_unheard(s);
		end_answers(s);
		if (start_children(s))
			return true;
		tell_manager(s);
	}
	return false;
}

/* Makes room for as many clients as there may be descriptors, because each
 * silent one has one. */
static bool
open_reception(struct state *s)
{
	unsigned reserved = RESERVED_DESCRIPTORS + s->listener->count;
	unsigned most = descriptors_raise_limit(&s->children.descriptors);

	errno = EMFILE;
	return most > reserved &&
	    reception_open(
		&s->reception, s->listener->options, most - reserved);
}

static bool
open_signals(struct state *s)
{
	sigset_t set;

	signals_reset(true); /* for the children too */
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigprocmask(SIG_SETMASK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	return s->signals >= 0 && watch(s, s->signals, WAKE_SIGNALS);
}

static bool
open_state(struct state *s, struct listener *listener, struct child *child)
{
	s->listener = listener;
	s->child = child;
	s->children.root = listener->root;
	s->children.sandbox = listener->sandbox;
	if (!open_reception(s) || !open_signals(s) ||
	    !children_open(&s->children, &s->reception.clients,
		s->reception.events, WAKE_EXITS))
		return false;
	/* Non-blocking: a client may leave between the event and accept. */
	for (unsigned i = 0; i < s->listener->count; i++)
		(void)fcntl(
		    s->listener->sockets[i], F_SETFL, O_RDWR | O_NONBLOCK);
	s->end = s->unheard_end = CLOCK_NEVER;
	s->idle_since = s->reception.now = clock_monotonic_ms();
	return true;
}

int
listener_run(struct listener *listener, struct child *ret_child)
{
	struct state *s = apart_map(sizeof *s);

	if (!s || !open_state(s, listener, ret_child)) {
		log_message(
		    LOG_ERR, "cannot begin to listen: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	/* Not before signals are handled: a reader of this may send one. */
	for (unsigned i = 0; listener->ours && i < listener->count; i++)
		address_announce(listener->sockets[i]);
	manager_open(&s->manager);
	if (loop(s))
		return -1;
	for (unsigned i = 0; i < listener->count && !s->stopping; i++)
		address_remove_file(listener->sockets[i], &listener->files[i]);
	children_signal(&s->children, SIGKILL);
	return EXIT_SUCCESS;
}
