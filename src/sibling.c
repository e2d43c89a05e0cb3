/* SPDX-License-Identifier: ISC */
#include "sibling.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attr.h"

#if !WITH_ADDRESS_SANITIZER

/* As in clock.c: some machines have only the kernel's second interface. */
#ifdef SYS_futex_time64
#define SYS_FUTEX SYS_futex_time64
#else
#define SYS_FUTEX SYS_futex
#endif

struct sibling_shared *
sibling_share(struct sibling_shared *space)
{
	space->pending = 1;
	space->exec_error = 0;
	return space;
}

/* When a process leaves shared memory, by exec or by exit, the kernel clears
 * the word that it named with set_tid_address(2), and wakes the process that
 * waits there. */
pid_t
sibling_start(int (*run)(void *), void *argument, struct sibling_stack *stack,
    struct sibling_shared *shared)
{
	pid_t pid;

	(void)syscall(SYS_set_tid_address, &shared->pending);
	pid = clone(
	    run, stack->octets + sizeof stack->octets, CLONE_VM, argument);
	if (pid > 0)
		(void)setpgid(pid, pid);
	return pid;
}

/* Without a limit: an exec from a network's file system may take long, and
 * until it is over errno and all memory are shared. However it ends, and when
 * the other side is killed, we are woken. */
void
sibling_await_exec(struct sibling_shared *shared)
{
	while (shared->pending == 1 &&
	    (syscall(SYS_FUTEX, &shared->pending, FUTEX_WAIT, 1, NULL, NULL,
		 0) == 0 ||
		errno == EINTR))
		;
}

#else

struct sibling_shared *
sibling_share(struct sibling_shared *space)
{
	void *map = mmap(NULL, sizeof(struct sibling_shared),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	(void)space;
	return map == MAP_FAILED ? NULL : map;
}

pid_t
sibling_start(int (*run)(void *), void *argument, struct sibling_stack *stack,
    struct sibling_shared *shared)
{
	/* fork(2) without an exit signal. */
	pid_t pid = (pid_t)syscall(SYS_clone, 0, NULL, NULL, NULL, NULL);

	(void)stack;
	(void)shared;
	if (pid == 0)
		_exit(run(argument));
	if (pid > 0)
		(void)setpgid(pid, pid);
	return pid;
}

/* Nothing is shared but that struct, so there is nothing to wait for. */
void
sibling_await_exec(struct sibling_shared *shared)
{
	(void)shared;
}

#endif
