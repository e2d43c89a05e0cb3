/* SPDX-License-Identifier: ISC */
/*
 * Seccomp (seccomp(2)): the system calls that a process gives itself, one
 * list for each role. What is not on the list fails with EPERM: C libraries
 * differ in the calls they make, and a call that nobody thought of should not
 * cost a client its answer. Executing a program, and another machine's system
 * calls, no answer ever tries: these end the process.
 */
#ifndef SECCOMP_H
#define SECCOMP_H

#include <stdbool.h>

#include "attr.h"

enum seccomp_role {
	SECCOMP_ANSWER, /* from the request's first octet to the log */
	SECCOMP_RELAY,  /* beside a script: opens nothing, may end it */
};

/* Enters it, for good. no_new_privs must be set. False with errno: EINVAL
 * where the kernel has none, ENOSYS where it is not known how system calls are
 * numbered. */
must_check bool seccomp_enter(enum seccomp_role role);

/* Can it be entered, here and by this program? */
bool seccomp_is_known(void);

#endif
