/* SPDX-License-Identifier: ISC */
#include "metavar.h"

#include <unistd.h>

#include "config.h"
#include "metavar_fields.h"

/* With --script-output=follows, error pages included: their scripts are old
 * too. */
static bool
has_old_variables(const struct exchange *x)
{
	return x->options->script_output == SCRIPT_OUTPUT_FOLLOWS;
}

static void
put_joined(struct environment *e, struct bytes name, const char *root,
    struct bytes path)
{
	size_t value = environment_begin(e, name);

	buffer_put_string(&e->space, root);
	buffer_put(&e->space, path);
	environment_end(e, value);
}

static void
put_content_length(struct environment *e, int64_t length)
{
	size_t value;

	if (length < 0)
		return;
	value = environment_begin(e, BYTES("CONTENT_LENGTH"));
	buffer_put_number(&e->space, (uint64_t)length);
	environment_end(e, value);
}

/* SERVER_NAME is the name that the client used for us (RFC 3875 section
 * 4.1.14); without one, our address, in brackets if it is IPv6. */
static void
put_server_name(struct environment *e, const struct exchange *x)
{
	struct bytes host = NO_BYTES, port;
	struct bytes own = bytes_of(x->peer.server_address);
	size_t value;

	if (uri_split_authority(x->request.host, &host, &port) && host.len) {
		environment_put(e, BYTES("SERVER_NAME"), host);
		return;
	}
	value = environment_begin(e, BYTES("SERVER_NAME"));
	if (bytes_find(own, ':') < own.len)
		buffer_put_char(&e->space, '[');
	buffer_put(&e->space, own);
	if (bytes_find(own, ':') < own.len)
		buffer_put_char(&e->space, ']');
	environment_end(e, value);
}

/* REQUEST_URI is the target in origin-form, as the client sent it. */
static void
put_request_uri(struct environment *e, const struct exchange *x)
{
	const struct uri *uri = x->error.status ? &x->error_uri : &x->uri;
	size_t value = environment_begin(e, BYTES("REQUEST_URI"));

	buffer_put(
	    &e->space, uri->raw_path.at ? uri->raw_path : x->request.target);
	if (uri->query.at) {
		buffer_put_char(&e->space, '?');
		buffer_put(&e->space, uri->query);
	}
	environment_end(e, value);
}

/* A script that is an error page is told which error it is for and what the
 * client asked for, in Apache's variables. php-cgi needs REDIRECT_STATUS in any
 * case, as a sign that a server runs it. */
static void
put_redirect(struct environment *e, const struct exchange *x)
{
	size_t value = environment_begin(e, BYTES("REDIRECT_STATUS"));

	buffer_put_number(
	    &e->space, x->error.status ? x->error.status : STATUS_OK);
	environment_end(e, value);
	if (!x->error.status)
		return;
	environment_put_if(e, BYTES("REDIRECT_URL"), x->error_uri.path);
	environment_put_if(
	    e, BYTES("REDIRECT_QUERY_STRING"), x->error_uri.query);
}

static void
put_server(struct environment *e, const struct exchange *x)
{
	const struct peer *peer = &x->peer;

	environment_put(e, BYTES("GATEWAY_INTERFACE"), BYTES("CGI/1.1"));
	environment_put(
	    e, BYTES("SERVER_SOFTWARE"), BYTES("cgihttpd/" VERSION));
	put_server_name(e, x);
	environment_put(e, BYTES("SERVER_PORT"), bytes_of(peer->server_port));
	environment_put(
	    e, BYTES("SERVER_ADDR"), bytes_of(peer->server_address));
	environment_put(e, BYTES("REMOTE_ADDR"), bytes_of(peer->address));
	/* The DNS is not asked: that may block, and the RFC allows this. */
	environment_put(e, BYTES("REMOTE_HOST"), bytes_of(peer->address));
	environment_put_if(e, BYTES("REMOTE_PORT"),
	    peer->port[0] ? bytes_of(peer->port) : NO_BYTES);
	environment_put_if(
	    e, BYTES("HTTPS"), peer->https ? BYTES("on") : NO_BYTES);
	environment_put(e, BYTES("REQUEST_SCHEME"),
	    peer->https ? BYTES("https") : BYTES("http"));
}

/* What a proxy says of the client's TLS, in mod_ssl's variables. */
static void
put_tls(struct environment *e, const struct proxy_header *proxy)
{
	struct bytes verify = BYTES("NONE");

	if (!proxy->tls)
		return;
	if (proxy->certificate)
		verify = proxy->verified ? BYTES("SUCCESS") : BYTES("FAILED");
	environment_put_if(e, BYTES("SSL_PROTOCOL"), proxy->tls_version);
	environment_put_if(e, BYTES("SSL_CIPHER"), proxy->tls_cipher);
	environment_put_if(e, BYTES("SSL_TLS_SNI"), proxy->authority);
	environment_put(e, BYTES("SSL_CLIENT_VERIFY"), verify);
	environment_put_if(e, BYTES("SSL_CLIENT_S_DN_CN"), proxy->common_name);
}

static void
put_request(struct environment *e, const struct exchange *x)
{
	const struct request *request = &x->request;

	environment_put(e, BYTES("REQUEST_METHOD"),
	    request->method == METHOD_EXTENSION
		? request->method_name
		: http_method_name(request->method));
	environment_put(e, BYTES("SERVER_PROTOCOL"),
	    request->minor_version ? BYTES("HTTP/1.1") : BYTES("HTTP/1.0"));
	environment_put(e, BYTES("QUERY_STRING"),
	    x->uri.query.at ? x->uri.query : BYTES(""));
	put_request_uri(e, x);
	/* After a local redirect, and for an error page, the content is not
	 * this script's. */
	if (!x->redirects && !x->error.status)
		environment_put_if(e, BYTES("CONTENT_TYPE"),
		    request_field(request, "Content-Type"));
	environment_put_if(
	    e, BYTES("AUTH_TYPE"), x->user.at ? BYTES("Basic") : NO_BYTES);
	environment_put_if(e, BYTES("REMOTE_USER"), x->user);
	environment_put(e, BYTES("REQUEST_ID"), bytes_of(x->id));
	environment_put(e, BYTES("UNIQUE_ID"),
	    x->proxy.unique_id.at ? x->proxy.unique_id : bytes_of(x->id));
	put_redirect(e, x);
}

static void
put_script(struct environment *e, const struct exchange *x, const char *root,
    const char *file)
{
	const struct target *target = &x->target;
	struct bytes path_info = target->path_info;

	if (!path_info.at && has_old_variables(x))
		path_info = BYTES("");
	environment_put(e, BYTES("SCRIPT_NAME"), target->script_name);
	environment_put(e, BYTES("SCRIPT_FILENAME"), bytes_of(file));
	environment_put(
	    e, BYTES("DOCUMENT_ROOT"), root[0] ? bytes_of(root) : BYTES("/"));
	environment_put_if(e, BYTES("PATH_INFO"), path_info);
	if (path_info.at)
		put_joined(e, BYTES("PATH_TRANSLATED"), root, path_info);
}

/* ------------------------------------------------------- our own variables */

static bool
is_passed(const struct options *options, struct bytes name)
{
	static const char always[][6] = { "TZ", "LANG", "PATH" };

	for (size_t i = 0; i < lengthof(always); i++)
		if (bytes_equal(name, bytes_of(always[i])))
			return true;
	for (unsigned i = 0; i < options->pass_env.count; i++)
		if (bytes_equal(name, bytes_of(options->pass_env.at[i])))
			return true;
	return bytes_start_with(name, BYTES("LC_"));
}

static void
put_own(struct environment *e, const struct options *options)
{
	for (unsigned i = 0; i < options->setenv.count; i++)
		environment_put_default(e, options->setenv.at[i]);
	for (char **at = environ; *at; at++) {
		struct bytes value = bytes_of(*at);

		if (is_passed(options, bytes_cut(&value, '=')))
			environment_put_default(e, *at);
	}
	environment_put_default(e, "PATH=" SCRIPT_PATH);
}

/* CGIHTTPServer set these, and an empty PATH_INFO, where it had no value, and
 * its scripts look them up without asking whether they are there. To RFC 3875
 * (section 4.1) an empty variable is the same as none. */
static void
put_defaults(struct environment *e)
{
	static const char names[][24] = {
		"CONTENT_LENGTH=",
		"CONTENT_TYPE=text/plain",
		"HTTP_ACCEPT=",
		"HTTP_COOKIE=",
		"HTTP_REFERER=",
		"HTTP_USER_AGENT=",
	};

	for (size_t i = 0; i < lengthof(names); i++)
		environment_put_default(e, names[i]);
}

bool
metavar_build(struct environment *e, struct exchange *x, const char *root,
    const char *file, int64_t content_length)
{
	e->space = buffer_rest(&x->text, METAVAR_SPACE);
	e->count = 0;
	put_server(e, x);
	put_tls(e, &x->proxy);
	put_request(e, x);
	put_content_length(e, content_length);
	put_script(e, x, root, file);
	metavar_put_fields(e, x);
	put_own(e, x->options);
	if (has_old_variables(x))
		put_defaults(e);
	e->variables[e->count] = NULL;
	x->text.len += e->space.len;
	return !e->space.full;
}
