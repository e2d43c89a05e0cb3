/* SPDX-License-Identifier: ISC */
#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "activation.h"
#include "clock.h"
#include "log.h"

enum {
	/* A script, its relay, and the ones of a local redirect. */
	PROCESSES_PER_CONNECTION = 4,
	PAUSE_MS = 100, /* when the system has no descriptors left */
};

/* A process that works for a connection. */
struct member {
	pid_t pid;   /* 0: a free row */
	pid_t first; /* the process that the connection began with */
};

struct state {
	const struct listener *listener;
	int signals;    /* signalfd(2) */
	int reports[2]; /* children tell of siblings: two PIDs at a time */
	struct member *members;
	unsigned members_max;
	unsigned connections;
	int64_t pause; /* accept nothing before, on clock_monotonic_ms */
	int64_t end;   /* when to end what still runs; CLOCK_NEVER: serving */
	bool stopping;
};

/* ---------------------------------------------------------------- members */

static void
add_member(struct state *s, pid_t pid, pid_t first)
{
	for (unsigned i = 0; i < s->members_max; i++)
		if (!s->members[i].pid) {
			s->members[i] = (struct member){ pid, first };
			return;
		}
}

static pid_t
first_of(const struct state *s, pid_t pid)
{
	for (unsigned i = 0; i < s->members_max; i++)
		if (s->members[i].pid == pid)
			return s->members[i].first;
	return 0;
}

static void
remove_member(struct state *s, pid_t pid)
{
	pid_t first = first_of(s, pid);
	bool last = first != 0;

	for (unsigned i = 0; i < s->members_max; i++) {
		if (s->members[i].pid == pid)
			s->members[i].pid = 0;
		else if (s->members[i].pid && s->members[i].first == first)
			last = false;
	}
	if (last)
		s->connections--;
}

/* Always before the reaping: a sibling must be known before it is gone. */
static void
read_reports(struct state *s)
{
	pid_t pids[2];

	while (read(s->reports[0], pids, sizeof pids) == sizeof pids) {
		pid_t first = first_of(s, pids[0]);

		if (first)
			add_member(s, pids[1], first);
	}
}

/* As a child subreaper, also for scripts' orphans, which are no members. */
static void
reap(struct state *s)
{
	pid_t pid;

	read_reports(s);
	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		remove_member(s, pid);
}

static void
signal_members(const struct state *s, int signal)
{
	for (unsigned i = 0; i < s->members_max; i++)
		if (s->members[i].pid) {
			(void)kill(s->members[i].pid, signal);
			(void)kill(-s->members[i].pid, signal);
		}
}

/* ------------------------------------------------------------ connections */

/* The child: nothing of the listener's stays but the reports. */
static void
become_child(struct state *s)
{
	const struct listener *l = s->listener;
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)close(s->signals);
	(void)close(s->reports[0]);
	for (unsigned i = 0; i < l->count; i++)
		(void)close(l->sockets[i]);
}

/* True in the child. */
static bool
start_child(struct state *s, int connection)
{
	pid_t pid = fork();

	if (pid == 0) {
		become_child(s);
		return true;
	}
	if (pid < 0) {
		log_message(LOG_ERR, "no process for a connection: %s",
		    strerror(errno));
		s->pause = clock_monotonic_ms() + PAUSE_MS;
	} else {
		add_member(s, pid, pid);
		s->connections++;
	}
	(void)close(connection);
	return false;
}

/* The connection, or -1 when there is none to be had. */
static int
accept_one(struct state *s, int socket)
{
	int connection = accept4(socket, NULL, NULL, SOCK_CLOEXEC);

	if (connection >= 0)
		return connection;
	switch (errno) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		log_message(
		    LOG_ERR, "cannot accept a connection: %s", strerror(errno));
		s->pause = clock_monotonic_ms() + PAUSE_MS;
		break;
	default: /* the client has left again, or another was quicker */
		break;
	}
	return -1;
}

static bool
is_accepting(const struct state *s)
{
	return !s->stopping &&
	    s->connections < (uint64_t)s->listener->options->max_connections &&
	    clock_monotonic_ms() >= s->pause;
}

/* ---------------------------------------------------------------- signals */

static void
begin_to_stop(struct state *s)
{
	s->end = s->stopping
	    ? 0
	    : clock_monotonic_ms() + s->listener->options->grace * 1000;
	s->stopping = true;
	for (unsigned i = 0; i < s->listener->count; i++)
		(void)close(s->listener->sockets[i]);
	activation_notify("STOPPING=1");
}

static void
take_signals(struct state *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof info) == sizeof info) {
		if (info.ssi_signo == SIGCHLD)
			continue; /* reaped below, however many there were */
		begin_to_stop(s);
	}
	reap(s);
}

static bool
open_state(struct state *s)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigprocmask(SIG_SETMASK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGCHLD, SIG_DFL);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals < 0 || pipe2(s->reports, O_CLOEXEC | O_NONBLOCK) < 0)
		return false;
	s->members_max = (unsigned)s->listener->options->max_connections *
	    PROCESSES_PER_CONNECTION;
	s->members = calloc(s->members_max, sizeof *s->members);
	return s->members != NULL;
}

static int64_t
wake_up(const struct state *s)
{
	if (s->stopping)
		return s->end;
	return clock_monotonic_ms() < s->pause ? s->pause : CLOCK_NEVER;
}

/* True in a child, with its connection. */
static bool
take_events(struct state *s, const struct pollfd *rows, int *ret_connection)
{
	if (rows[1].revents)
		read_reports(s);
	if (rows[0].revents)
		take_signals(s);
	for (unsigned i = 0; i < s->listener->count; i++) {
		int connection = -1;

		if (rows[2 + i].revents && is_accepting(s))
			connection = accept_one(s, rows[2 + i].fd);
		if (connection >= 0 && start_child(s, connection)) {
			*ret_connection = connection;
			return true;
		}
	}
	return false;
}

/* True in a child. In the parent, false when all is done. */
static bool
loop(struct state *s, int *ret_connection)
{
	const struct listener *l = s->listener;
	struct pollfd rows[2 + LISTENER_SOCKETS_MAX];

	while (!s->stopping || s->connections > 0) {
		bool accepting = is_accepting(s);

		rows[0] = (struct pollfd){ s->signals, POLLIN, 0 };
		rows[1] = (struct pollfd){ s->reports[0], POLLIN, 0 };
		for (unsigned i = 0; i < l->count; i++)
			rows[2 + i] =
			    (struct pollfd){ accepting ? l->sockets[i] : -1,
				    POLLIN, 0 };
		(void)poll(rows, 2 + l->count, clock_poll_timeout(wake_up(s)));
		if (take_events(s, rows, ret_connection))
			return true;
		if (s->stopping && clock_monotonic_ms() >= s->end)
			return false;
	}
	return false;
}

int
listener_run(struct listener *listener, int *ret_connection, int *ret_reports)
{
	struct state s = { .listener = listener, .end = CLOCK_NEVER };

	if (!open_state(&s)) {
		log_message(
		    LOG_ERR, "cannot begin to listen: %s", strerror(errno));
		return EXIT_FAILURE;
	}
	/* Non-blocking: between poll and accept a client may leave. */
	for (unsigned i = 0; i < listener->count; i++)
		(void)fcntl(listener->sockets[i], F_SETFL, O_RDWR | O_NONBLOCK);
	activation_notify("READY=1");
	if (loop(&s, ret_connection)) {
		*ret_reports = s.reports[1];
		return -1;
	}
	signal_members(&s, SIGKILL);
	return EXIT_SUCCESS;
}
