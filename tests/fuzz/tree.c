/* SPDX-License-Identifier: ISC */
#include "tree.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

struct entry {
	char path[32]; /* "root/" is the document root */
	enum tree_kind kind;
	size_t size;     /* of a public file */
	char target[24]; /* of a link */
};

static const struct entry entries[] = {
	{ "root", TREE_DIRECTORY, 0, "" },
	{ "secret", TREE_OUTSIDE, 0, "" },
	{ "root/index.html", TREE_PUBLIC, 300, "" },
	{ "root/a.txt", TREE_PUBLIC, 2000, "" },
	{ "root/a.txt.gz", TREE_PUBLIC, 500, "" },
	{ "root/empty", TREE_PUBLIC, 0, "" },
	{ "root/large.bin", TREE_PUBLIC, 40000, "" },
	{ "root/.hidden", TREE_HIDDEN, 0, "" },
	{ "root/.well-known", TREE_DIRECTORY, 0, "" },
	{ "root/.well-known/x", TREE_PUBLIC, 10, "" },
	{ "root/.well-known/.y", TREE_HIDDEN, 0, "" },
	{ "root/list", TREE_DIRECTORY, 0, "" },
	{ "root/list/<b>&\"'\\", TREE_PUBLIC, 1, "" },
	{ "root/list/\303\244 \377\n.txt", TREE_PUBLIC, 2, "" },
	{ "root/list/.secret", TREE_HIDDEN, 0, "" },
	{ "root/list/sub", TREE_DIRECTORY, 0, "" },
	{ "root/list/README", TREE_PUBLIC, 700, "" },
	{ "root/script-index", TREE_DIRECTORY, 0, "" },
	{ "root/script-index/index.cgi", TREE_SCRIPT, 0, "" },
	{ "root/cgi-bin", TREE_DIRECTORY, 0, "" },
	{ "root/cgi-bin/run", TREE_SCRIPT, 0, "" },
	{ "root/cgi-bin/sub", TREE_DIRECTORY, 0, "" },
	{ "root/cgi-bin/sub/run", TREE_SCRIPT, 0, "" },
	{ "root/deep", TREE_DIRECTORY, 0, "" },
	{ "root/deep/a", TREE_DIRECTORY, 0, "" },
	{ "root/deep/a/bin", TREE_DIRECTORY, 0, "" },
	{ "root/deep/a/bin/run", TREE_SCRIPT, 0, "" },
	{ "root/x.cgi", TREE_SCRIPT, 0, "" },
	{ "root/y.cgi", TREE_DIRECTORY, 0, "" },
	{ "root/y.cgi/z.cgi", TREE_SCRIPT, 0, "" },
	{ "root/errors", TREE_DIRECTORY, 0, "" },
	{ "root/errors/404.html", TREE_PUBLIC, 99, "" },
	{ "root/errors/403.cgi", TREE_SCRIPT, 0, "" },
	{ "root/localhost", TREE_DIRECTORY, 0, "" },
	{ "root/localhost/a.txt", TREE_PUBLIC, 20, "" },
	{ "root/default", TREE_DIRECTORY, 0, "" },
	{ "root/default/index.html", TREE_PUBLIC, 30, "" },
	{ "root/default/other", TREE_LINK, 0, "../a.txt" },
	{ "root/fifo", TREE_FIFO, 0, "" },
	{ "root/self", TREE_LINK, 0, "." },
	{ "root/loop", TREE_LINK, 0, "loop" },
	{ "root/inside", TREE_LINK, 0, "list/README" },
	{ "root/to-script", TREE_LINK, 0, "cgi-bin/run" },
	{ "root/to-scripts", TREE_LINK, 0, "cgi-bin" },
	{ "root/outside", TREE_LINK, 0, "../secret" },
	{ "root/above", TREE_LINK, 0, ".." },
	{ "root/etc", TREE_LINK, 0, "/etc" },
	{ "root/proc", TREE_LINK, 0, "/proc/self/root" },
};

enum { ROOT_FD = 200 };

static char top[PATH_MAX];

char
tree_octet(size_t offset)
{
	return "0123456789abcdef"[(offset * 7 + offset / 16) & 15];
}

static void
fill(int fd, const struct entry *entry)
{
	char text[4096] = { TREE_MARK, (char)('0' + (int)entry->kind) };
	size_t size = entry->kind == TREE_PUBLIC ? entry->size : 2;

	must(fd >= 0);
	for (size_t at = 0, step; at < size; at += step) {
		step = size - at < sizeof text ? size - at : sizeof text;
		for (size_t i = 0; entry->kind == TREE_PUBLIC && i < step; i++)
			text[i] = tree_octet(at + i);
		must(write(fd, text, step) == (ssize_t)step);
	}
	/* Modified in 1994: conditions compare with that. */
	must(futimens(fd,
		 (const struct timespec[]){
		     { 784111777, 0 }, { 784111777, 0 } }) == 0);
	(void)close(fd);
}

static void
make(int at, const struct entry *entry)
{
	mode_t mode = entry->kind == TREE_SCRIPT ? 0755 : 0644;

	switch (entry->kind) {
	case TREE_DIRECTORY:
		must(mkdirat(at, entry->path, 0755) == 0);
		break;
	case TREE_LINK:
		must(symlinkat(entry->target, at, entry->path) == 0);
		break;
	case TREE_FIFO:
		must(mkfifoat(at, entry->path, mode) == 0);
		break;
	case TREE_PUBLIC:
	case TREE_HIDDEN:
	case TREE_SCRIPT:
	case TREE_OUTSIDE:
		fill(openat(at, entry->path,
			 O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode),
		    entry);
		break;
	}
}

static int
remove_one(
    const char *path, const struct stat *st, int kind, struct FTW *position)
{
	(void)st;
	(void)kind;
	(void)position;
	return remove(path);
}

static void
remove_all(void)
{
	(void)nftw(top, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int
tree_root(void)
{
	static int root = -1;
	const char *directory = getenv("TMPDIR");
	char path[PATH_MAX];
	int at, low;

	if (root >= 0)
		return root;
	(void)umask(022);
	(void)snprintf(path, sizeof path, "%s/cgihttpd-fuzz-XXXXXX",
	    directory ? directory : "/tmp");
	must(mkdtemp(path) && realpath(path, top));
	(void)atexit(remove_all);
	at = open(top, O_PATH | O_DIRECTORY | O_CLOEXEC);
	must(at >= 0);
	for (size_t i = 0; i < lengthof(entries); i++)
		make(at, &entries[i]);
	low = openat(at, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	root = fcntl(low, F_DUPFD_CLOEXEC, ROOT_FD);
	must(root == ROOT_FD && close(at) == 0 && close(low) == 0);
	return root;
}

void
tree_close_from(int first)
{
	must(first >= 0 && first < ROOT_FD);
	(void)close_range((unsigned)first, ROOT_FD - 1, 0);
}

enum tree_kind
tree_kind_of(int fd)
{
	char text[2] = "";
	struct stat st;

	must(fstat(fd, &st) == 0);
	if (S_ISDIR(st.st_mode))
		return TREE_DIRECTORY;
	must(S_ISREG(st.st_mode));
	(void)!pread(fd, text, sizeof text, 0);
	return text[0] == TREE_MARK ? (enum tree_kind)(text[1] - '0')
				    : TREE_PUBLIC;
}

struct bytes
tree_path_of(int fd)
{
	static char space[PATH_MAX];
	char name[32];
	struct bytes path = { space, 0 };
	ssize_t got;

	(void)snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	got = readlink(name, space, sizeof space);
	must(got > 0 && (size_t)got < sizeof space);
	path.len = (size_t)got;
	if (!bytes_start_with(path, bytes_of(top)))
		return NO_BYTES;
	path = bytes_after(path, strlen(top));
	if (bytes_equal(path, BYTES("/root")))
		return BYTES("/");
	return bytes_start_with(path, BYTES("/root/")) ? bytes_after(path, 5)
						       : NO_BYTES;
}
