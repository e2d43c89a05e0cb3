/* SPDX-License-Identifier: ISC */
/*
 * Stands between libFuzzer and a target without AddressSanitizer: places each
 * input directly before an unreadable page. Linked with --wrap (ld(1)).
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

enum { INPUT_MAX = 1 << 20 }; /* libFuzzer's own limit */

/* The linker's names. NOLINTBEGIN(bugprone-reserved-identifier,cert-*) */
int __real_LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);
int __wrap_LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);
/* NOLINTEND(bugprone-reserved-identifier,cert-*) */

static uint8_t *
map_guarded(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *map = mmap(NULL, INPUT_MAX + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	must(map != MAP_FAILED);
	must(mprotect(map + INPUT_MAX, page, PROT_NONE) == 0);
	return map + INPUT_MAX;
}

int
__wrap_LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static uint8_t *end;

	if (!end)
		end = map_guarded();
	must(size <= INPUT_MAX);
	if (size)
		memcpy(end - size, input, size);
	return __real_LLVMFuzzerTestOneInput(end - size, size);
}
