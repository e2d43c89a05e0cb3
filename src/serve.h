/* SPDX-License-Identifier: ISC */
/* The story of one request and its response. */
#ifndef SERVE_H
#define SERVE_H

#include "exchange.h"

enum {
	LOCAL_REDIRECTS_MAX = 10,
	/* For one request: the first, those that redirects lead to, and the
	 * page of an error. */
	SERVE_SCRIPTS_MAX = 1 + LOCAL_REDIRECTS_MAX + 1,
};

/*
 * Reads the request of x->connection and answers it. The caller has set
 * `options`, `connection`, `beneath`, `credentials`, `one_shot`, `reports`,
 * `accepted` and `text` of *x, and `sandbox`, `script_rules` and `told_end`
 * where there are any; the rest is zero.
 *
 * Does not return when a script is started: this process becomes it. Otherwise
 * returns when the connection has ended and the log record is written. There is
 * no record when the client ended without a word or proxy_admit refused it.
 */
void serve(struct exchange *x);

/* How long an answer with that target takes; for a script, its relay's. */
enum sandbox_answer serve_duration(const struct target *t);

#endif
