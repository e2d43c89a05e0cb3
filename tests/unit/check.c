/* SPDX-License-Identifier: ISC */
#include "check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static unsigned checked, failed;

/* Inputs are the names of rows, and in TAP a line may not contain "#". */
static void
print_visibly(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++) {
		unsigned char c = (unsigned char)b.at[i];
		bool plain = c >= ' ' && c <= '~' && c != '#';

		printf(plain ? "%c" : "\\x%02x", c);
	}
}

void
check_that(bool holds, const char *name, const char *file, int line)
{
	checked++;
	printf("%sok %u - ", holds ? "" : "not ", checked);
	print_visibly(bytes_of(name));
	printf("\n");
	if (holds)
		return;
	failed++;
	printf("# at %s:%d\n", file, line);
}

void
check_skipped(const char *name, const char *why)
{
	checked++;
	printf("ok %u - ", checked);
	print_visibly(bytes_of(name));
	printf(" # SKIP %s\n", why);
}

static void
show(const char *what, struct bytes b)
{
	if (!b.at) {
		printf("# %s: absent\n", what);
		return;
	}
	printf("# %s: \"", what);
	print_visibly(b);
	printf("\"\n");
}

void
check_bytes(struct bytes got, struct bytes expected, const char *name,
    const char *file, int line)
{
	bool holds = got.at && expected.at ? bytes_equal(got, expected)
					   : !got.at && !expected.at;

	check_that(holds, name, file, line);
	if (holds)
		return;
	show("got", got);
	show("expected", expected);
}

void
check_number(
    int64_t got, int64_t expected, const char *name, const char *file, int line)
{
	check_that(got == expected, name, file, line);
	if (got != expected)
		printf(
		    "# got %" PRId64 ", expected %" PRId64 "\n", got, expected);
}

struct bytes
guarded(struct bytes text)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t whole = (text.len / page + 1) * page;
	char *map = mmap(NULL, whole + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED || mprotect(map + whole, page, PROT_NONE) < 0) {
		perror("guarded");
		exit(99);
	}
	if (text.len)
		memcpy(map + whole - text.len, text.at, text.len);
	return (struct bytes){ map + whole - text.len, text.len };
}

int
check_done(void)
{
	printf("1..%u\n", checked);
	return failed || !checked;
}
