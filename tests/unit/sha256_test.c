/* SPDX-License-Identifier: ISC */
#include "sha256.h"

#include <stdio.h>

#include "check.h"

/* The first four are NIST's examples; the others, by sha256sum(1), end shortly
 * before and behind where the length still fits into the last block. */
static const struct {
	struct bytes text;
	size_t times;
	const char *digest;
} rows[] = {
	{ TEXT("abc"), 1,
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
	{ TEXT("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), 1,
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1" },
	{ TEXT("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
	       "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"),
	    1,
	    "cf5b16a778af8380036ce59e7b049237"
	    "0b249b11e8f07a51afac45037afee9d1" },
	{ TEXT("a"), 1000000,
	    "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0" },
	{ TEXT(""), 1,
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ TEXT("a"), 55,
	    "9f4390f8d30c2dd92ec9f095b65e2b9a"
	    "e9b0a925a5258e241c9f1e910f734318" },
	{ TEXT("a"), 56,
	    "b35439a4ac6f0948b6d6f9e3c6af0f5f"
	    "590ce20f1bde7090ef7970686ec6738a" },
	{ TEXT("aaaaaaa"), 9,
	    "7d3e74a05d7db15bce4ad9ec0658ea98"
	    "e3f06eeecf16b4c6fff2da457ddc2f34" },
	{ TEXT("a"), 64,
	    "ffe054fe7ae0cb6dc65c3af9b61d5209"
	    "f439851db43d0ba5997337df154668eb" },
	{ TEXT("aaaaa"), 13,
	    "635361c48bb9eab14198e76ea8ab7f1a"
	    "41685d6ad62aa9146d301d4f17eb0ae0" },
	{ TEXT("aaaaaaa"), 17,
	    "31eba51c313a5c08226adf18d4a359cf"
	    "dfd8d2e816b13f4af952f7ea6584dcfb" },
	{ TEXT("aaaaaaaaaaaaaaaaaaaa"), 6,
	    "2f3d335432c70b580af0e8e1b3674a7c"
	    "020d683aa5f73aaaedfdc55af904c21c" },
};

int
main(void)
{
	for (size_t i = 0; i < lengthof(rows); i++) {
		struct sha256 sha;
		struct bytes text = guarded(rows[i].text);
		unsigned char digest[SHA256_DIGEST];
		char got[2 * SHA256_DIGEST + 1];

		sha256_begin(&sha);
		for (size_t n = 0; n < rows[i].times; n++)
			sha256_add(&sha, text.at, text.len);
		sha256_end(digest, &sha);
		for (size_t n = 0; n < SHA256_DIGEST; n++)
			(void)snprintf(got + 2 * n, 3, "%02x", digest[n]);
		CHECK_BYTES(
		    bytes_of(got), bytes_of(rows[i].digest), rows[i].digest);
	}
	return check_done();
}
