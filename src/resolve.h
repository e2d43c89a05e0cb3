/* SPDX-License-Identifier: ISC */
/*
 * Finds out what a request asks for, and whether it may have that: target,
 * host, password, method. Sends nothing.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "exchange.h"

/*
 * Resolves x->request into x->uri and x->target, the virtual host and the user
 * included. Refuses what any of these steps refuses; with 501 POST and
 * extension methods to what is not a script, whether it exists or not
 * (CGIHTTPServer's order), with 405 other methods that would write to it, with
 * 501 TRACE and CONNECT, with 400 a form of the request-target that is not for
 * the method.
 */
must_check struct refusal resolve_request(struct exchange *x);

/*
 * Makes x a request for `location`, a path with a query, by GET (or HEAD, if it
 * was that) and without content (RFC 3875 section 6.2.2). Refuses with 502 what
 * does not begin with a slash, else as exchange_parse_uri does.
 */
must_check struct refusal resolve_turn_to(
    struct exchange *x, struct bytes location);

/* Checks the password, where --auth asks for one, and finds the target of
 * x->uri. Refuses as credentials_check and target_resolve do. */
must_check struct refusal resolve_target(struct exchange *x);

/* Makes x a request by GET (or HEAD, if it was that) and without content. */
void resolve_drop_content(struct exchange *x);

#endif
