/* SPDX-License-Identifier: ISC */
/*
 * A system call as an instruction in the caller's loop instead of a function.
 * Where the kernel guards its returns against speculation (AMD's SRSO), the
 * processor has forgotten where the program's own functions return to: the
 * first return after a system call takes 0.1 to 0.3 us, as much as a short
 * system call itself. That matters where there are dozens of them.
 */
#ifndef SYSTEM_CALL_H
#define SYSTEM_CALL_H

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Returns what the kernel returns: for an error, its negative number; errno is
 * unspecified then. Pointers are passed as numbers. */
static inline __attribute__((always_inline)) long
system_call(long number, const long arguments[5])
{
#if defined(__x86_64__) && defined(__LP64__)
	register long fourth __asm__("r10") = arguments[3];
	register long fifth __asm__("r8") = arguments[4];
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(arguments[0]), "S"(arguments[1]),
			 "d"(arguments[2]), "r"(fourth), "r"(fifth)
			 : "rcx", "r11", "memory");
	return result;
#elif defined(__aarch64__)
	register long which __asm__("x8") = number;
	register long first __asm__("x0") = arguments[0];
	register long second __asm__("x1") = arguments[1];
	register long third __asm__("x2") = arguments[2];
	register long fourth __asm__("x3") = arguments[3];
	register long fifth __asm__("x4") = arguments[4];

	__asm__ volatile(
	    "svc 0"
	    : "+r"(first)
	    : "r"(which), "r"(second), "r"(third), "r"(fourth), "r"(fifth)
	    : "memory");
	return first;
#else
	long result = syscall(number, arguments[0], arguments[1], arguments[2],
	    arguments[3], arguments[4]);

	return result < 0 ? -errno : result;
#endif
}

#endif
