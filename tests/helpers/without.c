/* SPDX-License-Identifier: ISC */
/*
 * without WHAT PROGRAM [ARGUMENT]...: executes PROGRAM as an older kernel
 * would, one that has no `landlock` or no `seccomp` (or none: `both`): these
 * system calls fail with ENOSYS.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LANDLOCK_FIRST = 444, LANDLOCK_LAST = 446, UNUSED = 0xffff };

static int
hide(unsigned first, unsigned last, unsigned other)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    (unsigned)offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, other, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first, 0, 2),
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, last, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof filter / sizeof *filter, filter };

	/* Root needs none, and no_new_privs is something that tests look at. */
	if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

int
main(int argc, char *argv[])
{
	const char *what = argc > 2 ? argv[1] : "";
	unsigned first = UNUSED, last = UNUSED, other = UNUSED;

	if (!strcmp(what, "landlock") || !strcmp(what, "both")) {
		first = LANDLOCK_FIRST;
		last = LANDLOCK_LAST;
	}
	if (!strcmp(what, "seccomp") || !strcmp(what, "both"))
		other = SYS_seccomp;
	if (first == UNUSED && other == UNUSED) {
		(void)fprintf(stderr,
		    "usage: without landlock|seccomp|both PROGRAM [ARGUMENT]...\n");
		return 2;
	}
	if (hide(first, last, other) < 0) {
		perror("without");
		return 1;
	}
	(void)execv(argv[2], argv + 2);
	perror(argv[2]);
	return 1;
}
