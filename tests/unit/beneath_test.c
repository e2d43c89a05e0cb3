/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <unistd.h>

#include "beneath.h"
#include "check.h"

/* Paths that are the same in all file systems, and are no links. */
static const struct {
	const char *root, *file, *path; /* path: absent if NULL */
} rows[] = {
	{ "/", "/", NULL },
	{ "/", "/proc", "/proc" },
	{ "/", "/proc/sys", "/proc/sys" },
	{ "/proc", "/proc", NULL },
	{ "/proc", "/proc/sys", "/sys" },
	{ "/proc", "/", NULL },
	{ "/proc/sys", "/proc/sysvipc", NULL },
	{ "/proc/sys", "/proc", NULL },
};

int
main(void)
{
	for (size_t i = 0; i < lengthof(rows); i++) {
		struct beneath b = { .root = open(rows[i].root, O_PATH) };
		int fd = open(rows[i].file, O_PATH);
		char space[PATH_MAX];
		bool known;
		struct bytes path = beneath_real_path(&b, fd, space, &known);

		if (b.root < 0 || fd < 0) {
			check_skipped(rows[i].file, "it is not here");
			continue;
		}
		CHECK(known, "/proc tells where the file is");
		CHECK_BYTES(path, bytes_of(rows[i].path), rows[i].file);
		(void)close(fd);
		(void)close(b.root);
	}
	return check_done();
}
