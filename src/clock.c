/* SPDX-License-Identifier: ISC */
#include "clock.h"

#include <limits.h>
#include <linux/time_types.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Where the kernel's first interface has 32 bits for seconds, there is a second
 * one. */
#ifdef SYS_clock_gettime64
#define SYS_CLOCK_GETTIME SYS_clock_gettime64
#else
#define SYS_CLOCK_GETTIME SYS_clock_gettime
#endif

/* Not clock_gettime(2) by way of the C library: its first use of the vDSO takes
 * two page faults, and a process that reads the clock three times never makes
 * up for them. */
static struct __kernel_timespec
read_clock(clockid_t clock)
{
	struct __kernel_timespec now = { 0, 0 };

	(void)syscall(SYS_CLOCK_GETTIME, clock, &now);
	return now;
}

int64_t
clock_monotonic_ms(void)
{
	struct __kernel_timespec now = read_clock(CLOCK_MONOTONIC);

	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_monotonic_us(void)
{
	struct __kernel_timespec now = read_clock(CLOCK_MONOTONIC);

	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
clock_realtime_us(void)
{
	struct __kernel_timespec now = read_clock(CLOCK_REALTIME);

	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int
clock_timeout(int64_t deadline, int64_t now)
{
	if (deadline == CLOCK_NEVER)
		return -1;
	if (deadline < now)
		return 0;
	return deadline - now > INT_MAX ? INT_MAX : (int)(deadline - now);
}

int
clock_poll_timeout(int64_t deadline)
{
	return clock_timeout(
	    deadline, deadline == CLOCK_NEVER ? 0 : clock_monotonic_ms());
}
