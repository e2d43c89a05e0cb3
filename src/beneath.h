/* SPDX-License-Identifier: ISC */
/*
 * Opening what a request names without leaving the document root (openat2(2)),
 * unless --symlinks=any allows it: one place for the flags, one for what an
 * error means.
 */
#ifndef BENEATH_H
#define BENEATH_H

#include <limits.h>

#include "http.h"
#include "options.h"

struct beneath {
	int root; /* O_PATH descriptor of the document root */
	enum symlinks symlinks;
};

/*
 * Opens `path` (relative, without a leading slash, "." for the root itself)
 * with `flags`, to which O_CLOEXEC is added and, unless they include O_PATH,
 * O_LARGEFILE, O_NONBLOCK and O_NOCTTY: a FIFO or a terminal cannot block the
 * process. Returns the descriptor, or -1 with errno. *ret_by_symlink tells
 * whether there is a symbolic link on the way: the name then does not say where
 * the file is.
 */
int beneath_open(
    const struct beneath *b, const char *path, int flags, bool *ret_by_symlink);

/* False when beneath_open would find nothing of that name, at half the cost of
 * calling it. True promises nothing. */
bool beneath_may_exist(const struct beneath *b, const char *path);

/* Whether the current user may do that (R_OK, X_OK) with the file that `fd` has
 * open, whose path below the root is `path`. False with errno. */
bool beneath_may(const struct beneath *b, int fd, const char *path, int mode);

/* Returns the refusal for an errno of beneath_open: 404, 403, 503 or 500. */
struct refusal beneath_refusal(int error);

/* Returns where in the file system an open file really is; the path is a string
 * in `space`. Absent when that cannot be known: /proc is not mounted, or the
 * path is too long. */
struct bytes beneath_system_path(int fd, char space[PATH_MAX]);

/*
 * As beneath_system_path, below the root, with a leading slash. Absent when the
 * file is the root itself or outside of it. Absent, with *ret_known false, when
 * that cannot be known.
 */
struct bytes beneath_real_path(
    const struct beneath *b, int fd, char space[PATH_MAX], bool *ret_known);

#endif
