/* SPDX-License-Identifier: ISC */
/* The answer that is a directory's listing. */
#ifndef LISTING_H
#define LISTING_H

#include "exchange.h"

/*
 * Answers x->request with the names in the directory that x->target has open:
 * as a page in CGIHTTPServer's form (sorted, `name/` for directories, `name@`
 * for symbolic links), or as JSON when the query has "json" in it or Accept
 * likes application/json better than text/html. The query may also say
 * sort=name, size or date and order=asc or desc; whatever else it says is
 * passed over. Returns a refusal when nothing was sent.
 */
must_check struct refusal listing_serve(struct exchange *x);

#endif
