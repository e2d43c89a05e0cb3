/* SPDX-License-Identifier: ISC */
/*
 * The parts of the floors: programs without a C library that do the least that
 * any handler of a connection has to do. A slower handler pays for something;
 * the benchmark asks for what.
 *
 * A floor defines floor_main(), which returns its exit status. System calls
 * return what the kernel returns: a negative error number when they fail.
 *
 * FLOOR_WITH_LIBC: the same after the start of a C library, to see what that
 * start costs by itself.
 */
#ifndef FLOOR_H
#define FLOOR_H

#include <asm/unistd.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>

static int floor_main(int count, char **arguments);

/* Runs `function` in a clone with a stack of its own; it does not return. */
static long clone_to(unsigned long flags, char *stack, void (*function)(void));

#if defined(__x86_64__)

static inline long
system_call(long number, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = 0;
	register long r9 __asm__("r9") = 0;
	long result;

	__asm__ volatile(
	    "syscall"
	    : "=a"(result)
	    : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	    : "rcx", "r11", "memory");
	return result;
}

__attribute__((noinline, unused)) static long
clone_to(unsigned long flags, char *stack, void (*function)(void))
{
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	long result;

	__asm__ volatile("syscall\n"
			 "test %%rax, %%rax\n"
			 "jnz 1f\n"
			 "call *%[function]\n"
			 "1:"
			 : "=a"(result)
			 : "a"(__NR_clone), "D"(flags), "S"(stack), "d"(0),
			 "r"(r10), "r"(r8), [function] "b"(function)
			 : "rcx", "r11", "memory");
	return result;
}

#ifndef FLOOR_WITH_LIBC
__asm__(".globl _start\n"
	"_start:\n"
	"	xor %ebp, %ebp\n"
	"	mov %rsp, %rdi\n"
	"	and $-16, %rsp\n"
	"	call floor_start\n");
#endif

#elif defined(__aarch64__)

static inline long
system_call(long number, long a, long b, long c, long d)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = 0;
	register long x5 __asm__("x5") = 0;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}

__attribute__((noinline, unused)) static long
clone_to(unsigned long flags, char *stack, void (*function)(void))
{
	register long x8 __asm__("x8") = __NR_clone;
	register long x0 __asm__("x0") = (long)flags;
	register long x1 __asm__("x1") = (long)stack;
	register long x2 __asm__("x2") = 0;
	register long x3 __asm__("x3") = 0;
	register long x4 __asm__("x4") = 0;

	__asm__ volatile("svc 0\n"
			 "cbnz x0, 1f\n"
			 "blr %[function]\n"
			 "1:"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3),
			 "r"(x4), [function] "r"(function)
			 : "x30", "memory");
	return x0;
}

#ifndef FLOOR_WITH_LIBC
__asm__(".globl _start\n"
	"_start:\n"
	"	mov x0, sp\n"
	"	bl floor_start\n");
#endif

#endif

#define CALL4(name, a, b, c, d) \
	system_call(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d))
#define CALL3(name, a, b, c) CALL4(name, a, b, c, 0)
#define CALL2(name, a, b)    CALL4(name, a, b, 0, 0)
#define CALL1(name, a)       CALL4(name, a, 0, 0, 0)

__attribute__((noreturn)) static inline void
leave(int status)
{
	for (;;)
		(void)CALL1(exit_group, status);
}

#ifdef FLOOR_WITH_LIBC

int
main(int count, char **arguments)
{
	leave(floor_main(count, arguments));
}

#else

__attribute__((noreturn, used)) void floor_start(long *stack);
void
floor_start(long *stack)
{
	leave(floor_main((int)stack[0], (char **)(stack + 1)));
}

#endif

/* send(2) is sendto(2) without an address. */
static inline long
send_octets(const char *octets, size_t length, int flags)
{
	return CALL4(sendto, 1, octets, length, flags);
}

/* ── Words ───────────────────────────────────────────────────────────────── */

__attribute__((unused)) static char *
put(char *to, const char *text)
{
	while (*text)
		*to++ = *text++;
	return to;
}

__attribute__((unused)) static char *
put_number(char *to, unsigned long number)
{
	char digits[20];
	int count = 0;

	do
		digits[count++] = (char)('0' + number % 10);
	while (number /= 10);
	while (count)
		*to++ = digits[--count];
	return to;
}

__attribute__((unused)) static unsigned long
number_in(const char *text)
{
	unsigned long number = 0;

	while (*text >= '0' && *text <= '9')
		number = number * 10 + (unsigned long)(*text++ - '0');
	return number;
}

__attribute__((unused)) static int
is_same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

#endif
