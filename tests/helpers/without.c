/* SPDX-License-Identifier: ISC */
/*
 * without WHAT PROGRAM [ARGUMENT]...: executes PROGRAM as on an older kernel
 * that has no `landlock`, no `seccomp`, neither (`both`), or no `close_range`:
 * the system calls for them fail. `room`: there is no descriptor left for
 * Landlock.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LANDLOCK_FIRST = 444, LANDLOCK_LAST = 446, NONE = 0xffff };

#define LOAD(member)                       \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
	    (unsigned)offsetof(struct seccomp_data, member))
#define JUMP(how, value, then, otherwise) \
	BPF_JUMP(BPF_JMP | (how) | BPF_K, value, then, otherwise)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)

static int
hide(bool landlock, bool seccomp, bool ranges, int error)
{
	const unsigned range_number = ranges ? SYS_close_range : NONE;
	const unsigned first = landlock ? LANDLOCK_FIRST : NONE;
	const unsigned prctl_number = seccomp ? SYS_prctl : NONE;
	struct sock_filter filter[] = {
		LOAD(nr),
		JUMP(BPF_JEQ, range_number, 3, 0),
		JUMP(BPF_JEQ, prctl_number, 4, 0),
		JUMP(BPF_JGE, first, 0, 2),
		JUMP(BPF_JGT, LANDLOCK_LAST, 1, 0),
		RETURN(SECCOMP_RET_ERRNO | (unsigned)error),
		RETURN(SECCOMP_RET_ALLOW),
		LOAD(args[0]),
		JUMP(BPF_JEQ, PR_SET_SECCOMP, 0, 1),
		RETURN(SECCOMP_RET_ERRNO | EINVAL),
		RETURN(SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof filter / sizeof *filter, filter };

	/* Root does not need no_new_privs, and tests examine it. */
	if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

int
main(int argc, char *argv[])
{
	const char *what = argc > 2 ? argv[1] : "";
	bool both = !strcmp(what, "both");
	bool landlock = both || !strcmp(what, "landlock");
	bool room = !strcmp(what, "room");
	bool seccomp = both || !strcmp(what, "seccomp");
	bool ranges = !strcmp(what, "close_range");

	if (!landlock && !seccomp && !room && !ranges) {
		(void)fprintf(stderr,
		    "usage: without landlock|seccomp|both|room|"
		    "close_range PROGRAM [ARGUMENT]...\n");
		return 2;
	}
	if (hide(landlock || room, seccomp, ranges, room ? EMFILE : ENOSYS) <
	    0) {
		perror("without");
		return 1;
	}
	(void)execv(argv[2], argv + 2);
	perror(argv[2]);
	return 1;
}
