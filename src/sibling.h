/* SPDX-License-Identifier: ISC */
/*
 * A process that shares our memory until we exec, and keeps it then: made by
 * clone(2) with CLONE_VM it costs about what a thread costs, and the process
 * that a super-server started can become the script itself.
 *
 * Its exit signal is 0: a script that waits for all its children never sees
 * one that it did not start. Under sanitizers, which do not survive shared
 * memory, fork(2) stands in.
 */
#ifndef SIBLING_H
#define SIBLING_H

#include <sys/types.h>

enum { SIBLING_STACK_SIZE = 65536 };

struct sibling_stack {
	_Alignas(64) char octets[SIBLING_STACK_SIZE];
};

/*
 * Starts `run(argument)` on `stack`; its return value is the exit status. The
 * stack must not be in use, and lasts as long as the sibling. Returns its PID,
 * or -1 with errno.
 */
pid_t sibling_start(
    int (*run)(void *), void *argument, struct sibling_stack *stack);

/* An int that both sides see, also after the exec; zero at first. NULL with
 * errno when there can be none. */
volatile int *sibling_shared_int(void);

#endif
