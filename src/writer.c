/* SPDX-License-Identifier: ISC */
#include "writer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "log.h"

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

/* An exit status, as shells have it of who was killed. */
static int
status_of(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

static void
stay(int pipe, int out, pid_t pid)
{
	if (copy(pipe, out))
		_exit(status_of(pid));
	log_message(LOG_ERR, "writing the answer failed: %s", strerror(errno));
	_exit(EX_IOERR);
}

bool
writer_begin(int out, const struct identity *identity, bool new_privileges)
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
	stay(answer[0], out, pid);
	return false;
}
