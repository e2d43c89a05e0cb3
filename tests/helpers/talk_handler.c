/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "talk.h"

void
handler_prepare(struct talk *t)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	t->children = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	/* Adopt the processes that a handler leaves behind, to wait for them,
	 * as init or systemd would. */
	if (t->children < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		talk_fail("SIGCHLD");
}

/* ── The child ────────────────────────────────────────────────────────────── */

static void
place(int fd, int as)
{
	if (fd < 0 && as < 2)
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (fd >= 0 && dup2(fd, as) < 0)
		_exit(127);
}

static void
announce_passed_socket(bool is_connection)
{
	char pid[24];

	(void)snprintf(pid, sizeof pid, "%ld", (long)getpid());
	(void)setenv("LISTEN_PID", pid, 1);
	(void)setenv("LISTEN_FDS", "1", 1);
	if (is_connection)
		(void)setenv("LISTEN_FDNAMES", "connection", 1);
}

/* Executes the handler with these descriptors alone and with default signals,
 * as a super-server does. */
static void
become_handler(const struct talk *t, const int fds[4], int failure)
{
	sigset_t none;
	int copies[4];

	/* First move it above 3. */
	failure = fcntl(failure, F_DUPFD_CLOEXEC, 10);
	for (int i = 0; i < 4; i++)
		copies[i] =
		    fds[i] < 0 ? -1 : fcntl(fds[i], F_DUPFD_CLOEXEC, 10);
	for (int i = 0; i < 4; i++)
		place(copies[i], i);
	if (fds[3] >= 0)
		announce_passed_socket(t->door == 'c');
	(void)close_range(fds[3] < 0 ? 3 : 4, ~0U, CLOSE_RANGE_CLOEXEC);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)execvp(t->handler_argv[0], t->handler_argv);
	(void)!write(failure, &errno, sizeof errno);
	_exit(127);
}

void
handler_start(struct talk *t, const int fds[4])
{
	int failure[2], reason;

	if (pipe2(failure, O_CLOEXEC) < 0)
		talk_fail("pipe");
	t->handler = fork();
	if (t->handler < 0)
		talk_fail("fork");
	if (!t->handler)
		become_handler(t, fds, failure[1]);
	(void)close(failure[1]);
	/* A successful exec closes the pipe; only a failure writes to it. */
	if (read(failure[0], &reason, sizeof reason) > 0) {
		errno = reason;
		talk_fail(t->handler_argv[0]);
	}
	(void)close(failure[0]);
}

/* ── Waiting ──────────────────────────────────────────────────────────────── */

/* Reaps the children that have exited. Returns false when none is left. */
static bool
reap(struct talk *t)
{
	struct signalfd_siginfo ignored;
	pid_t pid;
	int status;

	(void)!read(t->children, &ignored, sizeof ignored);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == t->handler) {
			t->handler_exited = true;
			t->handler_status = status;
		}
	return pid == 0;
}

/* Returns false when the deadline has passed. */
static bool
wait_for_child(const struct talk *t)
{
	struct pollfd polled = { .fd = t->children, .events = POLLIN };
	int64_t left = t->deadline - clock_now_ms();

	return left > 0 && poll(&polled, 1, (int)left) > 0;
}

void
handler_wait(struct talk *t)
{
	while (t->handler && !t->handler_exited) {
		(void)reap(t);
		if (!t->handler_exited && !wait_for_child(t))
			talk_finish(t, TALK_TIMED_OUT);
	}
}

/* Kills our children as the kernel lists them, adopted orphans included. */
static void
kill_children(void)
{
	char list[4096], *at = list, *end;
	int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, list, sizeof list - 1);

	if (len < 0)
		talk_fail("/proc/thread-self/children");
	(void)close(fd);
	list[len] = '\0';
	for (long pid; (pid = strtol(at, &end, 10)) > 0; at = end)
		(void)kill((pid_t)pid, SIGKILL);
}

void
handler_finish(struct talk *t)
{
	if (t->door == 'l' && !t->handler_exited)
		(void)kill(t->handler, SIGTERM);
	while (reap(t)) {
		if (t->kills_rest && t->handler_exited)
			kill_children();
		if (!wait_for_child(t))
			break;
	}
	/* Killed processes may leave children of their own. */
	while (reap(t)) {
		kill_children();
		(void)poll(
		    &(struct pollfd){ .fd = t->children, .events = POLLIN }, 1,
		    1000);
	}
}
