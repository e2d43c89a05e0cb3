/* SPDX-License-Identifier: ISC */
#include "metavar.h"

#include <stdlib.h>
#include <unistd.h>

#include "config.h"

/* Notes that the next variable begins here. */
static void
mark(struct metavar *m)
{
	if (m->count < METAVAR_MAX)
		m->environment[m->count] = m->space.at + m->space.len;
}

static void
begin(struct metavar *m, struct bytes name)
{
	mark(m);
	buffer_put(&m->space, name);
	buffer_put_char(&m->space, '=');
}

/* Ends the variable whose value began at `value`; keeps it unless it looks
 * like a shell function (CVE-2014-6271). */
static void
end(struct metavar *m, size_t value)
{
	struct bytes text = bytes_after(buffer_bytes(&m->space), value);

	buffer_put_char(&m->space, '\0');
	if (bytes_start_with(text, BYTES("() {")))
		return;
	if (m->count < METAVAR_MAX)
		m->count++;
	else
		m->space.full = true;
}

static void
put(struct metavar *m, struct bytes name, struct bytes value)
{
	size_t start;

	begin(m, name);
	start = m->space.len;
	buffer_put(&m->space, value);
	end(m, start);
}

static void
put_if(struct metavar *m, struct bytes name, struct bytes value)
{
	if (value.at)
		put(m, name, value);
}

static void
put_joined(
    struct metavar *m, struct bytes name, const char *root, struct bytes path)
{
	size_t start;

	begin(m, name);
	start = m->space.len;
	buffer_put_string(&m->space, root);
	buffer_put(&m->space, path);
	end(m, start);
}

static void
put_content_length(struct metavar *m, int64_t length)
{
	size_t start;

	if (length < 0)
		return;
	begin(m, BYTES("CONTENT_LENGTH"));
	start = m->space.len;
	buffer_put_number(&m->space, (uint64_t)length);
	end(m, start);
}

/* SERVER_NAME is the name that the client used for us (RFC 3875 section
 * 4.1.14); without one, our address, in brackets if it is IPv6. */
static void
put_server_name(struct metavar *m, const struct exchange *x)
{
	struct bytes host = NO_BYTES, port;
	struct bytes own = bytes_of(x->peer.server_address);
	size_t start;

	if (uri_split_authority(x->request.host, &host, &port) && host.len) {
		put(m, BYTES("SERVER_NAME"), host);
		return;
	}
	begin(m, BYTES("SERVER_NAME"));
	start = m->space.len;
	if (bytes_find(own, ':') < own.len)
		buffer_put_char(&m->space, '[');
	buffer_put(&m->space, own);
	if (bytes_find(own, ':') < own.len)
		buffer_put_char(&m->space, ']');
	end(m, start);
}

/* REQUEST_URI is the target in origin-form, as the client sent it. */
static void
put_request_uri(struct metavar *m, const struct exchange *x)
{
	const struct uri *uri = x->error.status ? &x->error_uri : &x->uri;
	size_t start;

	begin(m, BYTES("REQUEST_URI"));
	start = m->space.len;
	buffer_put(
	    &m->space, uri->raw_path.at ? uri->raw_path : x->request.target);
	if (uri->query.at) {
		buffer_put_char(&m->space, '?');
		buffer_put(&m->space, uri->query);
	}
	end(m, start);
}

/* A script that is an error page is told which error it is for and what the
 * client asked for, in Apache's variables. php-cgi needs REDIRECT_STATUS in any
 * case, as a sign that a server runs it. */
static void
put_redirect(struct metavar *m, const struct exchange *x)
{
	size_t start;

	begin(m, BYTES("REDIRECT_STATUS"));
	start = m->space.len;
	buffer_put_number(
	    &m->space, x->error.status ? x->error.status : STATUS_OK);
	end(m, start);
	if (!x->error.status)
		return;
	put_if(m, BYTES("REDIRECT_URL"), x->error_uri.path);
	put_if(m, BYTES("REDIRECT_QUERY_STRING"), x->error_uri.query);
}

static void
put_server(struct metavar *m, const struct exchange *x)
{
	const struct peer *peer = &x->peer;

	put(m, BYTES("GATEWAY_INTERFACE"), BYTES("CGI/1.1"));
	put(m, BYTES("SERVER_SOFTWARE"), BYTES("cgihttpd/" VERSION));
	put_server_name(m, x);
	put(m, BYTES("SERVER_PORT"), bytes_of(peer->server_port));
	put(m, BYTES("SERVER_ADDR"), bytes_of(peer->server_address));
	put(m, BYTES("REMOTE_ADDR"), bytes_of(peer->address));
	/* The DNS is not asked: that may block, and the RFC allows this. */
	put(m, BYTES("REMOTE_HOST"), bytes_of(peer->address));
	put_if(m, BYTES("REMOTE_PORT"),
	    peer->port[0] ? bytes_of(peer->port) : NO_BYTES);
	put_if(m, BYTES("HTTPS"), peer->https ? BYTES("on") : NO_BYTES);
	put(m, BYTES("REQUEST_SCHEME"),
	    peer->https ? BYTES("https") : BYTES("http"));
}

/* What a proxy says of the client's TLS, in mod_ssl's variables. */
static void
put_tls(struct metavar *m, const struct proxy_header *proxy)
{
	struct bytes verify = BYTES("NONE");

	if (!proxy->tls)
		return;
	if (proxy->certificate)
		verify = proxy->verified ? BYTES("SUCCESS") : BYTES("FAILED");
	put_if(m, BYTES("SSL_PROTOCOL"), proxy->tls_version);
	put_if(m, BYTES("SSL_CIPHER"), proxy->tls_cipher);
	put_if(m, BYTES("SSL_TLS_SNI"), proxy->authority);
	put(m, BYTES("SSL_CLIENT_VERIFY"), verify);
	put_if(m, BYTES("SSL_CLIENT_S_DN_CN"), proxy->common_name);
}

static void
put_request(struct metavar *m, const struct exchange *x)
{
	const struct request *request = &x->request;

	put(m, BYTES("REQUEST_METHOD"),
	    request->method == METHOD_EXTENSION
		? request->method_name
		: http_method_name(request->method));
	put(m, BYTES("SERVER_PROTOCOL"),
	    request->minor_version ? BYTES("HTTP/1.1") : BYTES("HTTP/1.0"));
	put(m, BYTES("QUERY_STRING"),
	    x->uri.query.at ? x->uri.query : BYTES(""));
	put_request_uri(m, x);
	/* After a local redirect, and for an error page, the content is not
	 * this script's. */
	if (!x->redirects && !x->error.status)
		put_if(m, BYTES("CONTENT_TYPE"),
		    request_field(request, "Content-Type"));
	put_if(m, BYTES("AUTH_TYPE"), x->user.at ? BYTES("Basic") : NO_BYTES);
	put_if(m, BYTES("REMOTE_USER"), x->user);
	put(m, BYTES("REQUEST_ID"), bytes_of(x->id));
	put(m, BYTES("UNIQUE_ID"),
	    x->proxy.unique_id.at ? x->proxy.unique_id : bytes_of(x->id));
	put_redirect(m, x);
}

static void
put_script(struct metavar *m, const struct exchange *x, const char *root,
    const char *file)
{
	const struct target *target = &x->target;

	put(m, BYTES("SCRIPT_NAME"), target->script_name);
	put(m, BYTES("SCRIPT_FILENAME"), bytes_of(file));
	put(m, BYTES("DOCUMENT_ROOT"), root[0] ? bytes_of(root) : BYTES("/"));
	put_if(m, BYTES("PATH_INFO"), target->path_info);
	if (target->path_info.at)
		put_joined(
		    m, BYTES("PATH_TRANSLATED"), root, target->path_info);
}

/* ---------------------------------------------------------- request fields */

/* Fields that no script sees as HTTP_*; metavar.h has the reasons. */
#define NAME(text)                     \
	{                              \
		sizeof(text) - 1, text \
	}
static const struct {
	unsigned char len;
	char text[20];
} withheld[] = {
	NAME("Authorization"), /* the first: passes_auth() */
	NAME("Content-Length"),
	NAME("Content-Type"),
	NAME("Proxy"),
	NAME("Proxy-Authorization"),
	NAME("Transfer-Encoding"),
};

/* Whether the script may see Authorization; metavar.h has the reasons. */
static bool
passes_auth(const struct exchange *x)
{
	return x->options->pass_auth && !x->user.at && !x->error.status &&
	    request_only_field(&x->request, withheld[0].text).at;
}

static bool
is_withheld(const struct exchange *x, struct bytes name)
{
	for (size_t i = passes_auth(x) ? 1 : 0; i < lengthof(withheld); i++)
		if (bytes_equal_nocase(name,
			(struct bytes){ withheld[i].text, withheld[i].len }))
			return true;
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alpha(name.at[i]) && name.at[i] != '-' &&
		    !ascii_is_digit(name.at[i]))
			return true;
	return false;
}

/* Was this field joined to an earlier one of that name? */
static bool
was_joined(const struct request *request, unsigned index)
{
	for (unsigned i = 0; i < index; i++)
		if (bytes_equal_nocase(
			request->fields[i].name, request->fields[index].name))
			return true;
	return false;
}

static void
put_field_name(struct metavar *m, struct bytes name)
{
	buffer_put(&m->space, BYTES("HTTP_"));
	for (size_t i = 0; i < name.len; i++)
		buffer_put_char(&m->space,
		    name.at[i] == '-' ? '_' : ascii_upper(name.at[i]));
	buffer_put_char(&m->space, '=');
}

/* Does --setenv set this variable? `name` has the "=" at its end. */
static bool
is_set_by_option(const struct options *options, struct bytes name)
{
	for (unsigned i = 0; i < options->setenv.count; i++)
		if (bytes_start_with(bytes_of(options->setenv.at[i]), name))
			return true;
	return false;
}

/* Repeated fields are joined to one list (RFC 9110 section 5.3), by commas but
 * for Cookie, whose pairs are joined by semicolons (RFC 6265 section 5.4). */
static void
put_field(struct metavar *m, const struct exchange *x, unsigned index)
{
	const struct request *request = &x->request;
	struct bytes name = request->fields[index].name;
	size_t before = m->space.len;
	bool cookie = bytes_equal_nocase(name, BYTES("Cookie"));
	size_t start;

	mark(m);
	put_field_name(m, name);
	/* The operator's value counts, whatever the client says. */
	if (is_set_by_option(
		x->options, bytes_after(buffer_bytes(&m->space), before))) {
		m->space.len = before;
		return;
	}
	start = m->space.len;
	buffer_put(&m->space, request->fields[index].value);
	for (unsigned i = index + 1; i < request->field_count; i++) {
		if (!bytes_equal_nocase(request->fields[i].name, name))
			continue;
		buffer_put(&m->space, cookie ? BYTES("; ") : BYTES(", "));
		buffer_put(&m->space, request->fields[i].value);
	}
	end(m, start);
}

static void
put_fields(struct metavar *m, const struct exchange *x)
{
	const struct request *request = &x->request;

	for (unsigned i = 0; i < request->field_count; i++)
		if (!is_withheld(x, request->fields[i].name) &&
		    !was_joined(request, i))
			put_field(m, x, i);
}

/* ------------------------------------------------------- our own variables */

static bool
is_set(const struct metavar *m, struct bytes name)
{
	for (unsigned i = 0; i < m->count; i++)
		if (!strncmp(m->environment[i], name.at, name.len) &&
		    m->environment[i][name.len] == '=')
			return true;
	return false;
}

static void
put_whole(struct metavar *m, const char *name_and_value)
{
	struct bytes value = bytes_of(name_and_value);
	struct bytes name = bytes_cut(&value, '=');

	if (!is_set(m, name))
		put(m, name, value);
}

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
put_own(struct metavar *m, const struct options *options)
{
	for (unsigned i = 0; i < options->setenv.count; i++)
		put_whole(m, options->setenv.at[i]);
	for (char **at = environ; *at; at++) {
		struct bytes value = bytes_of(*at);

		if (is_passed(options, bytes_cut(&value, '=')))
			put_whole(m, *at);
	}
	put_whole(m, "PATH=" SCRIPT_PATH);
}

/* CGIHTTPServer set these to nothing where it had no value, and its scripts
 * look them up without asking whether they are there. To RFC 3875 (section 4.1)
 * an empty variable is the same as none. */
static void
put_empty(struct metavar *m)
{
	static const char names[][17] = {
		"CONTENT_LENGTH=",
		"HTTP_ACCEPT=",
		"HTTP_COOKIE=",
		"HTTP_REFERER=",
		"HTTP_USER_AGENT=",
	};

	for (size_t i = 0; i < lengthof(names); i++)
		put_whole(m, names[i]);
}

bool
metavar_build(struct metavar *m, struct exchange *x, const char *root,
    const char *file, int64_t content_length)
{
	m->space = buffer_rest(&x->text, METAVAR_SPACE);
	m->count = 0;
	put_server(m, x);
	put_tls(m, &x->proxy);
	put_request(m, x);
	put_content_length(m, content_length);
	put_script(m, x, root, file);
	put_fields(m, x);
	put_own(m, x->options);
	if (x->options->script_output == SCRIPT_OUTPUT_FOLLOWS)
		put_empty(m);
	m->environment[m->count] = NULL;
	x->text.len += m->space.len;
	return !m->space.full;
}
