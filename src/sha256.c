/* SPDX-License-Identifier: ISC */
/* As FIPS 180-4 has it, sections 4.1.2 to 6.2, but for K, the constants. */
#include "sha256.h"

#include <string.h>

/* Where the length of what was hashed stands in the last block. */
enum { LENGTH_AT = SHA256_BLOCK - 8 };

static const uint32_t constants[64] = {
	0x428a2f98,
	0x71374491,
	0xb5c0fbcf,
	0xe9b5dba5,
	0x3956c25b,
	0x59f111f1,
	0x923f82a4,
	0xab1c5ed5,
	0xd807aa98,
	0x12835b01,
	0x243185be,
	0x550c7dc3,
	0x72be5d74,
	0x80deb1fe,
	0x9bdc06a7,
	0xc19bf174,
	0xe49b69c1,
	0xefbe4786,
	0x0fc19dc6,
	0x240ca1cc,
	0x2de92c6f,
	0x4a7484aa,
	0x5cb0a9dc,
	0x76f988da,
	0x983e5152,
	0xa831c66d,
	0xb00327c8,
	0xbf597fc7,
	0xc6e00bf3,
	0xd5a79147,
	0x06ca6351,
	0x14292967,
	0x27b70a85,
	0x2e1b2138,
	0x4d2c6dfc,
	0x53380d13,
	0x650a7354,
	0x766a0abb,
	0x81c2c92e,
	0x92722c85,
	0xa2bfe8a1,
	0xa81a664b,
	0xc24b8b70,
	0xc76c51a3,
	0xd192e819,
	0xd6990624,
	0xf40e3585,
	0x106aa070,
	0x19a4c116,
	0x1e376c08,
	0x2748774c,
	0x34b0bcb5,
	0x391c0cb3,
	0x4ed8aa4a,
	0x5b9cca4f,
	0x682e6ff3,
	0x748f82ee,
	0x78a5636f,
	0x84c87814,
	0x8cc70208,
	0x90befffa,
	0xa4506ceb,
	0xbef9a3f7,
	0xc67178f2,
};

static const uint32_t initial_state[8] = {
	0x6a09e667,
	0xbb67ae85,
	0x3c6ef372,
	0xa54ff53a,
	0x510e527f,
	0x9b05688c,
	0x1f83d9ab,
	0x5be0cd19,
};

static uint32_t
rotr(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static uint32_t
load(const unsigned char at[4])
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

static void
store(unsigned char at[4], uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (unsigned char)(word >> (24 - 8 * i));
}

static void
prepare_schedule(uint32_t w[64], const unsigned char block[SHA256_BLOCK])
{
	for (size_t t = 0; t < 16; t++)
		w[t] = load(block + 4 * t);
	for (size_t t = 16; t < 64; t++) {
		uint32_t sigma0 =
		    rotr(w[t - 15], 7) ^ rotr(w[t - 15], 18) ^ w[t - 15] >> 3;
		uint32_t sigma1 =
		    rotr(w[t - 2], 17) ^ rotr(w[t - 2], 19) ^ w[t - 2] >> 10;

		w[t] = sigma1 + w[t - 7] + sigma0 + w[t - 16];
	}
}

static void
compress(uint32_t state[8], const unsigned char block[SHA256_BLOCK])
{
	uint32_t w[64];
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];

	prepare_schedule(w, block);
	for (size_t t = 0; t < 64; t++) {
		uint32_t sum1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
		uint32_t choice = (e & f) ^ (~e & g);
		uint32_t t1 = h + sum1 + choice + constants[t] + w[t];
		uint32_t sum0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
		uint32_t majority = (a & b) ^ (a & c) ^ (b & c);

		h = g, g = f, f = e, e = d + t1;
		d = c, c = b, b = a, a = t1 + sum0 + majority;
	}
	state[0] += a, state[1] += b, state[2] += c, state[3] += d;
	state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void
sha256_begin(struct sha256 *sha)
{
	memcpy(sha->state, initial_state, sizeof(sha->state));
	sha->len = 0;
}

void
sha256_add(struct sha256 *sha, const void *data, size_t len)
{
	const unsigned char *octets = data;

	for (size_t i = 0; i < len; i++) {
		sha->block[sha->len++ % SHA256_BLOCK] = octets[i];
		if (sha->len % SHA256_BLOCK == 0)
			compress(sha->state, sha->block);
	}
}

void
sha256_end(unsigned char digest[SHA256_DIGEST], struct sha256 *sha)
{
	uint64_t bits = sha->len * 8;

	sha256_add(sha, "\x80", 1);
	while (sha->len % SHA256_BLOCK != LENGTH_AT)
		sha256_add(sha, "", 1);
	store(sha->block + LENGTH_AT, (uint32_t)(bits >> 32));
	store(sha->block + LENGTH_AT + 4, (uint32_t)bits);
	compress(sha->state, sha->block);
	for (size_t i = 0; i < 8; i++)
		store(digest + 4 * i, sha->state[i]);
}
