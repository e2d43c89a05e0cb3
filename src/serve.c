/* SPDX-License-Identifier: ISC */
#include "serve.h"

#include <unistd.h>

#include "file.h"
#include "listing.h"
#include "log.h"
#include "response.h"
#include "script.h"

enum { LOCAL_REDIRECTS_MAX = 10 };

#define ALLOW_FILE   BYTES("GET, HEAD, OPTIONS")
#define ALLOW_SERVER BYTES("GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS")

static void answer(struct exchange *x);

static void
answer_refusal(struct exchange *x, struct refusal refusal)
{
	bool not_allowed = refusal.status == STATUS_METHOD_NOT_ALLOWED;

	response_error(x, refusal,
	    not_allowed ? BYTES("Allow: GET, HEAD, OPTIONS\r\n") : NO_BYTES);
}

/* The end of every exchange, whoever answered it. */
static void
end(struct exchange *x)
{
	connection_close(x->connection);
	exchange_log(x);
}

/* ---------------------------------------------------------------- scripts */

/* RFC 3875 section 6.2.2: as if the client had asked for that with GET, and
 * without content. */
static struct refusal
follow(struct exchange *x, struct bytes location)
{
	struct refusal refusal;

	if (++x->redirects > LOCAL_REDIRECTS_MAX)
		return refuse(STATUS_BAD_GATEWAY,
		    "the scripts' local redirects lead in a circle");
	if (x->request.method != METHOD_HEAD) {
		x->request.method = METHOD_GET;
		x->request.method_name = BYTES("GET");
	}
	x->request.content_length = -1;
	x->request.chunked = false;
	refusal =
	    uri_parse(location, x->path_space, sizeof x->path_space, &x->uri);
	if (refusal.status)
		return refuse(STATUS_BAD_GATEWAY,
		    "the script's Location is no valid path");
	return target_resolve(x->options, &x->beneath, &x->uri, &x->target);
}

static void
answer_or_refuse(struct exchange *x, struct refusal refusal)
{
	if (refusal.status)
		answer_refusal(x, refusal);
	else
		answer(x);
}

/* The file that a script names instead of writing it: below the root, and
 * with all that files have: ranges, conditions. */
static void
send_file(struct exchange *x, struct bytes path)
{
	struct refusal refusal = follow(x, path);

	if (!refusal.status && x->target.kind != TARGET_FILE)
		refusal = refuse(STATUS_BAD_GATEWAY,
		    "the script's X-Sendfile names no file");
	if (refusal.status)
		answer_refusal(x, refusal);
	else
		file_serve(x);
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
		answer_or_refuse(x, follow(x, r->header.location));
		break;
	case RELAY_SEND_FILE:
		send_file(x, r->header.send_file);
		break;
	}
	end(x);
	relay_outlive(r);
	return 0;
}

/* One script after another may run, by local redirects: the relay beside one
 * becomes the next one, on whose stack its relay must not run. */
static struct refusal
become_script(struct exchange *x)
{
	/* Not on the stack: large, and mostly never touched. */
	static struct script script;
	static struct relay relays[2];
	static struct sibling_stack stacks[2];
	struct relay *relay = &relays[x->redirects & 1];
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
	    &script, relay, stand_beside, &stacks[x->redirects & 1]);
}

static void
answer_script(struct exchange *x)
{
	struct refusal refusal = become_script(x);

	if (refusal.status)
		answer_refusal(x, refusal);
}

/* ------------------------------------------------------------------ kinds */

static void
answer(struct exchange *x)
{
	switch (x->target.kind) {
	case TARGET_FILE:
		file_serve(x);
		break;
	case TARGET_DIRECTORY:
		listing_serve(x);
		break;
	case TARGET_REDIRECT:
		response_add_slash(x);
		break;
	case TARGET_SCRIPT:
		answer_script(x);
		break;
	}
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

/* Resolves and checks; the order of objections is the seed's: POST to what is
 * no script is 501, whether that is there or not. */
static struct refusal
resolve(struct exchange *x)
{
	struct refusal refusal, objection;
	bool neither = x->request.method == METHOD_TRACE ||
	    x->request.method == METHOD_CONNECT;

	refusal = uri_parse(
	    x->request.target, x->path_space, sizeof x->path_space, &x->uri);
	if (refusal.status)
		return refusal;
	if (neither || x->uri.form == URI_AUTHORITY)
		return check_method(x);
	if (x->uri.form == URI_ASTERISK)
		return NO_OBJECTION;
	refusal = target_resolve(x->options, &x->beneath, &x->uri, &x->target);
	objection = check_method(x);
	if (objection.status && !x->target.for_scripts)
		return objection;
	return refusal;
}

static void
answer_request(struct exchange *x)
{
	struct refusal refusal = resolve(x);
	bool options = x->request.method == METHOD_OPTIONS;

	if (x->request.chunked || x->request.content_length > 0)
		x->connection->unread = true;
	if (refusal.status)
		answer_refusal(x, refusal);
	else if (x->uri.form == URI_ASTERISK)
		response_options(x, ALLOW_SERVER);
	else if (options && x->target.kind != TARGET_SCRIPT)
		response_options(x, ALLOW_FILE);
	else
		answer(x);
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
	    c, clock_monotonic_ms() + x->options->header_time * 1000, &header);
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
