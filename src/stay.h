/* SPDX-License-Identifier: ISC */
/*
 * Processes that stay until an answer is whole. The process that serves becomes
 * the script, and the relay beside that has words left when it has ended: where
 * its end would be taken for theirs, a child of it serves instead.
 */
#ifndef STAY_H
#define STAY_H

#include "attr.h"
#include "identity.h"

/*
 * For PID 1, whose end is that of everybody in its PID name space
 * (pid_namespaces(7)). Returns in a child; the caller stays until all have
 * gone, or SIGTERM comes, and ends as the child did. Returns in the caller when
 * there can be no child: to serve without one is better than not at all.
 */
void stay_as_init(struct identity *identity, bool new_privileges);

/*
 * For an answer to a file or a terminal (`cgihttpd <request >answer`). Where
 * the end of what is written to `out` can be seen (a pipe, a socket) there is
 * nothing to do. Else returns in a child, whose `out` is a pipe to the caller;
 * the caller writes what comes through it, as the user who serves, and ends as
 * the child does: with EX_IOERR, and a message, when writing fails. False after
 * a message when there can be no child.
 */
must_check bool stay_as_writer(
    int out, const struct identity *identity, bool new_privileges);

#endif
