/* SPDX-License-Identifier: ISC */
/*
 * The entries of a directory: read all together, because they are to be
 * sorted, and then looked at one by one. No other memory of a response grows
 * with its subject. It takes about 70 octets a name and is never freed: the
 * process ends after this response.
 */
#ifndef DIRECTORY_H
#define DIRECTORY_H

#include "exchange.h"

enum directory_order {
	DIRECTORY_BY_NAME,
	DIRECTORY_BY_SIZE,
	DIRECTORY_BY_DATE,
};

enum { /* bits of struct entry's kind; neither of the first two: "other" */
	ENTRY_FILE = 1,
	ENTRY_DIRECTORY = 2,
	ENTRY_LINK = 4, /* the other members describe what it leads to */
	ENTRY_LOOKED_AT = 8,
	ENTRY_GONE = 16, /* it vanished after the directory was read */
};

enum { ENTRY_NO_SIZE = -1 };

#define ENTRY_NO_DATE INT64_MIN

/*
 * Overlays the struct linux_dirent64 that getdents64(2) wrote, so that a name
 * is never copied: what statx(2) says takes the place of the inode number and
 * the position, which are not needed.
 */
struct entry {
	int64_t modified;      /* d_ino; then seconds since the epoch */
	int64_t size;          /* d_off; then octets, of files only */
	unsigned short length; /* d_reclen */
	unsigned char kind;    /* d_type; then as above */
	char name[];
};

struct directory_record {
	uint64_t key; /* decides the order of two records, unless equal */
	struct entry *entry;
};

struct directory {
	const struct exchange *x;
	char *space;       /* of the entries */
	size_t size, used; /* of `space`, in octets */
	size_t count;      /* of the records */
	struct directory_record *records;
	bool backwards; /* the last record is the first of the listing */
};

/* Reads the directory that x->target has open. Names that begin with a dot are
 * included with --dotfiles only, "." and ".." never. Refuses as system_refusal
 * does when reading fails or memory is short. */
must_check struct refusal directory_read(
    const struct exchange *x, struct directory *ret_directory);

/*
 * Sorts by name as CGIHTTPServer does, without regard to the case of letters
 * (ASCII only). By size or date, entries that are equal are in ascending order
 * of their names whatever the direction, and entries without a size or date
 * count as less than all others.
 */
void directory_sort(
    struct directory *d, enum directory_order order, bool descending);

/*
 * Returns the entry at `index` (below d->count) of the sorted directory, with
 * its kind, size and date; NULL when it has vanished meanwhile. The entries
 * after it are looked at in the same go. Of a link that leads nowhere, out of
 * the root or to a script, only that it is a link is told.
 */
const struct entry *directory_entry(struct directory *d, size_t index);

#endif
