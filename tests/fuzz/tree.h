/* SPDX-License-Identifier: ISC */
/*
 * A document root with one file of each kind, for targets that open files. It
 * is made in $TMPDIR at the first call and removed at the end. A file's content
 * tells whether clients may see it.
 */
#ifndef TREE_H
#define TREE_H

#include <stddef.h>

#include "bytes.h"

/* No request and no public file contains this octet; every file that must not
 * be seen begins with it. */
#define TREE_MARK '\001'

enum tree_kind {
	TREE_DIRECTORY,
	TREE_PUBLIC, /* octets of tree_octet() */
	TREE_HIDDEN, /* for --dotfiles */
	TREE_SCRIPT,
	TREE_OUTSIDE, /* the root */
	TREE_LINK,
	TREE_FIFO,
};

/* Returns the O_PATH descriptor of the root, which has a high number. */
int tree_root(void);

/* Closes what a target leaves open, as its exit would: all descriptors from
 * `first` on, except the root. */
void tree_close_from(int first);

/* Returns the kind of an open plain file or directory. */
enum tree_kind tree_kind_of(int fd);

/* Returns the octet of a public file at an offset. */
char tree_octet(size_t offset);

/* Returns the absolute path of an open file below the root ("/" for the root
 * itself); absent when it lies elsewhere. The next call overwrites it. */
struct bytes tree_path_of(int fd);

#endif
