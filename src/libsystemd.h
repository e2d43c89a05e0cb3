/* SPDX-License-Identifier: ISC */
/*
 * libsystemd, loaded when it is first needed: by a process that was passed
 * descriptors, has a service manager to notify, or writes to the journal. A
 * connection from inetd is served without it.
 */
#ifndef LIBSYSTEMD_H
#define LIBSYSTEMD_H

#include <stdint.h>
#include <sys/uio.h>

#include "attr.h"

/* The functions that are used, as in the manual pages sd_listen_fds(3),
 * sd_notify(3), sd_watchdog_enabled(3) and sd_journal_sendv(3). */
struct libsystemd {
	int (*listen_fds)(int unset_environment);
	int (*notify)(int unset_environment, const char *state);
	int (*watchdog_enabled)(int unset_environment, uint64_t *ret_usec);
	int (*journal_sendv)(const struct iovec *fields, int count);
};

#if HAVE_LIBSYSTEMD

/* The first call loads the library and must precede any sandbox. NULL when it
 * cannot be loaded. */
must_check const struct libsystemd *libsystemd(void);

/* Why the library could not be loaded, for the log: the first call after the
 * failure says it. NULL otherwise. */
must_check const char *libsystemd_fault(void);

#else

static inline const struct libsystemd *
libsystemd(void)
{
	return NULL;
}

static inline const char *
libsystemd_fault(void)
{
	return NULL;
}

#endif

#endif
