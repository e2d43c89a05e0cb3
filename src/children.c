/* SPDX-License-Identifier: ISC */
#include "children.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "await.h"
#include "clock.h"
#include "config.h"
#include "descriptors.h"
#include "log.h"

/* How long a child that has ended may wait to be collected: a wake-up for each
 * would cost a tenth of what serving it costs. */
enum { LOOK_MS = 50 };

/* From so many clients on, copying their descriptors takes longer than waiting
 * until a child has copied the few that it needs. */
enum { MANY = 400 };

/* On SPARC, clone(2) tells in a second register which process is the child. */
#if defined(__sparc__)
enum { FORK_MAY_SHARE = false };
#else
enum { FORK_MAY_SHARE = true };
#endif

static bool
open_exits(struct children *c)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	c->exits = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return c->exits >= 0;
}

static bool
watch_exits(const struct children *c, int how, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.u64 = c->event };

	return epoll_ctl(c->events, how, c->exits, &event) == 0;
}

/* Opens the last of the listener's own descriptors: those of clients come after
 * it. */
static bool
open_place(struct children *c)
{
	c->taken = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	c->place = fcntl(c->taken, F_DUPFD_CLOEXEC, 0);
	return c->place >= 0;
}

bool
children_open(
    struct children *c, struct clients *clients, int events, uint64_t event)
{
	c->clients = clients;
	c->events = events;
	c->event = event;
	c->look_at = CLOCK_NEVER;
	c->log = log_keep();
	return open_exits(c) && watch_exits(c, EPOLL_CTL_ADD, EPOLLIN) &&
	    ends_open(&c->ends, clients->size) &&
	    pipe2(c->reports, O_CLOEXEC | O_NONBLOCK) == 0 && open_place(c);
}

/* ---------------------------------------------------------------- starting */

/* In the child, which does not have the listener's own memory (apart.h): closes
 * what it is not to `keep`, and restores the limit of descriptors. */
static void
become_child(const int keep[DESCRIPTORS_KEPT], const struct rlimit *descriptors)
{
	sigset_t none;

	descriptors_close_others(keep);
	if (descriptors->rlim_cur < descriptors->rlim_max)
		(void)setrlimit(RLIMIT_NOFILE, descriptors);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* As fork(2). With one thread, and no lock, no other part of the C library has
 * to be prepared for it. */
static pid_t
fork_alone(void)
{
#if HAVE__FORK
	return _Fork();
#else /* glibc before 2.34 */
	return fork();
#endif
}

/* Whether this child has ended; does not collect it. */
static bool
has_ended(pid_t pid)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) <
	    0 ||
	    info.si_pid == pid;
}

/* As fork(2), without what C libraries do for it, but the child shares the
 * caller's descriptors instead of having copies. */
static pid_t
fork_sharing(void)
{
	static const unsigned long flags = CLONE_FILES | SIGCHLD;

#if defined(__s390__)
	return (pid_t)syscall(SYS_clone, NULL, flags, NULL, NULL, NULL);
#else
	return (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
#endif
}

/* As fork_alone. The child first shares all descriptors; waits until it has
 * taken those up to `place`, and no others, for its own. */
static pid_t
fork_among_many(int place, int taken)
{
	uint64_t count = 1;
	pid_t pid = fork_sharing();

	if (pid == 0) {
		if (!descriptors_take(place) ||
		    write(taken, &count, sizeof count) < 0)
			_exit(EXIT_FAILURE);
	} else if (pid > 0) {
		while (!await(taken, POLLIN, clock_monotonic_ms() + LOOK_MS) &&
		    !has_ended(pid))
			;
		(void)!read(taken, &count, sizeof count);
	}
	return pid;
}

/* Every client without a process holds one of the listener's descriptors. */
static bool
has_many(const struct clients *clients)
{
	return clients_count(clients, CLIENT_SILENT) +
	    clients_count(clients, CLIENT_READY) >=
	    MANY;
}

/* Starts the process that is to serve *child. As fork(2). */
static pid_t
start(const struct children *c, struct child *child)
{
	int connection = child->connection;
	pid_t pid;

	if (!FORK_MAY_SHARE || !has_many(c->clients) ||
	    dup3(connection, c->place, O_CLOEXEC) < 0)
		return fork_alone();
	child->connection = c->place;
	pid = fork_among_many(c->place, c->taken);
	if (pid != 0)
		(void)dup3(c->taken, c->place, O_CLOEXEC);
	return pid;
}

static void
ignore_exits(struct children *c, int64_t now)
{
	if (c->look_at == CLOCK_NEVER && watch_exits(c, EPOLL_CTL_MOD, 0))
		c->look_at = now + LOOK_MS;
}

pid_t
children_start(struct children *c, struct client *client, int64_t now,
    struct child *ret_child)
{
	int keep[DESCRIPTORS_KEPT] = { -1, c->reports[1], c->root, c->log,
		c->sandbox->answers, c->sandbox->scripts };
	struct rlimit descriptors = c->descriptors;
	unsigned row = clients_row(c->clients, client);
	pid_t pid;

	*ret_child = (struct child){ client->fd, c->reports[1],
		&c->ends.seen[row], client->since };
	ends_clear(&c->ends, row);
	pid = start(c, ret_child);
	if (pid == 0) {
		keep[0] = ret_child->connection;
		become_child(keep, &descriptors);
	} else if (pid > 0) {
		(void)close(client->fd);
		client->fd = -1;
		clients_add_process(c->clients, client, pid);
		clients_set(c->clients, client, CLIENT_SERVED);
		ignore_exits(c, now);
	}
	return pid;
}

/* -------------------------------------------------------------- collecting */

/* Notes the siblings that children have reported. Looks before it reads: a read
 * that fails writes to errno, whose page would have to be copied once more
 * after each fork. */
static void
read_reports(struct children *c)
{
	pid_t pids[2];
	int octets = 0;

	(void)ioctl(c->reports[0], FIONREAD, &octets);
	for (; octets >= (int)sizeof pids; octets -= (int)sizeof pids) {
		struct client *client;

		if (read(c->reports[0], pids, sizeof pids) != sizeof pids)
			return;
		client = clients_find_process(c->clients, pids[0]);
		if (client)
			clients_add_process(c->clients, client, pids[1]);
	}
}

/* The status as wait(2) has it. */
static int
status_of(const siginfo_t *info)
{
	return info->si_code == CLD_EXITED ? info->si_status << 8
					   : info->si_status;
}

/* Collects one process that has ended: a child, or an orphan of a script. Its
 * end is told and its report of a sibling is read first: after that it may be
 * forgotten. False when there is none. */
static bool
collect_one(struct children *c)
{
	siginfo_t info = { .si_pid = 0 };
	const struct client *client;
	pid_t pid;

	if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
		return false;
	pid = info.si_pid;
	if (!pid)
		return false;
	read_reports(c);
	client = clients_find_process(c->clients, pid);
	if (client)
		ends_tell(&c->ends, clients_row(c->clients, client), pid,
		    status_of(&info));
	(void)waitpid(pid, NULL, 0);
	clients_remove_process(c->clients, pid);
	return true;
}

void
children_collect(struct children *c)
{
	while (c->look_at != CLOCK_NEVER &&
	    clients_count(c->clients, CLIENT_SERVED) > 0 && collect_one(c))
		;
}

void
children_take_exits(struct children *c)
{
	struct signalfd_siginfo info;

	(void)!read(c->exits, &info, sizeof info);
	while (collect_one(c))
		;
}

void
children_await_exits(struct children *c)
{
	if (c->look_at != CLOCK_NEVER && watch_exits(c, EPOLL_CTL_MOD, EPOLLIN))
		c->look_at = CLOCK_NEVER;
}

int64_t
children_next(const struct children *c)
{
	return c->look_at;
}

void
children_signal(struct children *c, int signal)
{
	read_reports(c);
	clients_signal(c->clients, signal);
}
