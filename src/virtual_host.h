/* SPDX-License-Identifier: ISC */
/* Several sites below one root, chosen by the name that the client used. */
#ifndef VIRTUAL_HOST_H
#define VIRTUAL_HOST_H

#include "exchange.h"

/*
 * Makes x->beneath the directory of the host that x's request is directed to,
 * and x->host_directory its name: ROOT/host.name, in lower case and without the
 * port or a dot at the end; ROOT/default when there is no such directory, or it
 * is a directory of scripts, or the request names no host or an address in
 * brackets. A name with octets other than letters, digits, "-", "_" and single
 * dots between them always means ROOT/default.
 *
 * Refuses with 404 when there is neither.
 */
must_check struct refusal virtual_host_select(struct exchange *x);

#endif
