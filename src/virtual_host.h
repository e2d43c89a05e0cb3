/* SPDX-License-Identifier: ISC */
/* Several sites below one root, chosen by the name that the client used. */
#ifndef VIRTUAL_HOST_H
#define VIRTUAL_HOST_H

#include "exchange.h"

/*
 * Makes x->beneath the directory of the host that x's request is directed to:
 * ROOT/host.name, in lower case and without port or a dot at its end;
 * ROOT/default when there is none of that name, or no name, or one that is an
 * address in brackets. Names with other octets than letters, digits, "-", "_"
 * and single dots between them only ever mean ROOT/default.
 *
 * Refuses with 404 when there is neither.
 */
must_check struct refusal virtual_host_select(struct exchange *x);

#endif
