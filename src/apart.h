/* SPDX-License-Identifier: ISC */
/*
 * Memory that fork(2) leaves where it is (MADV_DONTFORK): children do not have
 * it, and who goes on writing to it after a fork need not be given a copy of
 * each page first.
 */
#ifndef APART_H
#define APART_H

#include <stddef.h>

/* `size` octets, all zero; what is never touched costs nothing. NULL with
 * errno. */
void *apart_map(size_t size);

#endif
