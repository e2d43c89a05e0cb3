/* SPDX-License-Identifier: ISC */
/*
 * Passwords and their hashes: crypt(3), of libxcrypt. cgihttpd loads it when
 * it is wanted, cgihttpd-static holds it.
 */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <stddef.h>
#include <unistd.h>

#include "attr.h"

#if LOAD_LIBCRYPT

/* Loads it, before any sandbox. NULL; else in words why not. */
must_check const char *password_open(void);

/* As crypt(3). NULL: not a kind of hash that it knows, or it is not there. */
must_check const char *password_hash(const char *password, const char *setting);

#else

static inline const char *
password_open(void)
{
	return NULL;
}

static inline const char *
password_hash(const char *password, const char *setting)
{
	return crypt(password, setting);
}

#endif

#endif
