/* SPDX-License-Identifier: ISC */
#include "handover.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "await.h"
#include "clock.h"
#include "config.h"
#include "descriptors.h"

/* Milliseconds between two looks whether the child has ended instead. */
enum { LOOK_MS = 50 };

/* On SPARC, clone(2) tells in a second register which process is the child. */
#if defined(__sparc__)
enum { FORK_MAY_SHARE = false };
#else
enum { FORK_MAY_SHARE = true };
#endif

bool
handover_open(struct handover *h)
{
	h->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	h->fd = h->done < 0 ? -1 : fcntl(h->done, F_DUPFD_CLOEXEC, 0);
	return h->fd >= 0;
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

/* In the child: takes the descriptors up to h.fd for its own. */
static void
take(struct handover h)
{
	uint64_t count = 1;

	if (!descriptors_unshare(h.fd) ||
	    write(h.done, &count, sizeof count) < 0)
		_exit(EXIT_FAILURE);
}

static void
await_taken(struct handover h, pid_t child)
{
	uint64_t count;

	while (!await(h.done, POLLIN, clock_monotonic_ms() + LOOK_MS) &&
	    !has_ended(child))
		;
	(void)!read(h.done, &count, sizeof count);
}

/*
 * Among many clients:
 *
 * 1. The listener puts the connection at h.fd. Its own descriptors are below
 *    that, and the clients' above.
 * 2. The child shares the listener's table of descriptors at first, and must
 *    not close any of them before it has a table of its own.
 * 3. The child copies those up to h.fd, and no others, to its own table
 *    (descriptors_unshare), and tells so by h.done; or it ends.
 * 4. The listener, which has waited for either, closes the connection at h.fd
 *    and keeps the number, by putting a copy of h.done there.
 */
pid_t
handover_fork(struct handover h, bool many, int *connection)
{
	pid_t pid;

	if (!FORK_MAY_SHARE || !many || dup3(*connection, h.fd, O_CLOEXEC) < 0)
		return fork_alone();
	pid = fork_sharing();
	if (pid == 0) {
		take(h);
		*connection = h.fd;
		return 0;
	}
	if (pid > 0)
		await_taken(h, pid);
	(void)dup3(h.done, h.fd, O_CLOEXEC);
	return pid;
}
