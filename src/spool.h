/* SPDX-License-Identifier: ISC */
/*
 * Chunked content, decoded into something seekable whose length is known: in
 * memory up to 1 MiB, then in an unlinked file in $TMPDIR, of whose file system
 * some is kept free.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "exchange.h"

/*
 * Reads x's chunked content to its end; *ret_fd stands at its beginning.
 *
 * Refuses with 413 above --max-content, 400 for a coding that is not valid or
 * ends early, 408 when it stalls, 500 or 507 when there is no room.
 */
must_check struct refusal spool_content(
    struct exchange *x, int *ret_fd, int64_t *ret_length);

#endif
