/* SPDX-License-Identifier: ISC */
#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "activation.h"
#include "clock.h"
#include "descriptors.h"
#include "log.h"
#include "manager.h"
#include "reception.h"
#include "signals.h"

enum {
	SILENT_AT_STOP_MS = 1000, /* for clients that connected just before */
	EVENTS_AT_ONCE = 64,
	RESERVED_DESCRIPTORS = 16, /* for what is no client and no socket */
	TERM_GRACE_MS = 1000,      /* between SIGTERM and SIGKILL */
};

/* What an event belongs to; those of clients are RECEPTION_EVENTS and above. */
enum { EVENT_SIGNALS, EVENT_REPORTS, EVENT_SOCKETS };

struct state {
	struct listener *listener;
	struct listener_child *child; /* what a child is to serve */
	struct reception reception;
	struct rlimit descriptors; /* as we got it: children get it back */
	int events;                /* epoll(7) */
	int signals;               /* signalfd(2) */
	int reports[2]; /* children tell of siblings: two PIDs at a time */
	int64_t idle_since;
	int64_t end; /* when to end what still runs; CLOCK_NEVER: serving */
	struct manager manager;
	uint64_t total; /* connections so far */
	bool accepting; /* the sockets are in `events` */
	bool stopping;
	bool ended; /* what still runs was told to end */
};

/* -------------------------------------------------------------- processes */

/* Always before the reaping: a sibling must be known before it is gone. */
static void
read_reports(struct state *s)
{
	pid_t pids[2];

	while (read(s->reports[0], pids, sizeof pids) == sizeof pids) {
		struct client *client =
		    clients_find_process(&s->reception.clients, pids[0]);

		if (client)
			clients_add_process(client, pids[1]);
	}
}

/* As a child subreaper, also scripts' orphans, which nobody waits for. */
static void
reap(struct state *s)
{
	pid_t pid;

	read_reports(s);
	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		clients_remove_process(&s->reception.clients, pid);
	if (!clients_count_all(&s->reception.clients))
		s->idle_since = clock_monotonic_ms();
}

/* In the child: nothing of the listener's stays but the reports. */
static void
become_child(struct state *s, const struct client *served)
{
	int keep[DESCRIPTORS_KEPT] = { served->fd, s->reports[1],
		s->listener->root, s->listener->sandbox->answers,
		s->listener->sandbox->scripts };
	sigset_t none;

	*s->child =
	    (struct listener_child){ served->fd, s->reports[1], served->since };
	clients_close(&s->reception.clients);
	descriptors_close_others(keep);
	(void)setrlimit(RLIMIT_NOFILE, &s->descriptors);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* True in the child. */
static bool
start_child(struct state *s, struct client *client)
{
	pid_t pid = fork();

	if (pid == 0) {
		become_child(s, client);
		return true;
	}
	if (pid < 0) {
		log_message(LOG_ERR, "no process for a connection: %s",
		    strerror(errno));
		reception_pause(&s->reception);
		return false;
	}
	(void)close(client->fd);
	client->fd = -1;
	clients_add_process(client, pid);
	clients_set(&s->reception.clients, client, CLIENT_SERVED);
	s->total++;
	return false;
}

/* Starts as many as may run. True in a child. */
static bool
start_children(struct state *s)
{
	const struct options *o = s->listener->options;
	struct clients *clients = &s->reception.clients;

	while (clients_count(clients, CLIENT_READY) > 0 &&
	    clients_count(clients, CLIENT_SERVED) <
		(uint64_t)o->max_connections &&
	    clock_monotonic_ms() >= s->reception.pause)
		if (start_child(s, clients_oldest(clients, CLIENT_READY)))
			return true;
	return false;
}

static bool
watch(struct state *s, int fd, uint64_t what)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = what };

	return epoll_ctl(s->reception.events, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool
begin_accepting(struct state *s)
{
	const struct listener *l = s->listener;

	for (unsigned i = 0; i < l->count; i++)
		if (!watch(s, l->sockets[i], EVENT_SOCKETS + i) &&
		    errno != EEXIST) {
			log_message(LOG_ERR, "cannot wait for connections: %s",
			    strerror(errno));
			reception_pause(&s->reception);
			return false;
		}
	return true;
}

/* Level-triggered: while we pause, the sockets must not be in there. */
static void
set_accepting(struct state *s, bool accepting)
{
	const struct listener *l = s->listener;

	if (accepting && !s->accepting)
		s->accepting = begin_accepting(s);
	for (unsigned i = 0; i < l->count && s->accepting && !accepting; i++)
		(void)epoll_ctl(
		    s->reception.events, EPOLL_CTL_DEL, l->sockets[i], NULL);
	s->accepting &= accepting;
}

/* ---------------------------------------------------------------- signals */

/* Who is in the kernel's queue has connected: they are let in first. */
static void
begin_to_stop(struct state *s)
{
	struct listener *l = s->listener;
	int64_t now = clock_monotonic_ms();

	s->end = s->stopping ? now : now + l->options->grace * 1000;
	set_accepting(s, false);
	for (unsigned i = 0; i < l->count && !s->stopping; i++) {
		address_remove_file(l->sockets[i], &l->files[i]);
		reception_accept_last(&s->reception, l->sockets[i]);
		(void)close(l->sockets[i]);
	}
	s->stopping = true;
	activation_notify("STOPPING=1");
}

/* The grace is over: SIGTERM, and SIGKILL a little later. */
static void
end_answers(struct state *s)
{
	if (!s->stopping || s->ended || clock_monotonic_ms() < s->end)
		return;
	clients_signal(&s->reception.clients, SIGTERM);
	s->ended = true;
	s->end = clock_monotonic_ms() + TERM_GRACE_MS;
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
	if (fd >= 0)
		(void)close(fd);
}

static void
take_signals(struct state *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof info) == sizeof info) {
		if (info.ssi_signo == SIGHUP)
			reopen_root(s);
		else if (info.ssi_signo != SIGCHLD)
			begin_to_stop(s);
	}
	reap(s);
}

/* ------------------------------------------------------------------ loop */

static void
take_event(struct state *s, uint64_t what, uint32_t events)
{
	if (what >= RECEPTION_EVENTS) {
		reception_hear(&s->reception, what, events);
	} else if (what >= EVENT_SOCKETS) {
		if (!s->stopping)
			reception_accept(&s->reception,
			    s->listener->sockets[what - EVENT_SOCKETS]);
	} else if (what == EVENT_REPORTS) {
		read_reports(s);
	} else {
		take_signals(s);
	}
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* How long a client may be silent, in milliseconds. */
static int64_t
silence(const struct state *s)
{
	return s->stopping ? SILENT_AT_STOP_MS
			   : s->listener->options->header_time * 1000;
}

static int64_t
wake_up(const struct state *s)
{
	const struct options *o = s->listener->options;
	const struct reception *r = &s->reception;
	int64_t at = earlier(s->end, manager_next(&s->manager));

	at = earlier(at, reception_next(r, silence(s)));
	if (clock_monotonic_ms() < r->pause)
		at = earlier(at, r->pause);
	if (o->idle_exit && !clients_count_all(&r->clients))
		at = earlier(at, s->idle_since + o->idle_exit * 1000);
	return at;
}

static void
tell_manager(struct state *s)
{
	const struct clients *c = &s->reception.clients;

	manager_tell(&s->manager,
	    (struct manager_status){ .served = clients_count(c, CLIENT_SERVED),
		.waiting =
		    clients_count_all(c) - clients_count(c, CLIENT_SERVED),
		.total = s->total });
}

static bool
is_over(const struct state *s)
{
	const struct options *o = s->listener->options;
	int64_t now = clock_monotonic_ms();

	if (s->stopping)
		return !clients_count_all(&s->reception.clients) ||
		    (s->ended && now >= s->end);
	return o->idle_exit && !clients_count_all(&s->reception.clients) &&
	    now >= s->idle_since + o->idle_exit * 1000;
}

/* True in a child; in the parent false, when all is done. */
static bool
loop(struct state *s)
{
	while (!is_over(s)) {
		struct epoll_event events[EVENTS_AT_ONCE];
		int count;

		set_accepting(s,
		    !s->stopping && clock_monotonic_ms() >= s->reception.pause);
		count = epoll_wait(s->reception.events, events, EVENTS_AT_ONCE,
		    clock_poll_timeout(wake_up(s)));
		for (int i = 0; i < count; i++)
			take_event(s, events[i].data.u64, events[i].events);
		reception_check(&s->reception, silence(s), s->stopping);
		if (start_children(s))
			return true;
		end_answers(s);
		tell_manager(s);
	}
	return false;
}

/* Each silent client is a descriptor, so as many of those as we may have. */
static bool
open_reception(struct state *s)
{
	unsigned reserved = RESERVED_DESCRIPTORS + s->listener->count;
	unsigned most = descriptors_raise_limit(&s->descriptors);

	errno = EMFILE;
	return most > reserved &&
	    reception_open(
		&s->reception, s->listener->options, most - reserved);
}

static bool
open_signals(struct state *s)
{
	sigset_t set;

	signals_reset(true); /* for all our children too */
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)sigprocmask(SIG_SETMASK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signals >= 0 && watch(s, s->signals, EVENT_SIGNALS);
}

static bool
open_state(struct state *s)
{
	if (!open_reception(s) || !open_signals(s) ||
	    pipe2(s->reports, O_CLOEXEC | O_NONBLOCK) < 0 ||
	    !watch(s, s->reports[0], EVENT_REPORTS))
		return false;
	/* Non-blocking: between event and accept a client may leave. */
	for (unsigned i = 0; i < s->listener->count; i++)
		(void)fcntl(
		    s->listener->sockets[i], F_SETFL, O_RDWR | O_NONBLOCK);
	s->end = CLOCK_NEVER;
	s->idle_since = clock_monotonic_ms();
	return true;
}

int
listener_run(struct listener *listener, struct listener_child *ret_child)
{
	struct state s = { .listener = listener, .child = ret_child };

	if (!open_state(&s)) {
		log_message(
		    LOG_ERR, "cannot begin to listen: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	/* Not before signals are taken: who reads that may send one. */
	for (unsigned i = 0; listener->ours && i < listener->count; i++)
		address_announce(listener->sockets[i]);
	manager_open(&s.manager);
	if (loop(&s))
		return -1;
	for (unsigned i = 0; i < listener->count && !s.stopping; i++)
		address_remove_file(listener->sockets[i], &listener->files[i]);
	clients_signal(&s.reception.clients, SIGKILL);
	clients_close(&s.reception.clients);
	return EXIT_SUCCESS;
}
