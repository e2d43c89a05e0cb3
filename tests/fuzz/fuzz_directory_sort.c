/* SPDX-License-Identifier: ISC */
/*
 * Input: an octet that chooses the order, then names, each after an octet that
 * is both its size and its date, and each followed by a NUL. Compares the
 * sorted directory with the definition of its order.
 */
#include <stdlib.h>

#include "directory.h"
#include "fuzz.h"

enum { DESCENDING = 4, NAMES_MAX = 2000, SPACE_SIZE = 1 << 17 };

static _Alignas(struct entry) char space[SPACE_SIZE];
static struct directory_record records[2 * NAMES_MAX];

/* Nothing vanishes here: every name that was read is still there. */
const struct entry *
directory_entry(struct directory *d, size_t index)
{
	return d->records[index].entry;
}

static struct entry *
add(struct directory *d, struct bytes row)
{
	struct entry *entry = (void *)(d->space + d->used);
	struct bytes name = bytes_after(row, 1);
	int64_t number = row.len ? row.at[0] : 0;

	entry->size = number;
	entry->modified = number / 16;
	memcpy(entry->name, name.at, name.len);
	entry->name[name.len] = '\0';
	d->used += (sizeof *entry + name.len + sizeof *entry) / sizeof *entry *
	    sizeof *entry;
	return entry;
}

static void
fill(struct directory *d, struct bytes rows)
{
	*d = (struct directory){ .space = space, .records = records };
	while (rows.len && d->count < NAMES_MAX) {
		struct bytes row = bytes_cut(&rows, '\0');

		if (d->used + row.len + 2 * sizeof(struct entry) > SPACE_SIZE)
			return;
		d->records[d->count++].entry = add(d, row);
	}
}

/* Compares without regard to case, and with regard to it where names are equal
 * otherwise. */
static int
compare_names(const char *a, const char *b)
{
	for (size_t i = 0; a[i] || b[i]; i++) {
		int difference = (unsigned char)ascii_lower(a[i]) -
		    (unsigned char)ascii_lower(b[i]);

		if (difference)
			return difference;
	}
	return strcmp(a, b);
}

static int64_t
number_of(const struct entry *entry, enum directory_order order)
{
	return order == DIRECTORY_BY_SIZE ? entry->size : entry->modified;
}

static bool
is_ordered(const struct entry *a, const struct entry *b,
    enum directory_order order, bool descending)
{
	int64_t first, second;

	if (order == DIRECTORY_BY_NAME)
		return compare_names(a->name, b->name) <= 0;
	first = number_of(a, order);
	second = number_of(b, order);
	if (first == second)
		return compare_names(a->name, b->name) <= 0;
	return descending ? first > second : first < second;
}

/* No entry is lost and none occurs twice: `modified` of each is marked. */
static void
check_all_there(struct directory *d)
{
	for (size_t i = 0; i < d->count; i++) {
		must(d->records[i].entry->modified != ENTRY_NO_DATE);
		d->records[i].entry->modified = ENTRY_NO_DATE;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes rows = { (const char *)input, size };
	unsigned choice = size ? input[0] : 0;
	enum directory_order order = (enum directory_order)(choice & 3);
	bool descending = choice & DESCENDING;
	struct directory d;

	if (order > DIRECTORY_BY_DATE)
		return 0;
	fill(&d, bytes_after(rows, 1));
	directory_sort(&d, order, descending);
	for (size_t i = 1; i < d.count; i++)
		must(is_ordered(d.records[i - 1].entry, d.records[i].entry,
		    order, descending));
	must(!d.count ||
	    d.backwards == (descending && order == DIRECTORY_BY_NAME));
	check_all_there(&d);
	return 0;
}
