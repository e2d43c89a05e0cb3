/* SPDX-License-Identifier: ISC */
/*
 * A process that shares our memory until we exec, and then keeps it. Made by
 * clone(2) with CLONE_VM, it costs about as much as a thread, and the process
 * that a super-server started can become the script itself.
 *
 * The sibling's exit signal is 0, so that a script that waits for all its
 * children never sees one that it did not start. Under sanitizers, which do not
 * survive shared memory, its memory is a copy, as after fork(2).
 *
 * As long as the memory is shared, so is errno: before sibling_await_exec has
 * returned, the sibling must do nothing that can fail.
 */
#ifndef SIBLING_H
#define SIBLING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Not a number of whole pages, so that what follows a stack can share its last
 * page. */
enum { SIBLING_STACK_SIZE = 65536 - 2752 };

struct sibling_stack {
	_Alignas(64) char octets[SIBLING_STACK_SIZE];
};

/* What both sides see, even after the exec. */
struct sibling_shared {
	volatile uint32_t pending; /* 1 until the exec: the kernel clears it */
	volatile int exec_error;   /* errno of an exec that failed; else 0 */
};

/* The exit status of a process whose exec failed, as a shell has it: its
 * sibling answers. */
enum { EXIT_NOT_EXECUTED = 127 };

/* What a process tells a listener of its sibling, so that a connection's slot
 * is held until all its processes are gone. */
struct sibling_report {
	pid_t reporter;
	pid_t sibling; /* 0: it has none any more */
	bool relays;   /* and minds the script's time */
};

/* Prepares the struct that both sides see, and returns it: `space`, or memory
 * that is mapped to be shared where the rest is not; NULL, with errno, when
 * there can be none. */
struct sibling_shared *sibling_share(struct sibling_shared *space);

/*
 * Starts `run(argument)` on `stack`, in a process group of its own; what `run`
 * returns is the exit status. The stack must not be in use, and has to last as
 * long as the sibling. `shared` is from sibling_share(). The caller must exec
 * or exit next. Returns the sibling's PID, or -1 with errno.
 */
pid_t sibling_start(int (*run)(void *), void *argument,
    struct sibling_stack *stack, struct sibling_shared *shared);

/* In the sibling: waits until the other process has exec'd or is gone. */
void sibling_await_exec(struct sibling_shared *shared);

#endif
