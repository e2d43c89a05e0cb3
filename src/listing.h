/* SPDX-License-Identifier: ISC */
/* Answers with a directory's listing. */
#ifndef LISTING_H
#define LISTING_H

#include "exchange.h"

/*
 * Answers x->request with the names in the directory that x->target has open:
 * as a page in CGIHTTPServer's form (sorted, `name/` for directories, `name@`
 * for symbolic links), or as JSON when the query has a parameter "json" or
 * Accept prefers application/json to text/html. The query may also have
 * sort=name, size or date and order=asc or desc; anything else in it is
 * ignored. Answers 304 when the request's preconditions ask for that. Refuses,
 * with nothing sent: 412 when a precondition is false, as directory_read does
 * when the directory cannot be read.
 */
must_check struct refusal listing_serve(struct exchange *x);

#endif
