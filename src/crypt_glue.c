/* SPDX-License-Identifier: ISC */
/*
 * The functions that libxcrypt's libcrypt.a, which is built for glibc, lacks
 * where musl is the C library; Debian's musl has no crypt(3) of its own. The
 * hashes that credentials.c refuses anyway are defined here as not supported,
 * so that the linker leaves out their code and tables, half of the library. So
 * is yescrypt, which no htpasswd(1) makes, and which would be a fourteenth of
 * the whole executable.
 *
 * Only the static executable is built with this file.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* NOLINTBEGIN: the names are libxcrypt's and glibc's. */

/* Fortified functions, which glibc's headers put in place of the plain ones. */
void __explicit_bzero_chk(void *at, size_t len, size_t size);
int __snprintf_chk(
    char *at, size_t len, int flag, size_t size, const char *format, ...);

void
__explicit_bzero_chk(void *at, size_t len, size_t size)
{
	(void)size;
	explicit_bzero(at, len);
}

int
__snprintf_chk(
    char *at, size_t len, int flag, size_t size, const char *format, ...)
{
	va_list arguments;
	int written;

	(void)flag;
	(void)size;
	va_start(arguments, format);
	written = vsnprintf(at, len, format, arguments);
	va_end(arguments);
	return written;
}

/* Nothing here makes new hashes. */
bool _crypt_get_random_bytes(void *at, size_t len);

bool
_crypt_get_random_bytes(void *at, size_t len)
{
	(void)at;
	(void)len;
	errno = ENOSYS;
	return false;
}

int _crypt_gensalt_sha_rn(void);

int
_crypt_gensalt_sha_rn(void)
{
	errno = ENOSYS;
	return 0;
}

#define NOT_SUPPORTED(method)                    \
	void _crypt_crypt_##method##_rn(void);   \
	void _crypt_gensalt_##method##_rn(void); \
	void _crypt_crypt_##method##_rn(void)    \
	{                                        \
		errno = EINVAL;                  \
	}                                        \
	void _crypt_gensalt_##method##_rn(void)  \
	{                                        \
		errno = EINVAL;                  \
	}

NOT_SUPPORTED(bigcrypt)
NOT_SUPPORTED(bsdicrypt)
NOT_SUPPORTED(descrypt)
NOT_SUPPORTED(gost_yescrypt)
NOT_SUPPORTED(md5crypt)
NOT_SUPPORTED(nt)
NOT_SUPPORTED(scrypt)
NOT_SUPPORTED(sha1crypt)
NOT_SUPPORTED(sunmd5)
NOT_SUPPORTED(yescrypt)

/* NOLINTEND */
