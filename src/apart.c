/* SPDX-License-Identifier: ISC */
#include "apart.h"

#include <sys/mman.h>

void *
apart_map(size_t size)
{
	void *map = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (map == MAP_FAILED)
		return NULL;
	(void)madvise(map, size, MADV_DONTFORK);
	return map;
}
