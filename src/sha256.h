/* SPDX-License-Identifier: ISC */
/*
 * SHA-256 (FIPS 180-4). Only cgihttpd-static needs it: the one that libxcrypt's
 * libcrypt.a has comes with keyed hashes and key derivation that nothing here
 * calls, a thirtieth of the whole executable.
 */
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BLOCK = 64, SHA256_DIGEST = 32 };

struct sha256 {
	uint32_t state[8];
	uint64_t len; /* octets so far */
	unsigned char block[SHA256_BLOCK];
};

void sha256_begin(struct sha256 *sha);

/* May be called any number of times. */
void sha256_add(struct sha256 *sha, const void *data, size_t len);

/* The digest of all that was added; `sha` is of no use behind that. */
void sha256_end(unsigned char digest[SHA256_DIGEST], struct sha256 *sha);

#endif
