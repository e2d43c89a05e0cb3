/* SPDX-License-Identifier: ISC */
/* The answer that is a file (RFC 9110 sections 8, 13 and 14). */
#ifndef FILE_H
#define FILE_H

#include "exchange.h"

/* Answers x->request with the file that x->target has open: the whole, ranges
 * of it, or that it has not changed. Returns a refusal when nothing was sent. A
 * file that ends before the length that was announced ends the connection by a
 * reset. */
must_check struct refusal file_serve(struct exchange *x);

/* Answers with the file under another status, whole and unconditionally: an
 * error page. */
must_check struct refusal file_serve_as(struct exchange *x, unsigned status);

#endif
