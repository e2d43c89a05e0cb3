/* SPDX-License-Identifier: ISC */
#include "resolve.h"

#include "virtual_host.h"

static struct refusal
check_credentials(struct exchange *x, struct bytes path)
{
	return credentials_check(&x->credentials, &x->request, path, &x->user);
}

/* An index page may need a password that its directory does not. */
static struct refusal
check_index(struct exchange *x)
{
	const struct target *t = &x->target;
	bool is_index = !t->program && t->path.len >= x->uri.path.len &&
	    (t->kind == TARGET_FILE || t->kind == TARGET_SCRIPT);

	return is_index ? check_credentials(x, target_rooted_path(t))
			: NO_OBJECTION;
}

struct refusal
resolve_target(struct exchange *x)
{
	struct refusal refusal = check_credentials(x, x->uri.path);

	if (!refusal.status)
		refusal = target_resolve(
		    x->options, &x->beneath, &x->uri, &x->target);
	return refusal.status ? refusal : check_index(x);
}

void
resolve_drop_content(struct exchange *x)
{
	if (x->request.method != METHOD_HEAD)
		x->request.method = METHOD_GET;
	x->request.content_length = -1;
	x->request.chunked = false;
}

struct refusal
resolve_turn_to(struct exchange *x, struct bytes location)
{
	resolve_drop_content(x);
	if (!bytes_start_with(location, BYTES("/")))
		return refuse(STATUS_BAD_GATEWAY, "not a path below the root");
	return exchange_parse_uri(x, location, &x->uri);
}

/* Checks the method for a target that is not a script. */
static struct refusal
check_method(const struct exchange *x)
{
	switch (x->request.method) {
	case METHOD_GET:
	case METHOD_HEAD:
	case METHOD_OPTIONS:
		return NO_OBJECTION;
	case METHOD_POST:
		return refuse_saying(STATUS_NOT_IMPLEMENTED, MESSAGE_NO_POST,
		    "POST to something that is no script");
	case METHOD_PUT:
	case METHOD_DELETE:
	case METHOD_PATCH:
		return refuse(STATUS_METHOD_NOT_ALLOWED,
		    "only scripts may be written to");
	case METHOD_TRACE:
	case METHOD_CONNECT:
		return refuse(
		    STATUS_NOT_IMPLEMENTED, "the method is not supported");
	case METHOD_EXTENSION:
	case METHOD_UNKNOWN:
		break;
	}
	return refuse_saying(
	    STATUS_NOT_IMPLEMENTED, MESSAGE_NO_METHOD, "an unknown method");
}

/* RFC 9112 sections 3.2.3 and 3.2.4: two forms are each for one method only. */
static struct refusal
check_form(const struct exchange *x)
{
	bool wrong = (x->uri.form == URI_AUTHORITY &&
			 x->request.method != METHOD_CONNECT) ||
	    (x->uri.form == URI_ASTERISK &&
		x->request.method != METHOD_OPTIONS);

	return wrong ? refuse(STATUS_BAD_REQUEST,
			   "the form of the request-target is not for the "
			   "method")
		     : NO_OBJECTION;
}

/* No script is asked about these: TRACE is about how the request came here, and
 * CONNECT is for proxies (RFC 9110 sections 9.3.8 and 9.3.6). */
static bool
is_supported(const struct exchange *x)
{
	return x->request.method != METHOD_TRACE &&
	    x->request.method != METHOD_CONNECT && x->uri.form != URI_AUTHORITY;
}

struct refusal
resolve_request(struct exchange *x)
{
	struct refusal refusal =
	    exchange_parse_uri(x, x->request.target, &x->uri);
	struct refusal objection = check_method(x);

	if (!refusal.status)
		refusal = check_form(x);
	if (refusal.status)
		return refusal;
	if (x->uri.form == URI_ABSOLUTE)
		request_set_host(&x->request, x->uri.authority);
	if (!is_supported(x))
		return objection;
	if (x->uri.form == URI_ASTERISK)
		return NO_OBJECTION;
	if (x->options->virtual_hosts)
		refusal = virtual_host_select(x);
	if (!refusal.status)
		refusal = resolve_target(x);
	if (refusal.status == STATUS_UNAUTHORIZED || x->target.for_scripts)
		return refusal;
	return objection.status ? objection : refusal;
}
