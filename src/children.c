/* SPDX-License-Identifier: ISC */
#include "children.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "descriptors.h"
#include "log.h"
#include "sibling.h"

/* How long a child that has ended may wait to be collected: a wake-up for each
 * would cost a tenth of what serving it costs. */
enum { LOOK_MS = 50 };

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

bool
children_open(
    struct children *c, struct clients *clients, int events, uint64_t event)
{
	c->clients = clients;
	c->events = events;
	c->event = event;
	c->look_at = CLOCK_NEVER;
	c->log = log_reserve_descriptor();
	return open_exits(c) && watch_exits(c, EPOLL_CTL_ADD, EPOLLIN) &&
	    ends_open(&c->ends, clients->size) &&
	    pipe2(c->reports, O_CLOEXEC | O_NONBLOCK) == 0 &&
	    handover_open(&c->handover);
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
		(void)prlimit(0, RLIMIT_NOFILE, descriptors, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Every client without a process holds one of the listener's descriptors. */
static bool
has_many(const struct clients *clients)
{
	return clients_count(clients, CLIENT_SILENT) +
	    clients_count(clients, CLIENT_READY) >=
	    HANDOVER_MANY;
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
	pid = handover_fork(
	    c->handover, has_many(c->clients), &ret_child->connection);
	if (pid == 0) {
		keep[0] = ret_child->connection;
		become_child(keep, &descriptors);
	} else if (pid > 0) {
		(void)close(client->fd);
		client->raw = 0;
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
	struct sibling_report report;
	int octets = 0;

	(void)ioctl(c->reports[0], FIONREAD, &octets);
	for (; octets >= (int)sizeof report; octets -= (int)sizeof report) {
		struct client *client;

		if (read(c->reports[0], &report, sizeof report) !=
		    sizeof report)
			return;
		client =
		    clients_find_process(c->clients, NULL, report.reporter);
		if (!client)
			continue;
		clients_add_process(c->clients, client, report.sibling);
		client->relayed = report.relays;
		client->had_relay |= report.relays;
		if (!report.relays)
			client->raw = report.reporter;
	}
}

/* The status as wait(2) has it. */
static int
status_of(const siginfo_t *info)
{
	return info->si_code == CLD_EXITED ? info->si_status << 8
					   : info->si_status;
}

/* A raw script's time is limited by alarm(2), which ends its leader alone: what
 * the script had started must not hold the client's connection beyond that,
 * where the client no longer counts. As long as the leader is not collected,
 * its number is that of its group. */
static void
end_late_group(const struct client *client, const siginfo_t *info)
{
	if (!client->relayed && info->si_code != CLD_EXITED &&
	    info->si_status == SIGALRM)
		(void)kill(-info->si_pid, SIGKILL);
}

/* Of a raw script nobody else says how it ended. But where a client had a
 * relay, that has said it of the scripts before; with a sibling, 127 mostly
 * means that the exec failed and the sibling has answered; and SIGPIPE means
 * that the client has gone. */
static void
note_failure(const struct children *c, const struct client *client,
    const siginfo_t *info, pid_t sibling)
{
	bool exited = info->si_code == CLD_EXITED;
	int status = info->si_status;

	if (c->signalled ||
	    (client->had_relay && info->si_pid != client->raw) ||
	    status == (exited ? EXIT_SUCCESS : SIGPIPE) ||
	    (sibling && exited && status == EXIT_NOT_EXECUTED))
		return;
	log_message(LOG_NOTICE,
	    "process %d ended with %s %d: a script that answers by itself, or "
	    "a fault of the server",
	    (int)info->si_pid, exited ? "exit status" : "signal", status);
}

/* Whether a process, which may have ended, is to be collected here. */
static bool
is_child(pid_t pid)
{
	siginfo_t info;

	return waitid(P_PID, (id_t)pid, &info,
		   WEXITED | WNOHANG | WNOWAIT | __WALL) == 0;
}

/* Takes note that one of a client's processes has ended. What it had started is
 * ours now, unless it has collected that itself, by wait4(2) with __WALL: then
 * the number is nobody's, or another process's. */
static void
forget_process(struct children *c, struct client *client, const siginfo_t *info)
{
	pid_t sibling = clients_next_process(c->clients, client, info->si_pid);

	end_late_group(client, info);
	note_failure(c, client, info, sibling);
	ends_tell(&c->ends, clients_row(c->clients, client), info->si_pid,
	    status_of(info));
	clients_remove_process(c->clients, client, info->si_pid);
	if (sibling && !is_child(sibling))
		clients_remove_process(c->clients, client, sibling);
}

/* Collects one process that has ended: a child, or an orphan of a script. Its
 * end is told and its report of a sibling is read first: after that it may be
 * forgotten. False when there is none. */
static bool
collect_one(struct children *c)
{
	siginfo_t info = { .si_pid = 0 };
	struct client *client, *next;

	if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
	    !info.si_pid)
		return false;
	read_reports(c);
	client = clients_find_process(c->clients, NULL, info.si_pid);
	for (; client; client = next) {
		next = clients_find_process(c->clients, client, info.si_pid);
		forget_process(c, client, &info);
	}
	(void)waitpid(info.si_pid, NULL, 0);
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
children_wake_on_exit(struct children *c)
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
	c->signalled = true;
	read_reports(c);
	clients_signal(c->clients, signal);
}
