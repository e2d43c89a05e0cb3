/* SPDX-License-Identifier: ISC */
/* One request, one response: the story. */
#ifndef SERVE_H
#define SERVE_H

#include "exchange.h"

/*
 * Reads the request of x->connection and answers it. x->options, connection,
 * beneath, one_shot and reports are set, the rest is zero. A script does not
 * come back: this process becomes it. Otherwise returns when the connection
 * has ended and the log record is written.
 */
void serve(struct exchange *x);

/* How long the answer with that target takes; with a script, its relay's. */
enum sandbox_answer serve_sandbox(const struct target *t);

#endif
