/* SPDX-License-Identifier: ISC */
/* ends.h and life.h: how a script ended that its parent has collected. */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "clock.h"
#include "ends.h"
#include "life.h"

enum { CLIENTS = 3, ROW = 1, OTHER = 2 };

static void
check_table(const struct ends *ends)
{
	int status = -1;

	CHECK(!ends_see(NULL, 7, &status), "nobody tells");
	CHECK(!ends_see(&ends->seen[ROW], 7, &status), "nothing is told yet");
	ends_tell(ends, ROW, 7, SIGKILL);
	CHECK(ends_see(&ends->seen[ROW], 7, &status), "told");
	CHECK_NUMBER(status, SIGKILL, "what was told");
	CHECK(!ends_see(&ends->seen[ROW], 8, &status), "of another process");
	CHECK(!ends_see(&ends->seen[OTHER], 7, &status), "to another client");
	ends_clear(ends, ROW);
	CHECK(!ends_see(&ends->seen[ROW], 7, &status), "forgotten");
}

/* The exit status says which step failed. */
static int
try_to_write(const struct ends *ends)
{
	size_t size = CLIENTS * sizeof *ends->seen;

	if (mprotect((void *)(uintptr_t)ends->seen, size,
		PROT_READ | PROT_WRITE) == 0)
		return 1;
	/* The page is not mapped in a child. */
	return msync(ends->told, size, MS_ASYNC) < 0 && errno == ENOMEM ? 0 : 2;
}

static void
check_children(const struct ends *ends)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(try_to_write(ends));
	CHECK(waitpid(pid, &status, 0) == pid, "the child is collected");
	CHECK_NUMBER(status, 0, "a child can write to neither view");
}

/* Reports another end than the real one, to show which source is used: the
 * kernel may know the end as well. */
static void
check_life(const struct ends *ends)
{
	struct life life;
	int go[2] = { -1, -1 };
	pid_t pid;

	CHECK(pipe(go) == 0, "a pipe");
	pid = fork();
	if (pid == 0)
		_exit((int)read(go[0], &go[1], 1));
	CHECK(
	    life_watch_self(&life, &ends->seen[ROW], false), "watches itself");
	life_close(&life);
	/* As if the child had watched itself and had become the script. */
	life.pid = pid;
	life.pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	CHECK_NUMBER(life_wait(&life, 0), LIFE_RUNS, "the script runs");
	CHECK(write(go[1], "", 1) == 1, "the script may end");
	CHECK(waitpid(pid, NULL, 0) == pid, "the script is collected");
	ends_tell(ends, ROW, pid, SIGTERM);
	CHECK_NUMBER(life_wait(&life, CLOCK_NEVER), LIFE_KILLED,
	    "the listener is believed");
	CHECK_NUMBER(life.code, SIGTERM, "what it told");
	life_close(&life);
}

int
main(void)
{
	struct ends ends;

	if (!ends_open(&ends, CLIENTS)) {
		CHECK(false, "room for ends");
		return check_done();
	}
	check_table(&ends);
	check_children(&ends);
	check_life(&ends);
	return check_done();
}
