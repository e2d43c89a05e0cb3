/* SPDX-License-Identifier: ISC */
/*
 * What is in a directory: read whole, because it is to be sorted, and looked
 * at one by one. The only memory of a response that grows with what it is
 * about: about 70 octets a name, and it is the process's last.
 */
#ifndef DIRECTORY_H
#define DIRECTORY_H

#include "exchange.h"

enum directory_order {
	DIRECTORY_BY_NAME,
	DIRECTORY_BY_SIZE,
	DIRECTORY_BY_DATE,
};

enum { /* struct entry's kind; neither file nor directory: something else */
	ENTRY_FILE = 1,
	ENTRY_DIRECTORY = 2,
	ENTRY_LINK = 4, /* then the rest is about what it leads to */
	ENTRY_LOOKED_AT = 8,
	ENTRY_GONE = 16, /* meanwhile */
};

enum { ENTRY_NO_SIZE = -1 };

#define ENTRY_NO_DATE INT64_MIN

/*
 * Lies where getdents64(2) wrote a struct linux_dirent64: what statx(2) says
 * takes the place of the inode's number and of the position, which nobody
 * wants, so that a name is never copied.
 */
struct entry {
	int64_t modified;      /* d_ino; then seconds since the epoch */
	int64_t size;          /* d_off; then octets, of files only */
	unsigned short length; /* d_reclen */
	unsigned char kind;    /* d_type; then as above */
	char name[];
};

struct directory_record {
	uint64_t key; /* of two with different keys the order is decided */
	struct entry *entry;
};

struct directory {
	const struct exchange *x;
	char *space; /* of the entries */
	size_t size, used;
	size_t count;
	struct directory_record *records;
	bool backwards;
};

/* Reads x->target, a directory. Dot files are there with --dotfiles only, "."
 * and ".." never. Refuses with 500 when reading fails, 503 when there is not
 * the memory. */
must_check struct refusal directory_read(
    const struct exchange *x, struct directory *ret_directory);

/*
 * By name: as CGIHTTPServer sorts, without regard to the case of letters
 * (ASCII only). By size or date: equal ones by name, what has none before all
 * others.
 */
void directory_sort(
    struct directory *d, enum directory_order order, bool descending);

/*
 * The entry at `index` of the sorted directory, with its kind, size and date;
 * NULL when it has vanished meanwhile. The next ones are looked at beforehand.
 * A link that leads nowhere, out of the root or to a script tells nothing of
 * where it leads.
 */
const struct entry *directory_entry(struct directory *d, size_t index);

#endif
