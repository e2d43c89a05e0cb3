/* SPDX-License-Identifier: ISC */
#include "seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "bytes.h"

#if defined(__x86_64__) && defined(__LP64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#endif

#ifdef MACHINE

/* Where only the newer call exists, the row of the older one repeats it. */
#ifndef SYS_poll
#define SYS_poll SYS_ppoll
#endif
#ifndef SYS_stat
#define SYS_stat SYS_newfstatat
#endif
#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif
#ifndef SYS_readlink
#define SYS_readlink SYS_readlinkat
#endif

/*
 * Allowed whatever their arguments are; the frequent ones are first. C
 * libraries implement fstat(3) by newfstatat.
 */
#define CALLS_OF_BOTH(X, role)   \
	X(role, read)            \
	X(role, write)           \
	X(role, poll)            \
	X(role, sendmsg)         \
	X(role, close)           \
	X(role, exit_group)      \
	X(role, fcntl)           \
	X(role, shutdown)        \
	X(role, recvfrom)        \
	X(role, clock_gettime)   \
	X(role, fstat)           \
	X(role, newfstatat)      \
	X(role, pread64)         \
	X(role, writev)          \
	X(role, ppoll)           \
	X(role, munmap)          \
	X(role, brk)             \
	X(role, madvise)         \
	X(role, futex)           \
	X(role, getrandom)       \
	X(role, getpid)          \
	X(role, geteuid)         \
	X(role, gettimeofday)    \
	X(role, getsockopt)      \
	X(role, setsockopt)      \
	X(role, connect)         \
	X(role, sendfile)        \
	X(role, sendto)          \
	X(role, recvmsg)         \
	X(role, memfd_create)    \
	X(role, ftruncate)       \
	X(role, rt_sigaction)    \
	X(role, rt_sigprocmask)  \
	X(role, rt_sigreturn)    \
	X(role, restart_syscall) \
	X(role, exit)
/* Landlock decides which files can be opened. */
#define CALLS_OF_ANSWER(X, role) \
	X(role, statx)           \
	X(role, openat2)         \
	CALLS_OF_BOTH(X, role)   \
	X(role, openat)          \
	X(role, readlink)        \
	X(role, readlinkat)      \
	X(role, faccessat2)      \
	X(role, getdents64)      \
	X(role, mremap)          \
	X(role, lseek)           \
	X(role, pipe2)           \
	X(role, tee)             \
	X(role, getpeername)     \
	X(role, getsockname)
/* No file is opened any more: an error's page is open already. With
 * --new-privileges, stat(2), which musl calls by that number, tells whose
 * process the script has become (life.c). */
#define CALLS_OF_RELAY(X, role) \
	X(role, splice)         \
	CALLS_OF_BOTH(X, role)  \
	X(role, stat)           \
	X(role, kill)           \
	X(role, pidfd_send_signal)

#define PIDFD_GET_INFO _IOC(_IOC_READ | _IOC_WRITE, 0xFF, 11, 64) /* life.c */

#define LOAD(what) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, what)
#define JUMP(how, value, then, otherwise) \
	BPF_JUMP(BPF_JMP | (how) | BPF_K, value, then, otherwise)
#define SKIP(count)  BPF_STMT(BPF_JMP | BPF_JA, count)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)
#define ALLOW        RETURN(SECCOMP_RET_ALLOW)
#define REFUSE       RETURN(SECCOMP_RET_ERRNO | EPERM)
#define END          RETURN(SECCOMP_RET_KILL_PROCESS)

#define NUMBER       offsetof(struct seccomp_data, nr)
#define ARCHITECTURE offsetof(struct seccomp_data, arch)
/* The low half: all these machines are little-endian. */
#define ARGUMENT(i)  offsetof(struct seccomp_data, args[i])

/*
 * The kernel works out beforehand which calls are always allowed, by walking
 * through the filter once for each system call number. That took 50 of 80
 * microseconds, which is more than the filter costs in all the calls of a short
 * life. The kernel gives up at an instruction that it does not expect, such as
 * this one, which does nothing.
 */
#define NOT_BEFOREHAND BPF_STMT(BPF_ALU | BPF_OR | BPF_K, 0)

#define BEGIN                                                                \
	LOAD(ARCHITECTURE), JUMP(BPF_JEQ, MACHINE, 1, 0), END, LOAD(NUMBER), \
	    NOT_BEFOREHAND

/* The rows of plain calls: each jumps over those that follow it, to ALLOW. */
#define POSITION(role, name) role##_##name,
#define ROW(role, name) \
	JUMP(BPF_JEQ, SYS_##name, role##_count - role##_##name, 0),
#define END_OF_ROWS SKIP(1), ALLOW

/* Allows one call if its argument passes a test; otherwise EPERM. */
#define IF(name, i, how, value, then, otherwise)            \
	JUMP(BPF_JEQ, SYS_##name, 0, 4), LOAD(ARGUMENT(i)), \
	    JUMP(how, value, then, otherwise), ALLOW, REFUSE
#define IF_EQUAL(name, i, value) IF(name, i, BPF_JEQ, value, 0, 1)
#define IF_CLEAR(name, i, bits)  IF(name, i, BPF_JSET, bits, 1, 0)

/* mmap and mprotect make no memory executable; socket opens UNIX sockets, for
 * syslog and the journal; by prctl the journal's library asks for the process's
 * name. */
#define WITH_ARGUMENTS                                                  \
	IF_CLEAR(mmap, 2, PROT_EXEC), IF_CLEAR(mprotect, 2, PROT_EXEC), \
	    IF_EQUAL(socket, 0, AF_UNIX), IF_EQUAL(prctl, 0, PR_GET_NAME)
/* TIOCOUTQ tells how much the client has not taken yet. */
#define WITH_ARGUMENTS_OF_ANSWER IF_EQUAL(ioctl, 1, TIOCOUTQ)
#define WITH_ARGUMENTS_OF_RELAY                                           \
	JUMP(BPF_JEQ, SYS_ioctl, 0, 6), LOAD(ARGUMENT(1)),                \
	    JUMP(BPF_JEQ, FIONREAD, 2, 0), JUMP(BPF_JEQ, TIOCOUTQ, 1, 0), \
	    JUMP(BPF_JEQ, PIDFD_GET_INFO, 0, 1), ALLOW, REFUSE

#define EXECUTIONS \
	JUMP(BPF_JEQ, SYS_execve, 1, 0), JUMP(BPF_JEQ, SYS_execveat, 0, 1), END

enum { CALLS_OF_ANSWER(POSITION, answer) answer_count };
enum { CALLS_OF_RELAY(POSITION, relay) relay_count };

static const struct sock_filter answer_filter[] = {
	BEGIN,
	CALLS_OF_ANSWER(ROW, answer) END_OF_ROWS,
	WITH_ARGUMENTS,
	WITH_ARGUMENTS_OF_ANSWER,
	EXECUTIONS,
	REFUSE,
};

static const struct sock_filter relay_filter[] = {
	BEGIN,
	CALLS_OF_RELAY(ROW, relay) END_OF_ROWS,
	WITH_ARGUMENTS,
	WITH_ARGUMENTS_OF_RELAY,
	EXECUTIONS,
	REFUSE,
};

bool
seccomp_enter(enum seccomp_role role)
{
	bool relays = role == SECCOMP_RELAY;
	const struct sock_filter *filter =
	    relays ? relay_filter : answer_filter;
	struct sock_fprog program = {
		.len =
		    relays ? lengthof(relay_filter) : lengthof(answer_filter),
		.filter = (struct sock_filter *)(uintptr_t)filter,
	};

	/* Not seccomp(2), which a unit's SystemCallFilter= may lack. */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

/* A kernel with filters fails to read this one; a kernel without them does not
 * try to. */
bool
seccomp_is_known(void)
{
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) < 0 &&
	    errno == EFAULT;
}

#else

bool
seccomp_enter(enum seccomp_role role)
{
	(void)role;
	errno = ENOSYS;
	return false;
}

bool
seccomp_is_known(void)
{
	errno = ENOSYS;
	return false;
}

#endif
