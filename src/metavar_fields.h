/* SPDX-License-Identifier: ISC */
/* The meta-variables HTTP_*, made of the request's fields. */
#ifndef METAVAR_FIELDS_H
#define METAVAR_FIELDS_H

#include "environment.h"
#include "exchange.h"

/* Adds HTTP_* for each field of the request that scripts may see (RFC 3875
 * section 4.1.18); metavar.h says which. */
void metavar_put_fields(struct environment *e, const struct exchange *x);

#endif
