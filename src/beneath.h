/* SPDX-License-Identifier: ISC */
/*
 * Opening what a request names without ever leaving the document root
 * (openat2(2)): one place for the flags, one for what an error means.
 */
#ifndef BENEATH_H
#define BENEATH_H

#include "http.h"
#include "options.h"

struct beneath {
	int root; /* O_PATH descriptor of the document root */
	enum symlinks symlinks;
};

/*
 * Opens `path` (relative, without a leading slash, "." for the root itself)
 * with `flags`, to which O_CLOEXEC is added and, unless they hold O_PATH,
 * O_NONBLOCK and O_NOCTTY, so that a FIFO or a terminal cannot hang us.
 * Returns the descriptor, or -1 with errno. `*ret_by_symlink` tells whether a
 * symbolic link was followed on the way: the name then does not say where the
 * file is.
 */
int beneath_open(
    const struct beneath *b, const char *path, int flags, bool *ret_by_symlink);

/* False when nothing of that name can be opened so: the answer costs half of
 * what beneath_open takes for it. True promises nothing. */
bool beneath_may_exist(const struct beneath *b, const char *path);

/* The refusal for an errno of beneath_open. */
struct refusal beneath_refusal(int error);

/*
 * Where below the root an open file really is, with a leading slash; absent
 * when it is outside, or when that cannot be known because /proc is not
 * mounted (*ret_known is false then). Writes to `space`.
 */
struct bytes beneath_real_path(
    const struct beneath *b, int fd, struct buffer *space, bool *ret_known);

#endif
