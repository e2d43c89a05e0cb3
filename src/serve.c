/* SPDX-License-Identifier: ISC */
#include "serve.h"

#include <unistd.h>

#include "file.h"
#include "listing.h"
#include "log.h"
#include "response.h"
#include "script.h"
#include "virtual_host.h"

enum { LOCAL_REDIRECTS_MAX = 10 };

#define ALLOW_FILE BYTES("Allow: GET, HEAD, OPTIONS\r\n")
#define ALLOW_ANY \
	BYTES("Allow: GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS\r\n")

static struct refusal answer(struct exchange *x);
static struct refusal become_script(struct exchange *x);

/* -------------------------------------------------------------- resolving */

static struct refusal
check_credentials(struct exchange *x, struct bytes path)
{
	return credentials_check(&x->credentials, &x->request, path, &x->user);
}

/* The page that answers for a directory may ask for more than that does. */
static struct refusal
check_index(struct exchange *x)
{
	struct bytes path = { x->target.space, x->target.path.len + 1 };
	bool is_index = !x->target.program && path.len > x->uri.path.len &&
	    (x->target.kind == TARGET_FILE || x->target.kind == TARGET_SCRIPT);

	return is_index ? check_credentials(x, path) : NO_OBJECTION;
}

/* Where the target leads, for a request of the client's or a script's. */
static struct refusal
find_target(struct exchange *x)
{
	struct refusal refusal = check_credentials(x, x->uri.path);

	if (!refusal.status)
		refusal = target_resolve(
		    x->options, &x->beneath, &x->uri, &x->target);
	return refusal.status ? refusal : check_index(x);
}

/* From now on this is a request with GET and without content (RFC 3875 section
 * 6.2.2). */
static void
drop_content(struct exchange *x)
{
	if (x->request.method != METHOD_HEAD) {
		x->request.method = METHOD_GET;
		x->request.method_name = BYTES("GET");
	}
	x->request.content_length = -1;
	x->request.chunked = false;
}

/* ... and for `location`. */
static struct refusal
turn_to(struct exchange *x, struct bytes location)
{
	struct bytes authority = x->uri.authority;
	char *space = x->error.status ? x->page_space : x->path_space;
	struct refusal refusal;

	drop_content(x);
	if (!bytes_start_with(location, BYTES("/")))
		return refuse(STATUS_BAD_GATEWAY, "not a path below the root");
	refusal = uri_parse(location, space, URI_PATH_SIZE, &x->uri);
	x->uri.authority = authority;
	return refusal;
}

/* ------------------------------------------------------------ error pages */

/* The path of DIR/404.html, or DIR/404.cgi, of --error-pages. */
static bool
parse_page_path(struct exchange *x, const char *suffix, struct uri *ret_uri)
{
	/* Not on the stack: the uri borrows from it. */
	static char space[URI_PATH_SIZE];
	struct buffer path = BUFFER(space);

	buffer_put_char(&path, '/');
	buffer_put_uri_path(&path, bytes_of(x->options->error_pages));
	buffer_put_char(&path, '/');
	buffer_put_number(&path, x->error.status);
	buffer_put_string(&path, suffix);
	if (path.full ||
	    uri_parse(buffer_bytes(&path), x->page_space, sizeof x->page_space,
		ret_uri)
		.status)
		return false;
	ret_uri->authority = x->uri.authority;
	return true;
}

/* Makes it the target, and this a request for it. When it cannot be, nothing
 * has changed that an answer without it looks at. */
static bool
find_error_page(struct exchange *x, const char *suffix)
{
	bool for_scripts = x->target.for_scripts;
	struct bytes script_name = x->target.script_name;
	struct uri uri;

	if (parse_page_path(x, suffix, &uri) &&
	    !target_resolve(x->options, &x->beneath, &uri, &x->target).status &&
	    (x->target.kind == TARGET_FILE ||
		x->target.kind == TARGET_SCRIPT)) {
		drop_content(x);
		x->uri = uri;
		return true;
	}
	x->target.for_scripts = for_scripts;
	x->target.script_name = script_name;
	return false;
}

/* A page, or what a script that is one redirects to: it does not change the
 * status. */
static struct refusal
answer_as_error(struct exchange *x)
{
	switch (x->target.kind) {
	case TARGET_FILE:
		return file_serve_as(x, x->error.status);
	case TARGET_SCRIPT:
		return become_script(x);
	case TARGET_DIRECTORY:
	case TARGET_REDIRECT:
		break;
	}
	return refuse(STATUS_INTERNAL_SERVER_ERROR, "it leads to a directory");
}

/* The page of --error-pages has a fault of its own: without it, then. */
static void
answer_without_page(struct exchange *x, struct refusal refusal)
{
	log_message(LOG_ERR, "the page for %d (request %s) failed: %s",
	    (int)x->error.status, x->id, refusal.cause);
	x->uri = x->error_uri;
	response_error(x, x->error);
}

/* The field that a status must bring along (RFC 9110 section 15.5). */
static void
add_field(struct exchange *x, unsigned status)
{
	struct buffer field = BUFFER(x->field_space);

	if (status == STATUS_METHOD_NOT_ALLOWED) {
		x->field = ALLOW_FILE;
	} else if (status == STATUS_SERVICE_UNAVAILABLE) {
		x->field = BYTES("Retry-After: 1\r\n");
	} else if (status == STATUS_UNAUTHORIZED) {
		buffer_put_string(&field, "WWW-Authenticate: Basic realm=\"");
		buffer_put_string(&field, x->options->realm);
		buffer_put_string(&field, "\", charset=\"UTF-8\"\r\n");
		x->field = buffer_bytes(&field);
	}
}

static void
answer_refusal(struct exchange *x, struct refusal refusal)
{
	if (x->error.status) {
		answer_without_page(x, refusal);
		return;
	}
	x->cause = refusal.cause;
	x->error = refusal;
	x->error_uri = x->uri;
	add_field(x, refusal.status);
	if (!x->options->error_pages ||
	    (!find_error_page(x, ".html") && !find_error_page(x, ".cgi"))) {
		response_error(x, refusal);
		return;
	}
	refusal = answer_as_error(x);
	if (refusal.status)
		answer_without_page(x, refusal);
}

static void
answer_or_refuse(struct exchange *x, struct refusal refusal)
{
	if (!refusal.status)
		refusal = answer(x);
	if (refusal.status)
		answer_refusal(x, refusal);
}

/* ---------------------------------------------------------------- scripts */

static struct refusal
bad_location(const char *cause)
{
	return refuse(STATUS_BAD_GATEWAY, cause);
}

/* A local redirect: resolved like a request from outside. */
static void
follow(struct exchange *x, struct bytes location)
{
	if (++x->redirects > LOCAL_REDIRECTS_MAX)
		answer_refusal(x,
		    bad_location(
			"the scripts' local redirects lead in a circle"));
	else if (turn_to(x, location).status)
		answer_refusal(
		    x, bad_location("the script's Location is no valid path"));
	else
		answer_or_refuse(x, find_target(x));
}

/* The file that a script names instead of writing it: below the root, and
 * with all that files have, ranges and conditions. The script decided who may
 * have it; no password is asked for again. */
static void
send_file(struct exchange *x, struct bytes path)
{
	struct refusal refusal = turn_to(x, path);

	if (!refusal.status)
		refusal = target_resolve(
		    x->options, &x->beneath, &x->uri, &x->target);
	if (refusal.status || x->target.kind != TARGET_FILE)
		refusal = bad_location("the script's X-Sendfile names no file");
	answer_or_refuse(x, refusal);
}

/* The end of every exchange, whoever answered it. */
static void
end(struct exchange *x)
{
	connection_close(x->connection);
	exchange_log(x);
}

/* The life of the sibling beside a script. */
static int
stand_beside(void *argument)
{
	struct relay *r = argument;
	struct exchange *x = r->x;

	relay_begin(r);
	switch (relay_run(r)) {
	case RELAY_ANSWERED:
		break;
	case RELAY_REFUSED:
		answer_refusal(x, r->refusal);
		break;
	case RELAY_REDIRECTED:
		follow(x, r->header.location);
		break;
	case RELAY_SEND_FILE:
		send_file(x, r->header.send_file);
		break;
	}
	end(x);
	relay_outlive(r);
	return 0;
}

/* Does not come back, unless nothing was started. One script after another
 * may run, by local redirects: the relay beside one becomes the next one, on
 * whose stack its relay must not run. */
static struct refusal
become_script(struct exchange *x)
{
	/* Not on the stack: large, and mostly never touched. */
	static struct script script;
	static struct relay relays[2];
	static struct sibling_stack stacks[2];
	static unsigned turn;
	unsigned which = turn++ & 1;
	struct relay *relay = &relays[which];
	bool raw = script_is_raw(x);
	struct refusal refusal;

	memset(relay, 0, offsetof(struct relay, header));
	relay->x = x;
	refusal = content_prepare(x, raw, &relay->content);
	if (!refusal.status)
		refusal = script_prepare(x, relay->content.length, &script);
	if (refusal.status)
		return refusal;
	if (raw)
		return script_exec_raw(x, &script, relay->content.source);
	return script_exec_relayed(
	    &script, relay, stand_beside, &stacks[which]);
}

/* ------------------------------------------------------------------ kinds */

static struct refusal
answer(struct exchange *x)
{
	if (x->error.status)
		return answer_as_error(x);
	switch (x->target.kind) {
	case TARGET_FILE:
		return file_serve(x);
	case TARGET_DIRECTORY:
		listing_serve(x);
		return NO_OBJECTION;
	case TARGET_REDIRECT:
		return response_add_slash(x);
	case TARGET_SCRIPT:
		break;
	}
	return become_script(x);
}

/* What may be done with a target that is no script. */
static struct refusal
check_method(const struct exchange *x)
{
	switch (x->request.method) {
	case METHOD_GET:
	case METHOD_HEAD:
	case METHOD_OPTIONS:
		return NO_OBJECTION;
	case METHOD_POST:
		return refuse_saying(STATUS_NOT_IMPLEMENTED,
		    "Can only POST to CGI scripts",
		    "POST to something that is no script");
	case METHOD_PUT:
	case METHOD_DELETE:
	case METHOD_PATCH:
		return refuse(STATUS_METHOD_NOT_ALLOWED,
		    "only scripts may be written to");
	case METHOD_TRACE:
	case METHOD_CONNECT:
	case METHOD_UNKNOWN:
		break;
	}
	return refuse(STATUS_NOT_IMPLEMENTED, "the method is not supported");
}

/* RFC 9112 sections 3.2.3 and 3.2.4: two forms are for one method each. */
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

static bool
is_supported(const struct exchange *x)
{
	return x->request.method != METHOD_TRACE &&
	    x->request.method != METHOD_CONNECT && x->uri.form != URI_AUTHORITY;
}

/* Resolves and checks; the order of objections is the seed's: POST to what is
 * no script is 501, whether that is there or not. */
struct refusal
serve_resolve(struct exchange *x)
{
	struct refusal refusal = uri_parse(
	    x->request.target, x->path_space, sizeof x->path_space, &x->uri);
	struct refusal objection = check_method(x);

	if (!refusal.status)
		refusal = check_form(x);
	if (refusal.status)
		return refusal;
	if (!is_supported(x))
		return objection;
	if (x->uri.form == URI_ASTERISK)
		return NO_OBJECTION;
	if (x->options->virtual_hosts)
		refusal = virtual_host_select(x);
	if (!refusal.status)
		refusal = find_target(x);
	if (refusal.status == STATUS_UNAUTHORIZED || x->target.for_scripts)
		return refusal;
	return objection.status ? objection : refusal;
}

static void
answer_request(struct exchange *x)
{
	struct refusal refusal = serve_resolve(x);
	bool options = x->request.method == METHOD_OPTIONS;

	if (x->request.chunked || x->request.content_length > 0)
		x->connection->unread = true;
	if (!refusal.status && x->uri.form == URI_ASTERISK)
		response_options(x, ALLOW_ANY);
	else if (!refusal.status && options && !x->target.for_scripts)
		response_options(x, ALLOW_FILE);
	else
		answer_or_refuse(x, refusal);
}

void
serve(struct exchange *x)
{
	struct connection *c = x->connection;
	struct bytes header = NO_BYTES;
	struct refusal refusal;

	x->request.content_length = -1;
	x->target.fd = -1;
	c->send_time = x->options->send_time * 1000;
	refusal = connection_read_header(
	    c, x->accepted + x->options->header_time * 1000, &header);
	if (!refusal.status && !header.at)
		return; /* somebody only looked whether we are there */
	exchange_begin(x);
	peer_find(c->in, x->one_shot, &x->peer);
	if (!refusal.status)
		refusal = request_parse(header, &x->request);
	if (refusal.status) {
		c->unread = true;
		answer_refusal(x, refusal);
	} else {
		answer_request(x);
	}
	end(x);
}
