/* SPDX-License-Identifier: ISC */
/* Declarations that the fuzz targets share. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

/* Checks an invariant: the fuzzer stops when it does not hold. */
static inline void
must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

#endif
