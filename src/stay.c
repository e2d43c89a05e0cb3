/* SPDX-License-Identifier: ISC */
#include "stay.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "log.h"

/* The exit status as shells report it, also of a process that was killed;
 * `status` is as wait(2) has it. */
static int
exit_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

/* --------------------------------------------------------- all descendants */

static void
end_now(int number)
{
	(void)number;
	_exit(EX_OK);
}

void
stay_as_parent(int in, int out, struct identity *identity, bool new_privileges)
{
	pid_t child, pid;
	int status, child_status = 0;

	/* Or others would become the parents of what the child leaves. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	child = fork();
	if (child <= 0)
		return;
	identity_confine(identity, new_privileges);
	(void)signal(SIGTERM, end_now);
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		(void)close(fd);
	(void)close(in);
	(void)close(out);
	while ((pid = wait(&status)) > 0 || errno == EINTR)
		if (pid == child)
			child_status = status;
	/* socat(1) drops what it still holds of the answer when a process that
	 * it has started fails. */
	_exit(getpid() == 1 ? exit_status(child_status) : EX_OK);
}

/* --------------------------------------------------------- file or terminal */

static bool
has_end(int out)
{
	struct stat st;

	return fstat(out, &st) == 0 &&
	    (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

static bool
write_all(int out, const char *at, size_t left)
{
	while (left > 0) {
		ssize_t went = write(out, at, left);

		if (went < 0 && errno != EINTR)
			return false;
		if (went > 0) {
			at += went;
			left -= (size_t)went;
		}
	}
	return true;
}

static bool
copy(int pipe, int out)
{
	char piece[16384];
	ssize_t got;

	do {
		got = read(pipe, piece, sizeof piece);
		if (got > 0 && !write_all(out, piece, (size_t)got))
			return false;
	} while (got > 0 || (got < 0 && errno == EINTR));
	return got == 0;
}

/* Copies until the end of the pipe, waits for the child's end and exits. */
_Noreturn static void
write_for(pid_t child, int pipe, int out)
{
	int status = 0;

	if (copy(pipe, out)) {
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
		_exit(exit_status(status));
	}
	log_message(LOG_ERR, "writing the answer failed: %s", strerror(errno));
	_exit(EX_IOERR);
}

bool
stay_as_writer(int out, const struct identity *identity, bool new_privileges)
{
	int answer[2];
	pid_t pid;

	if (has_end(out))
		return true;
	pid = pipe2(answer, O_CLOEXEC) < 0 ? -1 : fork();
	if (pid < 0) {
		log_message(LOG_ERR, "no process to write the answer: %s",
		    strerror(errno));
		return false;
	}
	if (pid == 0) {
		(void)dup2(answer[1], out);
		(void)close(answer[0]);
		(void)close(answer[1]);
		return true;
	}
	(void)close(answer[1]);
	if (!identity_become(identity) ||
	    !identity_seal(identity, new_privileges))
		_exit(EX_NOPERM);
	write_for(pid, answer[0], out);
}
