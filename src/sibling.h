/* SPDX-License-Identifier: ISC */
/*
 * A process that shares our memory until we exec, and keeps it then: made by
 * clone(2) with CLONE_VM it costs about what a thread costs, and the process
 * that a super-server started can become the script itself.
 *
 * Its exit signal is 0: a script that waits for all its children never sees
 * one that it did not start. Under sanitizers, which do not survive shared
 * memory, its memory is a copy, as after fork(2).
 *
 * As long as the memory is shared, so is errno: the sibling does nothing that
 * can fail before sibling_await_exec has returned.
 */
#ifndef SIBLING_H
#define SIBLING_H

#include <stdint.h>
#include <sys/types.h>

/* Not of whole pages: what stands behind a stack can share its last one. */
enum { SIBLING_STACK_SIZE = 65536 - 2752 };

struct sibling_stack {
	_Alignas(64) char octets[SIBLING_STACK_SIZE];
};

/* What both sides see, also after the exec. */
struct sibling_shared {
	volatile uint32_t pending; /* the exec; the kernel clears it */
	volatile int exec_error;   /* errno of one that failed; else 0 */
};

/* What both sides see: `space`, or where memory is not shared, some that is;
 * NULL with errno when there can be none. */
struct sibling_shared *sibling_share(struct sibling_shared *space);

/*
 * Starts `run(argument)` on `stack`, in a process group of its own; its return
 * value is the exit status. The stack must not be in use, and lasts as long as
 * the sibling. The caller is to exec or to exit next. Returns the sibling's
 * PID, or -1 with errno.
 */
pid_t sibling_start(int (*run)(void *), void *argument,
    struct sibling_stack *stack, struct sibling_shared *shared);

/* In the sibling: waits until the other one has exec'd, or is gone. */
void sibling_await_exec(struct sibling_shared *shared);

#endif
