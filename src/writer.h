/* SPDX-License-Identifier: ISC */
/*
 * Writes the answer where that is a file or a terminal (`cgihttpd <request
 * >answer`). Whoever started us takes our end for the answer's; but the process
 * that serves becomes the script, and the relay beside it has words left when
 * that has ended. So another process stays until there is no more.
 */
#ifndef WRITER_H
#define WRITER_H

#include "attr.h"
#include "identity.h"

/*
 * Where the end of what is written to `out` can be seen (a pipe, a socket) there
 * is nothing to do. Else returns in a child, whose `out` is a pipe to the
 * caller; the caller writes what comes through it, as the user who serves, and
 * ends as the child does: with EX_IOERR, and a message, when writing fails.
 * False after a message when there can be no child.
 */
must_check bool writer_begin(
    int out, const struct identity *identity, bool new_privileges);

#endif
