/* SPDX-License-Identifier: ISC */
/*
 * Passwords and their hashes: crypt(3) of libxcrypt. cgihttpd loads the library
 * when it is needed; cgihttpd-static contains it.
 */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <stddef.h>
#include <unistd.h>

#include "attr.h"
#include "basic.h"

#if LOAD_LIBCRYPT

/* The last kind of hash, in enum basic_scheme's order, that crypt(3) knows. */
enum { PASSWORD_SCHEME_LAST = BASIC_YESCRYPT };

/* Loads the library; to be called before any sandbox is entered. Returns NULL,
 * or in words why it cannot be loaded. */
must_check const char *password_open(void);

/* As crypt(3). NULL: it does not know this kind of hash, or is not loaded. */
must_check const char *password_hash(const char *password, const char *setting);

#else

enum { PASSWORD_SCHEME_LAST = BASIC_SHA512 };

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
