/* SPDX-License-Identifier: ISC */
/*
 * floor_listing HOW DIRECTORY: sends the directory as an HTML page, sorted.
 *
 *   names   names only
 *   stat    sizes too, by one fstatat(2) for each name
 *
 * Nothing is escaped, and a directory that is larger than the buffers is cut.
 */
#include "floor.h"

enum { NAMES_MAX = 4096 };

/* As getdents64(2) gives it. */
struct entry {
	unsigned long inode;
	long offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

static char request[16384];
static char entries[262144];
static char page[524288];
static const char *names[NAMES_MAX];

static int
is_before(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a < (unsigned char)*b;
}

/* Shell sort: short, and quick enough for some thousand names. */
static void
sort(size_t count)
{
	for (size_t gap = count / 2; gap > 0; gap = gap * 5 / 11)
		for (size_t i = gap; i < count; i++) {
			const char *name = names[i];
			size_t j = i;

			while (j >= gap && is_before(name, names[j - gap])) {
				names[j] = names[j - gap];
				j -= gap;
			}
			names[j] = name;
		}
}

static size_t
read_names(int directory)
{
	size_t filled = 0, count = 0;
	long got;

	while ((got = CALL3(getdents64, directory, entries + filled,
		    sizeof entries - filled)) > 0)
		filled += (size_t)got;
	for (size_t at = 0; at < filled && count < NAMES_MAX;) {
		const struct entry *entry = (const void *)(entries + at);

		if (entry->name[0] != '.')
			names[count++] = entry->name;
		at += entry->length;
	}
	sort(count);
	return count;
}

static char *
put_size(char *end, int directory, const char *name)
{
	static struct stat status;

	if (CALL4(newfstatat, directory, name, &status, AT_SYMLINK_NOFOLLOW) <
	    0)
		return end;
	return put_number(put(end, " "), (unsigned long)status.st_size);
}

static int
floor_main(int count, char **arguments)
{
	char *end = put(page,
	    "HTTP/1.1 200 OK\r\n"
	    "Content-Type: text/html\r\n\r\n<ul>\n");
	int directory, with_stat;
	size_t found;

	if (count < 3 || CALL3(read, 0, request, sizeof request) <= 0)
		return 1;
	with_stat = is_same(arguments[1], "stat");
	directory = (int)CALL4(
	    openat, AT_FDCWD, arguments[2], O_RDONLY | O_DIRECTORY, 0);
	found = read_names(directory);
	for (size_t i = 0; i < found; i++) {
		end = put(end, "<li><a href=\"");
		end = put(end, names[i]);
		end = put(end, "\">");
		end = put(end, names[i]);
		end = put(end, "</a>");
		if (with_stat)
			end = put_size(end, directory, names[i]);
		*end++ = '\n';
	}
	end = put(end, "</ul>\n");
	return CALL3(write, 1, page, end - page) < 0;
}
