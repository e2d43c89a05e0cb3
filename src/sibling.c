/* SPDX-License-Identifier: ISC */
#include "sibling.h"

#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SHARES_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SHARES_MEMORY 0
#endif
#endif
#ifndef SHARES_MEMORY
#define SHARES_MEMORY 1
#endif

pid_t
sibling_start(int (*run)(void *), void *argument, struct sibling_stack *stack)
{
#if SHARES_MEMORY
	return clone(
	    run, stack->octets + sizeof stack->octets, CLONE_VM, argument);
#else
	pid_t pid = fork();

	(void)stack;
	if (pid == 0)
		_exit(run(argument));
	return pid;
#endif
}

volatile int *
sibling_shared_int(void)
{
#if SHARES_MEMORY
	static volatile int shared;

	shared = 0;
	return &shared;
#else
	void *map = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return map == MAP_FAILED ? NULL : map;
#endif
}
