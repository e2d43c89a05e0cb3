/* SPDX-License-Identifier: ISC */
/* Answers with a file (RFC 9110 sections 8, 13 and 14). */
#ifndef FILE_H
#define FILE_H

#include "exchange.h"

/*
 * Answers x->request with the file that x->target has open: with the whole,
 * with ranges of it, or with 304. The connection is reset when the file ends
 * before the announced length, or reading it fails.
 *
 * Refuses, with nothing sent: 406 when the client accepts no form of the file,
 * 412 when a precondition is false, 416 when no range begins within the file
 * (x->field then has the Content-Range), 500 when a small file cannot be read
 * to its end.
 */
must_check struct refusal file_serve(struct exchange *x);

/* Answers with the whole file as an error page: with `status`, and without
 * regard to preconditions, ranges and Accept-Encoding's exclusions. Refuses
 * with 500, with nothing sent, when a small file cannot be read to its end. */
must_check struct refusal file_serve_as(struct exchange *x, unsigned status);

#endif
