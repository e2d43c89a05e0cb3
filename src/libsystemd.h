/* SPDX-License-Identifier: ISC */
/*
 * libsystemd, loaded when it is first asked for: by who was passed descriptors,
 * has a service manager to tell something, or writes to the journal. A
 * connection from inetd is served without it.
 */
#ifndef LIBSYSTEMD_H
#define LIBSYSTEMD_H

#include <stdint.h>
#include <sys/uio.h>

#include "attr.h"

/* What there is of it, as in the manual pages sd_listen_fds(3) and so on. */
struct libsystemd {
	int (*listen_fds)(int unset_environment);
	int (*notify)(int unset_environment, const char *state);
	int (*watchdog_enabled)(int unset_environment, uint64_t *ret_usec);
	int (*journal_sendv)(const struct iovec *fields, int count);
};

#if HAVE_LIBSYSTEMD

/* The first call loads it, before any sandbox. NULL: it is not there. */
must_check const struct libsystemd *libsystemd(void);

/* Why it is not there, in words, but only once: for the log. NULL when it is,
 * when nobody has asked for it, and after the first time. */
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
