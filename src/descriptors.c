/* SPDX-License-Identifier: ISC */
#include "descriptors.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

void
descriptors_ensure(void)
{
	struct pollfd fds[3] = { { 0, 0, 0 }, { 1, 0, 0 }, { 2, 0, 0 } };

	(void)poll(fds, 3, 0);
	for (int i = 0; i < 3; i++)
		if (fds[i].revents & POLLNVAL &&
		    open("/dev/null", O_RDWR) < 0 && epoll_create1(0) < 0)
			_exit(EX_OSERR);
}

static void
one(unsigned fd, unsigned flags)
{
	if (flags & CLOSE_RANGE_CLOEXEC)
		(void)fcntl((int)fd, F_SETFD, FD_CLOEXEC);
	else
		(void)close((int)fd);
}

/* For a kernel without CLOSE_RANGE_CLOEXEC, which is newer than openat2(2):
 * takes the descriptors that there are; without a /proc, all that there may
 * be. */
static void
one_by_one(unsigned first, unsigned last, unsigned flags)
{
	DIR *listed = opendir("/proc/self/fd");
	struct rlimit limit = { DESCRIPTORS_MOST, DESCRIPTORS_MOST };
	const struct dirent *entry;

	while (listed && (entry = readdir(listed))) {
		unsigned fd = (unsigned)strtoul(entry->d_name, NULL, 10);

		if (fd >= first && fd <= last && (int)fd != dirfd(listed))
			one(fd, flags);
	}
	if (listed) {
		(void)closedir(listed);
		return;
	}
	(void)getrlimit(RLIMIT_NOFILE, &limit);
	for (unsigned fd = first; fd <= last && fd < limit.rlim_cur; fd++)
		one(fd, flags);
}

/* By its number: of the C libraries as old as Debian 12, only glibc has
 * close_range(). */
static void
range(unsigned first, unsigned last, unsigned flags)
{
	if (first <= last && syscall(SYS_close_range, first, last, flags) < 0)
		one_by_one(first, last, flags);
}

void
descriptors_seal(void)
{
	range(STDERR_FILENO + 1, UINT_MAX, CLOSE_RANGE_CLOEXEC);
}

/* The lowest descriptor to keep from `from` on; UINT_MAX when there is none. */
static unsigned
lowest_kept(const int keep[DESCRIPTORS_KEPT], unsigned from)
{
	unsigned lowest = UINT_MAX;

	for (unsigned i = 0; i < DESCRIPTORS_KEPT; i++)
		if ((unsigned)keep[i] >= from && (unsigned)keep[i] < lowest)
			lowest = (unsigned)keep[i];
	return lowest;
}

void
descriptors_close_others(const int keep[DESCRIPTORS_KEPT])
{
	unsigned from = STDERR_FILENO + 1, kept;

	while ((kept = lowest_kept(keep, from)) < UINT_MAX) {
		if (kept > from)
			range(from, kept - 1, 0);
		from = kept + 1;
	}
	range(from, UINT_MAX, 0);
}

void
descriptors_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

bool
descriptors_unshare(int last)
{
	return syscall(SYS_close_range, (unsigned)last + 1, UINT_MAX,
		   CLOSE_RANGE_UNSHARE) == 0 ||
	    unshare(CLONE_FILES) == 0;
}

unsigned
descriptors_raise_limit(struct rlimit *ret_before)
{
	struct rlimit limit = { 0, 0 };

	(void)getrlimit(RLIMIT_NOFILE, &limit);
	*ret_before = limit;
	limit.rlim_cur = limit.rlim_max;
	if (prlimit(0, RLIMIT_NOFILE, &limit, NULL) < 0)
		limit = *ret_before;
	return limit.rlim_cur < DESCRIPTORS_MOST ? (unsigned)limit.rlim_cur
						 : DESCRIPTORS_MOST;
}
