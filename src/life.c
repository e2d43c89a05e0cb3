/* SPDX-License-Identifier: ISC */
#include "life.h"

#include <errno.h>
#include <linux/ioctl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

/* struct pidfd_info of linux/pidfd.h, which is younger than the headers that
 * are to be found; whether the kernel knows it shows at run time. */
struct exit_info {
	uint64_t mask;
	uint64_t cgroup;
	uint32_t ids[11];
	int32_t exit_code; /* as wait(2) has it */
};
#define GET_EXIT_INFO _IOWR(0xFF, 11, struct exit_info)
#define INFO_EXIT     (UINT64_C(1) << 3)

enum { COLLECT_MS = 200 };

void
life_watch_self(struct life *life)
{
	life->pid = getpid();
	life->pidfd = (int)syscall(SYS_pidfd_open, life->pid, 0);
	life->ended = 0;
	life->end = LIFE_RUNS;
	life->code = 0;
}

static bool
wait_events(const struct life *life, short events, int64_t deadline)
{
	struct pollfd p = { .fd = life->pidfd, .events = events };
	int ready;

	do
		ready = poll(&p, 1, clock_poll_timeout(deadline));
	while (ready < 0 && errno == EINTR);
	return ready > 0;
}

/* By its number: C libraries disagree about the type of a request. */
static bool
get_exit_info(const struct life *life, struct exit_info *info)
{
	info->mask = INFO_EXIT;
	return syscall(SYS_ioctl, life->pidfd, GET_EXIT_INFO, info) == 0;
}

static bool
ask(struct life *life)
{
	struct exit_info info = { .mask = 0 };

	if (!get_exit_info(life, &info) || !(info.mask & INFO_EXIT))
		return false;
	if (WIFSIGNALED(info.exit_code)) {
		life->end = LIFE_KILLED;
		life->code = WTERMSIG(info.exit_code);
	} else {
		life->end = LIFE_EXITED;
		life->code = WEXITSTATUS(info.exit_code);
	}
	return true;
}

/* ENOTTY: a kernel before 6.13. EINVAL: one that does not tell of exits. */
static bool
kernel_tells(const struct life *life)
{
	struct exit_info info = { .mask = 0 };

	return get_exit_info(life, &info) || errno == ESRCH;
}

enum life_end
life_wait(struct life *life, int64_t deadline)
{
	if (life->end != LIFE_RUNS || life->pidfd < 0)
		return life->end;
	if (!wait_events(life, POLLIN, deadline))
		return LIFE_RUNS;
	life->ended = clock_monotonic_ms();
	life->end = LIFE_UNKNOWN;
	/* POLLHUP: the parent has collected it. */
	if (!ask(life) && kernel_tells(life) &&
	    wait_events(life, 0, life->ended + COLLECT_MS))
		(void)ask(life);
	return life->end;
}

void
life_signal(const struct life *life, int signal)
{
	if (life->end == LIFE_RUNS && life->pidfd >= 0)
		(void)syscall(
		    SYS_pidfd_send_signal, life->pidfd, signal, NULL, 0);
	(void)kill(-life->pid, signal);
}

void
life_finish(struct life *life, int64_t grace)
{
	life_signal(life, SIGTERM);
	(void)life_wait(life, clock_monotonic_ms() + grace);
	/* Also when the script went: its children may have stayed. */
	life_signal(life, SIGKILL);
}
