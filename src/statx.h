/* SPDX-License-Identifier: ISC */
/* statx(2) for a loop over thousands of files; system_call.h has the reason. */
#ifndef STATX_H
#define STATX_H

#include <stdint.h>
#include <sys/stat.h>
#ifndef STATX_TYPE /* musl before 1.2.5 */
#include <linux/stat.h>
#endif

#include "system_call.h"

/* As statx(2), but returns 0 or an error number, which errno does not have. */
static inline __attribute__((always_inline)) int
statx_inline(
    int fd, const char *name, int flags, unsigned mask, struct statx *ret_st)
{
	long arguments[5] = { fd, (intptr_t)name, flags, (long)mask,
		/* cppcheck-suppress ctuuninitvar; the kernel writes it */
		(intptr_t)ret_st };
	int error = (int)-system_call(SYS_statx, arguments);

	/* The kernel wrote it behind the compiler's back. */
	__asm__ volatile("" : "=m"(*ret_st));
	return error;
}

#endif
