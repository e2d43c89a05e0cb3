/* SPDX-License-Identifier: ISC */
/*
 * Decodes chunked content into something seekable whose length is known: in
 * memory up to 1 MiB, beyond that an unlinked file in $TMPDIR, on whose file
 * system some space is kept free.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "exchange.h"

/*
 * Reads x's chunked content to its end. *ret_fd is positioned at the beginning
 * of the decoded content, *ret_length is its octets.
 *
 * Refuses with 413 above --max-content, 400 for a coding that is not valid or
 * ends early, 408 when it stalls, 507 when there is no room, and as
 * system_refusal does when no file can be made in $TMPDIR, after a message that
 * names it, or when it cannot be read again.
 */
must_check struct refusal spool_content(
    struct exchange *x, int *ret_fd, int64_t *ret_length);

#endif
