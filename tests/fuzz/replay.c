/* SPDX-License-Identifier: ISC */
/*
 * Feeds each file of the folders named as arguments to one fuzz target, so that
 * the ordinary tests keep finding what a fuzzer once found. Each input lies
 * directly before an unreadable page. Prints TAP.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

static unsigned count;

/* A crash does not name the file, so the line before it does. */
static void
replay(const char *name, const uint8_t *input, size_t size)
{
	printf("# %s\n", name);
	(void)fflush(stdout);
	(void)LLVMFuzzerTestOneInput(input, size);
	printf("ok %u - %s\n", ++count, name);
}

static void
die(const char *what)
{
	perror(what);
	exit(99);
}

static void
replay_file(int folder, const char *name)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	struct stat file;
	size_t size, whole;
	uint8_t *map;

	if (fd < 0 || fstat(fd, &file) < 0)
		die(name);
	size = (size_t)file.st_size;
	whole = (size / page + 1) * page;
	map = mmap(NULL, whole + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map == MAP_FAILED || mprotect(map + whole, page, PROT_NONE) < 0)
		die("mmap");
	if (read(fd, map + whole - size, size) != (ssize_t)size)
		die(name);
	replay(name, map + whole - size, size);
	(void)munmap(map, whole + page);
	(void)close(fd);
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void
replay_folder(const char *path)
{
	struct dirent **entries;
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int found = scandir(path, &entries, is_visible, alphasort);

	if (folder < 0 || found < 0)
		die(path);
	for (int i = 0; i < found; i++) {
		replay_file(folder, entries[i]->d_name);
		free(entries[i]);
	}
	free((void *)entries);
	(void)close(folder);
}

int
main(int argc, char *argv[])
{
	replay("(nothing)", (const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++)
		replay_folder(argv[i]);
	printf("1..%u\n", count);
	return count == 1; /* a folder without inputs tests nothing */
}
