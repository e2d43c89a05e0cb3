/* SPDX-License-Identifier: ISC */
#include "directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "policy.h"
#include "statx.h"
#include "system_refusal.h"

enum {
	LOOK_AHEAD = 64,      /* entries that are looked at in one go */
	FIRST_SIZE = 1 << 16, /* of the space for entries; doubled as needed */
	READ_MIN = 1 << 15,   /* least room for one getdents64(2) */
	ENTRY_SIZE_MIN = 24,  /* the smallest struct linux_dirent64 */
};

static const char no_memory[] = "no memory to sort such a large directory";

_Static_assert(offsetof(struct entry, name) == 19, "struct linux_dirent64");

/* ---------------------------------------------------------------- reading */

/* Maps memory that costs nothing until it is touched. */
static void *
map(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static bool
make_room(struct directory *d)
{
	void *space;

	if (d->size - d->used >= READ_MIN)
		return true;
	space = d->size ? mremap(d->space, d->size, d->size * 2, MREMAP_MAYMOVE)
			: map(FIRST_SIZE);
	if (space == MAP_FAILED)
		return false;
	d->space = space;
	d->size = d->size ? d->size * 2 : FIRST_SIZE;
	return true;
}

static struct refusal
read_all(struct directory *d)
{
	for (;;) {
		long got;

		if (!make_room(d))
			return system_refusal(no_memory);
		got = syscall(SYS_getdents64, d->x->target.fd,
		    d->space + d->used, d->size - d->used);
		if (got == 0)
			return NO_OBJECTION;
		if (got < 0)
			return system_refusal("reading the directory failed");
		d->used += (size_t)got;
	}
}

static bool
is_shown(const struct options *options, const char *name)
{
	if (name[0] != '.')
		return true;
	return options->dotfiles && name[1] && strcmp(name, "..") != 0;
}

static unsigned char
kind_of_type(unsigned char type)
{
	switch (type) {
	case DT_REG:
		return ENTRY_FILE;
	case DT_DIR:
		return ENTRY_DIRECTORY;
	case DT_LNK:
		return ENTRY_LINK;
	default:
		return 0;
	}
}

struct refusal
directory_read(const struct exchange *x, struct directory *ret_directory)
{
	struct directory *d = ret_directory;
	struct refusal refusal;

	*d = (struct directory){ .x = x };
	refusal = read_all(d);
	if (refusal.status)
		return refusal;
	/* One for each entry, and as many again to merge with. */
	d->records =
	    map((d->used / ENTRY_SIZE_MIN * 2 + 1) * sizeof *d->records);
	if (d->records == MAP_FAILED)
		return system_refusal(no_memory);
	for (size_t at = 0; at < d->used;) {
		struct entry *entry = (void *)(d->space + at);

		at += entry->length;
		entry->kind = kind_of_type(entry->kind);
		if (is_shown(x->options, entry->name))
			d->records[d->count++].entry = entry;
	}
	return NO_OBJECTION;
}

/* ---------------------------------------------------------------- looking */

static void
note(struct entry *entry, const struct statx *st)
{
	entry->modified = st->stx_mtime.tv_sec;
	if (S_ISDIR(st->stx_mode))
		entry->kind |= ENTRY_DIRECTORY;
	if (!S_ISREG(st->stx_mode))
		return;
	entry->kind |= ENTRY_FILE;
	entry->size = (int64_t)st->stx_size;
}

/* Returns 0 or an error number. AT_STATX_DONT_SYNC: a network file system need
 * not ask its server about each name. */
static inline __attribute__((always_inline)) int
look(int fd, const char *name, struct statx *ret_st)
{
	int empty = *name ? 0 : AT_EMPTY_PATH; /* the flag costs time */

	return statx_inline(fd, name,
	    AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC | empty,
	    STATX_TYPE | STATX_MTIME | STATX_SIZE, ret_st);
}

/* May the listing describe what a link led to? target_resolve applies the same
 * test to a link. */
static bool
may_be_told(const struct exchange *x, int fd)
{
	char space[PATH_MAX];
	bool known;
	struct bytes real = beneath_real_path(&x->beneath, fd, space, &known);

	return known && !(real.at && policy_is_script(x->options, real));
}

static __attribute__((noinline)) void
follow(const struct exchange *x, struct entry *entry)
{
	char space[TARGET_PATH_SIZE];
	struct buffer b = BUFFER(space);
	const char *path;
	struct statx st;
	bool by_symlink;
	int fd;

	if (!bytes_equal(x->target.path, BYTES(".")))
		buffer_put(&b, x->target.path);
	buffer_put_string(&b, entry->name);
	path = buffer_string(&b);
	fd = path ? beneath_open(&x->beneath, path, O_PATH, &by_symlink) : -1;
	if (fd < 0) {
		/* It leads nowhere, or is there no more itself. */
		if (look(x->target.fd, entry->name, &st) == ENOENT)
			entry->kind |= ENTRY_GONE;
		return;
	}
	if (!look(fd, "", &st) && may_be_told(x, fd))
		note(entry, &st);
	(void)close(fd);
}

static inline __attribute__((always_inline)) void
look_at(const struct exchange *x, struct entry *entry)
{
	struct statx st;
	int error = 0;

	entry->modified = ENTRY_NO_DATE;
	entry->size = ENTRY_NO_SIZE;
	if (!(entry->kind & ENTRY_LINK)) {
		error = look(x->target.fd, entry->name, &st);
		if (!error && S_ISLNK(st.stx_mode))
			entry->kind = ENTRY_LINK;
		else if (!error)
			note(entry, &st);
	}
	if (entry->kind & ENTRY_LINK)
		follow(x, entry);
	entry->kind |= error == ENOENT ? ENTRY_GONE : 0;
	entry->kind |= ENTRY_LOOKED_AT;
}

static struct entry *
entry_at(const struct directory *d, size_t index)
{
	size_t place = d->backwards ? d->count - 1 - index : index;

	return d->records[place].entry;
}

/* Looks at many entries in a loop in which no function returns: system_call.h
 * says why. */
static void
look_ahead(const struct directory *d, size_t index)
{
	for (size_t i = 0; i < LOOK_AHEAD && index + i < d->count; i++)
		look_at(d->x, entry_at(d, index + i));
}

const struct entry *
directory_entry(struct directory *d, size_t index)
{
	const struct entry *entry = entry_at(d, index);

	if (!(entry->kind & ENTRY_LOOKED_AT))
		look_ahead(d, index);
	return entry->kind & ENTRY_GONE ? NULL : entry;
}
