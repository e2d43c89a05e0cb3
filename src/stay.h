/* SPDX-License-Identifier: ISC */
/*
 * Processes that stay until an answer is complete. The process that serves
 * becomes the script, and the relay beside it may still be sending when the
 * script has ended. Where the script's end would be taken for the end of both,
 * a child of the process serves instead.
 */
#ifndef STAY_H
#define STAY_H

#include "attr.h"
#include "identity.h"

/*
 * For PID 1, whose end is the end of all processes in its PID namespace
 * (pid_namespaces(7)), and for a process whose parent takes its end for the end
 * of the answer. Returns in a child. The caller closes descriptors 0 to 2, `in`
 * and `out`, so that the client sees the others' end of the connection, stays
 * until all processes that come from the child have ended
 * (PR_SET_CHILD_SUBREAPER), and exits: PID 1 as the child did, with 128 plus the
 * signal's number if the child was killed; others with 0. On SIGTERM it exits
 * with 0 at once. Returns in the caller when there can be no child: serving
 * without one is better than not serving.
 */
void stay_as_parent(
    int in, int out, struct identity *identity, bool new_privileges);

/*
 * For an answer to a file or a terminal (`cgihttpd <request >answer`). Where
 * the reader of `out` can see the end of what is written to it (a pipe, a
 * socket), returns true and does nothing. Otherwise returns true in a child,
 * whose `out` is a pipe to the caller. The caller becomes the user who serves,
 * writes what comes through the pipe, and exits as the child does; with
 * EX_NOPERM when it cannot become that user, and with EX_IOERR, after a
 * message, when writing fails. Returns false after a message when there can be
 * no child.
 */
must_check bool stay_as_writer(
    int out, const struct identity *identity, bool new_privileges);

#endif
