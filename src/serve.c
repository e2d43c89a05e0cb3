/* SPDX-License-Identifier: ISC */
#include "serve.h"

#include <poll.h>

#include "await.h"
#include "clock.h"
#include "error_page.h"
#include "file.h"
#include "listing.h"
#include "log.h"
#include "proxy.h"
#include "resolve.h"
#include "response.h"
#include "script.h"
#include "send_file.h"

/* Octets up to which a sandbox would be more than a twentieth of the work. */
enum { FILE_SHORT_MAX = 1 << 20 };

#define ALLOW_FILE BYTES("Allow: GET, HEAD, OPTIONS\r\n")
#define ALLOW_ANY \
	BYTES("Allow: GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS\r\n")

static struct refusal answer(struct exchange *x);
static struct refusal become_script(struct exchange *x);

enum sandbox_answer
serve_duration(const struct target *t)
{
	switch (t->kind) {
	case TARGET_FILE:
		return t->st.st_size > FILE_SHORT_MAX ? SANDBOX_LONG
						      : SANDBOX_SHORT;
	case TARGET_REDIRECT:
		return SANDBOX_SHORT;
	case TARGET_DIRECTORY:
	case TARGET_SCRIPT:
		break;
	}
	return SANDBOX_LONG;
}

/* A refusal may lead to a script, as the error's page; a page that fails leads
 * to no other one. */
static void
plan_answer(struct exchange *x)
{
	bool certain = !x->options->error_pages || x->error.status;

	/* A relay in its sandbox could not open anything. */
	sandbox_plan(&x->sandbox, serve_duration(&x->target),
	    certain && !x->sandbox.beside_script);
}

/* ------------------------------------------------------------ error pages */

/* Answers with the error's page, or with what a script that is the page
 * redirects to: neither changes the status. */
static struct refusal
answer_as_error(struct exchange *x)
{
	switch (x->target.kind) {
	case TARGET_FILE:
		plan_answer(x);
		return file_serve_as(x, x->error.status);
	case TARGET_SCRIPT:
		return become_script(x);
	case TARGET_DIRECTORY:
	case TARGET_REDIRECT:
		break;
	}
	return refuse(STATUS_INTERNAL_SERVER_ERROR, "it leads to a directory");
}

/* What a script said goes with the file that it named, and with no other
 * answer. */
static void
drop_file_fields(struct exchange *x)
{
	x->file_fields = x->file_type = NO_BYTES;
}

/* The page of --error-pages has failed: answers without it. */
static void
answer_without_page(struct exchange *x, struct refusal refusal)
{
	drop_file_fields(x);
	log_message(LOG_ERR, "the page for %d (request %s) failed: %s",
	    (int)x->error.status, x->id, refusal.cause);
	x->uri = x->error_uri;
	response_error(x, x->error);
}

/* Sets the field that goes with a status: Allow and WWW-Authenticate have to
 * (RFC 9110 section 15.5). */
static void
add_field(struct exchange *x, unsigned status)
{
	struct buffer field = BUFFER(x->field_space);

	_Static_assert(sizeof x->field_space >= OPTION_REALM_MAX + 64,
	    "the field for 401 fits");
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
	x->script_text = 0; /* what the uri borrows from stays */
	drop_file_fields(x);
	add_field(x, refusal.status);
	if (!error_page_find(x)) {
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

/* The script that gave this Location is gone: the Location takes the place of
 * all that was written for the script. */
static struct bytes
keep_location(struct exchange *x, struct bytes location)
{
	char *at = x->text.at + x->script_text;

	memmove(at, location.at, location.len);
	x->text.len = x->script_text + location.len;
	x->target.script_name = NO_BYTES;
	return (struct bytes){ at, location.len };
}

/* Parses the Location twice: as long as it may be refused, what the log says of
 * its script must be kept. */
static struct refusal
turn_to(struct exchange *x, struct bytes location)
{
	struct refusal refusal = resolve_turn_to(x, location);

	return refusal.status ? refusal
			      : resolve_turn_to(x, keep_location(x, location));
}

/* Follows a local redirect: it is resolved like a request from a client. */
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
		answer_or_refuse(x, resolve_target(x));
}

/* Ends every exchange, whichever process answered it. */
static void
end(struct exchange *x)
{
	if (x->connection.broken && !x->cause)
		x->cause = "the client went away or was too slow";
	connection_close(&x->connection);
	exchange_log(x);
}

/* What the sibling beside a script does until it exits. */
static int
run_beside_script(void *argument)
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
		answer_or_refuse(x, send_file_find(r));
		break;
	}
	end(x);
	relay_outlive(r);
	return 0;
}

/* The life of the sibling beside a raw script that is bound by more than the
 * server, or need not read all of the content: it answers when there is no
 * script, and else ends the connection after it. */
static int
answer_unless_executed(void *argument)
{
	struct relay *r = argument;
	struct refusal refusal = relay_await_exec(r);

	if (!refusal.status) {
		if (r->life.pidfd < 0)
			return 0;
		(void)await(r->life.pidfd, POLLIN, CLOCK_NEVER);
		r->x->connection.unread = true;
		connection_close(&r->x->connection);
		return 0;
	}
	refusal = script_take_back(r->x, refusal);
	if (refusal.status)
		answer_refusal(r->x, refusal);
	end(r->x);
	return 0;
}

/* What one script takes, with the small parts together. Not on the stack: it is
 * large, and most of it is never touched. */
struct script_place {
	struct sibling_stack stack; /* used from its end */
	struct script script;
	struct relay relay; /* its large parts are last */
};

/* Returns only when no script was started. By local redirects several scripts
 * may run in turn: the relay beside one becomes the next, whose own relay must
 * not run on the same stack. */
static struct refusal
become_script(struct exchange *x)
{
	static _Alignas(4096) struct script_place places[2];
	struct script_place *place = &places[x->scripts & 1];
	struct relay *relay = &place->relay;
	struct script *script = &place->script;
	bool raw = script_is_raw(x);
	struct refusal refusal;

	if (x->scripts)
		relay_make_way(&places[(x->scripts - 1) & 1].relay);
	x->scripts++;
	if (!x->script_text)
		x->script_text = x->text.len;
	memset(relay, 0, offsetof(struct relay, header));
	relay->x = x;
	refusal = content_prepare(x, raw, &relay->content);
	if (!refusal.status)
		refusal = script_prepare(x, relay->content.length, script);
	if (refusal.status)
		return refusal;
	relay->root = script->root;
	if (raw)
		return script_exec_raw(
		    script, relay, answer_unless_executed, &place->stack);
	return script_exec_relayed(
	    script, relay, run_beside_script, &place->stack);
}

/* ------------------------------------------------------------------ kinds */

static struct refusal
answer(struct exchange *x)
{
	if (x->error.status)
		return answer_as_error(x);
	switch (x->target.kind) {
	case TARGET_FILE:
		plan_answer(x);
		return file_serve(x);
	case TARGET_DIRECTORY:
		plan_answer(x);
		return listing_serve(x);
	case TARGET_REDIRECT:
		return response_add_slash(x);
	case TARGET_SCRIPT:
		break;
	}
	return become_script(x);
}

static void
answer_request(struct exchange *x)
{
	struct refusal refusal = resolve_request(x);
	bool options = x->request.method == METHOD_OPTIONS;

	if (x->request.chunked || x->request.content_length > 0)
		x->connection.unread = true;
	if (!refusal.status && x->uri.form == URI_ASTERISK)
		response_options(x, ALLOW_ANY);
	else if (!refusal.status && options && !x->target.for_scripts)
		response_options(x, ALLOW_FILE);
	else
		answer_or_refuse(x, refusal);
}

/* The client is gone and its address is unknown: there is no one to answer, and
 * no script may run. */
static void
leave_unanswered(struct exchange *x)
{
	x->connection.broken = true;
	x->status = STATUS_BAD_REQUEST;
	x->cause = "the client had reset the connection before it was served";
}

void
serve(struct exchange *x)
{
	struct connection *c = &x->connection;
	struct bytes header = NO_BYTES;
	struct refusal refusal;
	bool is_known;
	int64_t deadline = x->accepted + x->options->header_time * 1000;

	x->request.content_length = -1;
	x->target.fd = -1;
	pace_begin(&c->pace, x->options->send_time, x->options->min_rate);
	if (x->options->no_cgi)
		sandbox_enter(&x->sandbox);
	if (x->options->proxy_protocol && !proxy_admit(x, deadline))
		return;
	is_known = peer_find(c->in, x->one_shot, &x->proxy, &x->peer);
	refusal = connection_read_header(c, &x->text, deadline, &header);
	if (!refusal.status && !header.at)
		return; /* the client only tested whether a server is there */
	exchange_begin(x);
	if (!refusal.status)
		refusal = exchange_parse_request(x, header);
	if (!is_known) {
		leave_unanswered(x);
	} else if (refusal.status) {
		c->unread = true;
		answer_refusal(x, refusal);
	} else {
		answer_request(x);
	}
	end(x);
}
