/* SPDX-License-Identifier: ISC */
/*
 * Seccomp (seccomp(2)): the system calls that a process leaves itself, one list
 * for each role. A call that is not on the list fails with EPERM: C libraries
 * differ in the calls that they make, and one that was overlooked should not
 * cost a client its answer. No answer ever executes a program or makes another
 * architecture's system calls: these kill the process.
 */
#ifndef SECCOMP_H
#define SECCOMP_H

#include <stdbool.h>

#include "attr.h"

enum seccomp_role {
	SECCOMP_ANSWER, /* from the request's first octet to the log */
	SECCOMP_RELAY,  /* beside a script: opens no file, may end the script */
};

/* Confines the process to the role's list, for good. no_new_privs must be set.
 * Returns false with errno: EINVAL where the kernel has no filters, ENOSYS on a
 * machine whose system call numbers this file does not know. */
must_check bool seccomp_enter(enum seccomp_role role);

/* Whether seccomp_enter can succeed, on this kernel and in this executable.
 * False with its errno. */
bool seccomp_is_known(void);

#endif
