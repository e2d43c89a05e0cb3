/* SPDX-License-Identifier: ISC */
/*
 * statx(2), for who looks at thousands of files, as an instruction in the
 * caller's loop instead of a function. Where the kernel guards its returns
 * against speculation (AMD's SRSO), the processor has forgotten where the
 * program's own functions return to: the first one behind a system call took
 * 0.3 us of the 1 us that a look at a file takes.
 */
#ifndef STATX_H
#define STATX_H

#include <errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifndef STATX_TYPE /* musl before 1.2.5 */
#include <linux/stat.h>
#endif

/* 0, or an error number, which errno then does not have. */
static inline __attribute__((always_inline)) int
statx_inline(
    int fd, const char *name, int flags, unsigned mask, struct statx *ret_st)
{
#if defined(__x86_64__) && defined(__LP64__)
	register long a4 __asm__("r10") = mask;
	register struct statx *a5 __asm__("r8") = ret_st;
	long result;

	__asm__ volatile(
	    "syscall"
	    : "=a"(result), "=m"(*ret_st)
	    : "a"(SYS_statx), "D"(fd), "S"(name), "d"(flags), "r"(a4), "r"(a5)
	    : "rcx", "r11", "memory");
	return (int)-result;
#elif defined(__aarch64__)
	register long number __asm__("x8") = SYS_statx;
	register long a1 __asm__("x0") = fd;
	register const char *a2 __asm__("x1") = name;
	register long a3 __asm__("x2") = flags;
	register long a4 __asm__("x3") = mask;
	register struct statx *a5 __asm__("x4") = ret_st;

	__asm__ volatile("svc 0"
			 : "+r"(a1), "=m"(*ret_st)
			 : "r"(number), "r"(a2), "r"(a3), "r"(a4), "r"(a5)
			 : "memory");
	return (int)-a1;
#else
	return syscall(SYS_statx, fd, name, flags, mask, ret_st) ? errno : 0;
#endif
}

#endif
