/* SPDX-License-Identifier: ISC */
#include "life.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioctl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "await.h"
#include "buffer.h"
#include "clock.h"
#include "descriptors.h"

/* struct pidfd_info of linux/pidfd.h, which the installed headers may be too
 * old to have; whether the kernel knows it shows at run time. */
struct exit_info {
	uint64_t mask;
	uint64_t cgroup;
	uint32_t ids[11];
	int32_t exit_code; /* as wait(2) has it */
};
#define GET_EXIT_INFO _IOWR(0xFF, 11, struct exit_info)
#define INFO_EXIT     (UINT64_C(1) << 3)

/* PIDFD_SIGNAL_PROCESS_GROUP, which the headers may be too old to have too. */
enum { SIGNAL_GROUP = 4 };

enum {
	COLLECT_MS = 200, /* for the parent to collect the script */
	PROC_PATH_SIZE = 40,
};

bool
life_watch_self(struct life *life, const struct end *told, bool new_privileges)
{
	life->pid = getpid();
	life->pidfd = (int)syscall(SYS_pidfd_open, life->pid, 0);
	life->stat = -1;
	life->told = told;
	life->new_privileges = new_privileges;
	life->ended = false;
	life->end = LIFE_RUNS;
	life->code = 0;
	return life->pidfd >= 0;
}

static bool
send_signal(const struct life *life, int signal, unsigned flags)
{
	return syscall(SYS_pidfd_send_signal, life->pidfd, signal, NULL,
		   flags) == 0;
}

/* Whether the process still exists, if only for its parent to collect it. */
static bool
is_there(const struct life *life)
{
	return send_signal(life, 0, 0) || errno != ESRCH;
}

/* The path of the process's directory in /proc, followed by `more`. */
static const char *
proc_path(const struct life *life, const char *more, char space[PROC_PATH_SIZE])
{
	struct buffer path = { space, 0, PROC_PATH_SIZE, false };

	buffer_put_string(&path, "/proc/");
	buffer_put_number(&path, (uint64_t)life->pid);
	buffer_put_string(&path, more);
	return buffer_string(&path);
}

void
life_open_status(struct life *life)
{
	char space[PROC_PATH_SIZE];

	life->stat = openat(
	    AT_FDCWD, proc_path(life, "/stat", space), O_RDONLY | O_CLOEXEC);
	if (life->stat < 0 || is_there(life))
		return;
	/* It may be that of another process, which has the number now. */
	descriptors_close(&life->stat);
}

void
life_close(struct life *life)
{
	descriptors_close(&life->stat);
	descriptors_close(&life->pidfd);
}

/* By the system call's number: C libraries disagree about the type of an
 * ioctl's request. */
static bool
get_exit_info(const struct life *life, struct exit_info *info)
{
	info->mask = INFO_EXIT;
	return syscall(SYS_ioctl, life->pidfd, GET_EXIT_INFO, info) == 0;
}

/* Notes how it ended; `status` is as wait(2) has it. Always true. */
static bool
note(struct life *life, int status)
{
	life->end = WIFSIGNALED(status) ? LIFE_KILLED : LIFE_EXITED;
	life->code =
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
	return true;
}

/* Is the process another user's? Then its /proc/PID/stat shows us a zero in
 * place of the exit status. */
static bool
is_stranger(const struct life *life)
{
	char space[PROC_PATH_SIZE];
	struct stat st;

	return life->new_privileges &&
	    (stat(proc_path(life, "", space), &st) < 0 ||
		st.st_uid != geteuid());
}

/* "PID (COMMAND) Z ...": the parentheses may hold anything. Where /proc is that
 * of another PID name space, the number is that of another process, which is
 * alive. */
static bool
is_zombie(struct bytes stat)
{
	return bytes_start_with(
	    bytes_after(stat, bytes_find_last(stat, ')')), BYTES(") Z"));
}

/* Asks about a process that its parent has not collected yet: its exit status
 * is the last field of its /proc/PID/stat. It has no memory any more whose
 * addresses could make that line long. */
static bool
ask_zombie(struct life *life)
{
	left_unset char space[512];
	ssize_t got = pread(life->stat, space, sizeof space, 0);
	struct bytes text = { space, got > 0 ? (size_t)got : 0 };
	int64_t status;

	if (!bytes_end_with(text, BYTES("\n")) || !is_zombie(text) ||
	    is_stranger(life))
		return false;
	text.len--;
	text = bytes_after(text, bytes_find_last(text, ' ') + 1);
	return bytes_number(text, &status) && note(life, (int)status);
}

static bool
ask(struct life *life)
{
	struct exit_info info = { .mask = 0 };
	int status;

	if (ask_zombie(life))
		return true;
	if (ends_see(life->told, life->pid, &status))
		return note(life, status);
	return get_exit_info(life, &info) && (info.mask & INFO_EXIT) &&
	    note(life, info.exit_code);
}

/* Whether more will be known once the parent has collected it. ENOTTY: a
 * kernel before 6.13. EINVAL: one that does not tell of exits. */
static bool
will_be_told(const struct life *life)
{
	struct exit_info info = { .mask = 0 };

	return life->told || get_exit_info(life, &info) || errno == ESRCH;
}

enum life_end
life_wait(struct life *life, int64_t deadline)
{
	if (life->end != LIFE_RUNS || life->pidfd < 0)
		return life->end;
	if (!life->ended && !await(life->pidfd, POLLIN, deadline))
		return LIFE_RUNS;
	life->end = LIFE_UNKNOWN;
	/* POLLHUP: the parent has collected it. */
	if (!ask(life) && will_be_told(life) &&
	    await(life->pidfd, 0, clock_monotonic_ms() + COLLECT_MS))
		(void)ask(life);
	return life->end;
}

/* The script leads its process group, whose number is the script's PID. Linux
 * 6.9 finds that group by the pidfd. Before that the number has to do: the
 * kernel gives it to no other process while the group has a member, and after
 * that goes through all other numbers first. */
void
life_signal(const struct life *life, int signal)
{
	if (!send_signal(life, signal, SIGNAL_GROUP) && errno == EINVAL)
		(void)kill(-life->pid, signal);
	/* It may have left its group. */
	if (signal == SIGKILL)
		(void)send_signal(life, signal, 0);
}
