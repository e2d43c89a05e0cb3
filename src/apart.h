/* SPDX-License-Identifier: ISC */
/*
 * Memory that fork(2) does not hand on (MADV_DONTFORK): children do not have
 * it, and the parent, which goes on writing to it after a fork, need not be
 * given a copy of each page first.
 */
#ifndef APART_H
#define APART_H

#include <stddef.h>

/* Maps `size` octets, all zero; pages that are never touched cost nothing. NULL
 * with errno. */
void *apart_map(size_t size);

#endif
