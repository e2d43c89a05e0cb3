/* SPDX-License-Identifier: ISC */
#include "password.h"

#include <crypt.h>

#include "library.h"

/* Without and with the additional functions of glibc's own libcrypt. */
#define SONAME     "libcrypt.so.2"
#define OLD_SONAME "libcrypt.so.1"

LIBRARY_NOTE(
    "auth", "passwords, for --auth", "\"" SONAME "\",\"" OLD_SONAME "\"");

static __typeof__(&crypt) loaded_crypt;

const char *
password_open(void)
{
	const struct library_function rows[] = { { "crypt", &loaded_crypt } };

	if (loaded_crypt || !library_load(SONAME, rows, lengthof(rows)))
		return NULL;
	return library_load(OLD_SONAME, rows, lengthof(rows));
}

const char *
password_hash(const char *password, const char *setting)
{
	return loaded_crypt ? loaded_crypt(password, setting) : NULL;
}
