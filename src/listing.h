/* SPDX-License-Identifier: ISC */
/* The answer that is a directory's listing. */
#ifndef LISTING_H
#define LISTING_H

#include "exchange.h"

/* Answers x->request with the names in the directory that x->target has
 * open, in CGIHTTPServer's form: sorted, `name/` for directories, `name@` for
 * symbolic links. */
void listing_serve(struct exchange *x);

#endif
