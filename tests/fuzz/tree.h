/* SPDX-License-Identifier: ISC */
/*
 * A document root with one of everything, made in $TMPDIR at the first call
 * and removed at the end, for targets that open files. What a file holds says
 * whether anybody may see it.
 */
#ifndef TREE_H
#define TREE_H

#include <stddef.h>

#include "bytes.h"

/* No request and no file that is served holds this octet; every file that must
 * not be seen begins with it. */
#define TREE_MARK '\001'

enum tree_kind {
	TREE_DIRECTORY,
	TREE_PUBLIC, /* octets of tree_octet() */
	TREE_HIDDEN, /* for --dotfiles */
	TREE_SCRIPT,
	TREE_OUTSIDE, /* of the root */
	TREE_LINK,
	TREE_FIFO,
};

/* O_PATH descriptor of the root; a high number. */
int tree_root(void);

/* Closes what a target leaves open, as its exit would: all descriptors from
 * `first` on, but the root. */
void tree_close_from(int first);

/* What an open plain file or directory is. */
enum tree_kind tree_kind_of(int fd);

/* The octet of a public file at an offset. */
char tree_octet(size_t offset);

/* The absolute path of an open file's place below the root ("/" for itself);
 * absent when it lies elsewhere. Overwritten by the next call. */
struct bytes tree_path_of(int fd);

#endif
