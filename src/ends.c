/* SPDX-License-Identifier: ISC */
#include "ends.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Since Linux 5.1; a C library's headers may be older. */
#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

/* Maps the file twice. It is sealed before the second time, so that a child
 * cannot make that mapping writable. */
static bool
map_both(struct ends *ends, int file, size_t size)
{
	void *told =
	    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	void *seen;

	if (told == MAP_FAILED)
		return false;
	(void)madvise(told, size, MADV_DONTFORK);
	(void)fcntl(file, F_ADD_SEALS, F_SEAL_FUTURE_WRITE);
	seen = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
	*ends = (struct ends){ told, seen };
	return seen != MAP_FAILED;
}

bool
ends_open(struct ends *ends, unsigned count)
{
	size_t size = count * sizeof(struct end);
	int file = memfd_create("ends", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	bool mapped = file >= 0 && ftruncate(file, (off_t)size) == 0 &&
	    map_both(ends, file, size);

	if (file >= 0)
		(void)close(file);
	return mapped;
}

void
ends_clear(const struct ends *ends, unsigned client)
{
	if (atomic_load(&ends->told[client].pid))
		atomic_store(&ends->told[client].pid, 0);
}

void
ends_tell(const struct ends *ends, unsigned client, pid_t pid, int status)
{
	ends->told[client].status = status;
	atomic_store(&ends->told[client].pid, pid);
}

bool
ends_see(const struct end *end, pid_t pid, int *ret_status)
{
	if (!end || atomic_load(&end->pid) != pid)
		return false;
	*ret_status = end->status;
	return true;
}
