/* SPDX-License-Identifier: ISC */
/*
 * What a request asks for, and whether it may: target, host, password, method.
 * Sends nothing.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "exchange.h"

/*
 * Resolves x->request into x->uri and x->target, the virtual host and the
 * user included. Refuses what any of them refuses; with 501 POST to what is no
 * script, whether that is there or not (the seed's order), 405 other methods
 * that would write, 501 TRACE and CONNECT, 400 a form of the target that is
 * not for the method.
 */
must_check struct refusal resolve_request(struct exchange *x);

/*
 * Makes x a request for `location`, a path with a query, with GET (or HEAD, if
 * it was that) and without content (RFC 3875 section 6.2.2). Refuses what is no
 * such path.
 */
must_check struct refusal resolve_turn_to(
    struct exchange *x, struct bytes location);

/* Finds the target of x->uri; asks for a password where one is wanted. */
must_check struct refusal resolve_target(struct exchange *x);

/* From now on this is a request with GET, or HEAD, and without content. */
void resolve_drop_content(struct exchange *x);

#endif
