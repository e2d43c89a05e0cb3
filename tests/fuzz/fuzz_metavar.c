/* SPDX-License-Identifier: ISC */
/*
 * Input: one octet that chooses what else is known, and a header section.
 * Compares the environment that a script would get with the simplest reading of
 * RFC 3875 section 4.1.
 */
#include <stdlib.h>
#include <unistd.h>

#include "config.h"
#include "fuzz.h"
#include "metavar.h"

enum {
	HAS_USER = 1,
	IS_IPV6 = 2,
	IS_HTTPS = 4,
	REDIRECTED = 8,
	HAS_INFO = 16,
	PASS_AUTH = 32
};

/* The server's environment: variables that no script may see, ones that it may,
 * and names that the server sets itself. */
static char servers[][24] = { "SECRET=1", "LD_PRELOAD=/evil.so", "TZ=UTC",
	"LC_ALL=C", "LC_FUNCTION=() { :;}", "QUERY_STRING=evil", "PASSED=yes",
	"HTTP_PROXY=http://evil" };

static const char *set[] = { "OURS=1", "REMOTE_ADDR=evil", "HTTP_HOST=ours" };
static const char *passed[] = { "PASSED", "QUERY_STRING" };
static struct options options = {
	.setenv = { lengthof(set), set },
	.pass_env = { lengthof(passed), passed },
};

/* The variables that may occur besides HTTP_*. */
static const char names[][20] = { "AUTH_TYPE", "CONTENT_LENGTH", "CONTENT_TYPE",
	"DOCUMENT_ROOT", "GATEWAY_INTERFACE", "HTTPS", "LC_ALL", "OURS",
	"PASSED", "PATH", "PATH_INFO", "PATH_TRANSLATED", "QUERY_STRING",
	"REDIRECT_STATUS", "REMOTE_ADDR", "REMOTE_HOST", "REMOTE_PORT",
	"REMOTE_USER", "REQUEST_ID", "REQUEST_METHOD", "REQUEST_SCHEME",
	"REQUEST_URI", "SCRIPT_FILENAME", "SCRIPT_NAME", "SERVER_ADDR",
	"SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SERVER_SOFTWARE",
	"TZ", "UNIQUE_ID" };

/* Returns the value of a variable; absent when it is not set. */
static struct bytes
value_of(const struct environment *m, struct bytes name)
{
	for (unsigned i = 0; i < m->count; i++) {
		struct bytes value = bytes_of(m->variables[i]);

		if (bytes_equal(bytes_cut(&value, '='), name))
			return value;
	}
	return NO_BYTES;
}

static struct bytes
get(const struct environment *m, const char *name)
{
	return value_of(m, bytes_of(name));
}

/* Values that look like a function to an old shell are left out. */
static bool
is_function(struct bytes value)
{
	return bytes_start_with(value, BYTES("() {"));
}

static void
check_is(const struct environment *m, const char *name, struct bytes value)
{
	struct bytes got = get(m, name);

	if (!value.at || is_function(value))
		must(!got.at);
	else
		must(got.at && bytes_equal(got, value));
}

static bool
is_known(struct bytes name)
{
	for (size_t i = 0; i < lengthof(names); i++)
		if (bytes_equal(name, bytes_of(names[i])))
			return true;
	return bytes_start_with(name, BYTES("HTTP_"));
}

/* Decoded paths may contain any octet but NUL, as the names of files. */
static bool
is_path(struct bytes name)
{
	return bytes_equal(name, BYTES("SCRIPT_NAME")) ||
	    bytes_equal(name, BYTES("PATH_INFO")) ||
	    bytes_equal(name, BYTES("PATH_TRANSLATED"));
}

static void
check_variable(const struct environment *m, unsigned index)
{
	struct bytes value = bytes_of(m->variables[index]);
	struct bytes name = bytes_cut(&value, '=');

	must(value.at && is_known(name) && !is_function(value));
	for (size_t i = 0; i < name.len; i++)
		must((name.at[i] >= 'A' && name.at[i] <= 'Z') ||
		    name.at[i] == '_' || ascii_is_digit(name.at[i]));
	for (size_t i = 0; i < value.len; i++)
		must((value.at[i] != '\r' && value.at[i] != '\n') ||
		    is_path(name));
	/* It is the first variable of that name: there is no other. */
	must(value_of(m, name).at == value.at);
}

/* ---------------------------------------------------------- request fields */

static unsigned
count_fields(const struct request *request, struct bytes name)
{
	unsigned count = 0;

	for (unsigned i = 0; i < request->field_count; i++)
		count += bytes_equal_nocase(request->fields[i].name, name);
	return count;
}

static bool
is_for_scripts(const struct exchange *x, struct bytes name)
{
	static const char others[][20] = { "Content-Length", "Content-Type",
		"Proxy", "Proxy-Authorization", "Transfer-Encoding" };

	if (bytes_equal_nocase(name, BYTES("Authorization")) &&
	    (!options.pass_auth || x->credentials.user.at ||
		count_fields(&x->request, name) > 1))
		return false;
	for (size_t i = 0; i < lengthof(others); i++)
		if (bytes_equal_nocase(name, bytes_of(others[i])))
			return false;
	for (size_t i = 0; i < name.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-",
			ascii_lower(name.at[i])))
			return false;
	return true;
}

static struct bytes
variable_of(struct bytes field, char *space)
{
	size_t len = sizeof "HTTP_" - 1;

	(void)memcpy(space, "HTTP_", len);
	for (size_t i = 0; i < field.len; i++)
		space[len++] =
		    field.at[i] == '-' ? '_' : ascii_upper(field.at[i]);
	return (struct bytes){ space, len };
}

/* Joins all values of that name in their order, with the separator. */
static void
join(const struct request *request, struct bytes name, struct buffer *b)
{
	bool cookie = bytes_equal_nocase(name, BYTES("cookie"));
	bool first = true;

	for (unsigned i = 0; i < request->field_count; i++) {
		if (!bytes_equal_nocase(request->fields[i].name, name))
			continue;
		if (!first)
			buffer_put_string(b, cookie ? "; " : ", ");
		buffer_put(b, request->fields[i].value);
		first = false;
	}
}

static void
check_field(const struct environment *m, const struct request *request,
    struct bytes name)
{
	static char name_space[CONNECTION_HEADER_MAX + 8];
	static char value_space[CONNECTION_HEADER_MAX * 2];
	struct bytes got = value_of(m, variable_of(name, name_space));
	struct buffer value = BUFFER(value_space);

	join(request, name, &value);
	if (is_function(buffer_bytes(&value)))
		must(!got.at);
	else
		must(got.at && bytes_equal(got, buffer_bytes(&value)));
}

static bool
is_first(const struct request *request, unsigned index)
{
	for (unsigned i = 0; i < index; i++)
		if (bytes_equal_nocase(
			request->fields[i].name, request->fields[index].name))
			return false;
	return true;
}

/* Each field has its variable, and no variable is set without a field, except
 * for Host, whose value the options determine. */
static void
check_fields(const struct environment *m, const struct exchange *x)
{
	const struct request *request = &x->request;
	unsigned fields = 0, variables = 0;

	for (unsigned i = 0; i < request->field_count; i++) {
		struct bytes name = request->fields[i].name;

		if (!is_first(request, i) || !is_for_scripts(x, name) ||
		    bytes_equal_nocase(name, BYTES("Host")))
			continue;
		check_field(m, request, name);
		fields++;
	}
	for (unsigned i = 0; i < m->count; i++)
		variables += !strncmp(m->variables[i], "HTTP_", 5);
	must(variables <= fields + 1);
	check_is(m, "HTTP_HOST", BYTES("ours"));
	must(!get(m, "HTTP_PROXY").at);
}

/* ------------------------------------------------------------ the whole */

static void
check_server(const struct environment *m, const struct exchange *x)
{
	check_is(m, "GATEWAY_INTERFACE", BYTES("CGI/1.1"));
	check_is(m, "REMOTE_ADDR", bytes_of(x->peer.address));
	check_is(m, "REMOTE_HOST", bytes_of(x->peer.address));
	check_is(m, "SERVER_PORT", bytes_of(x->peer.server_port));
	check_is(m, "HTTPS", x->peer.https ? BYTES("on") : NO_BYTES);
	check_is(m, "AUTH_TYPE", x->user.at ? BYTES("Basic") : NO_BYTES);
	check_is(m, "REMOTE_USER", x->user);
	must(get(m, "SERVER_NAME").len > 0);
	check_is(m, "OURS", BYTES("1"));
	check_is(m, "TZ", BYTES("UTC"));
	check_is(m, "PASSED", BYTES("yes"));
	check_is(m, "PATH", BYTES(SCRIPT_PATH));
}

static void
check_request(const struct environment *m, const struct exchange *x)
{
	static char space[URI_PATH_SIZE * 2];
	struct buffer translated = BUFFER(space);
	struct bytes type = request_field(&x->request, "Content-Type");

	check_is(m, "REQUEST_METHOD",
	    x->request.method == METHOD_EXTENSION
		? x->request.method_name
		: http_method_name(x->request.method));
	check_is(m, "QUERY_STRING", x->uri.query.at ? x->uri.query : BYTES(""));
	check_is(m, "SCRIPT_NAME", x->target.script_name);
	check_is(m, "PATH_INFO", x->target.path_info);
	check_is(m, "CONTENT_TYPE", x->redirects ? NO_BYTES : type);
	buffer_put_string(&translated, "/srv/www");
	buffer_put(&translated, x->target.path_info);
	check_is(m, "PATH_TRANSLATED",
	    x->target.path_info.at ? buffer_bytes(&translated) : NO_BYTES);
}

static void
check_length(const struct environment *m, int64_t expected)
{
	struct bytes length = get(m, "CONTENT_LENGTH");
	int64_t number = -1;

	must(!length.at || bytes_number(length, &number));
	must(number == expected);
}

static void
check(const struct environment *m, const struct exchange *x)
{
	must(m->count <= ENVIRONMENT_MAX && !m->variables[m->count]);
	for (unsigned i = 0; i < m->count; i++)
		check_variable(m, i);
	check_fields(m, x);
	check_server(m, x);
	check_request(m, x);
	check_length(m, x->request.content_length);
}

/* Half of the path names the script; the rest is its PATH_INFO. */
static void
set_target(struct exchange *x, bool has_info)
{
	struct bytes path = x->uri.path;
	size_t end = 1 + bytes_find(bytes_after(path, 1), '/');

	x->target.script_name = has_info ? bytes_first(path, end) : path;
	x->target.path_info = NO_BYTES;
	if (has_info && end < path.len)
		x->target.path_info = bytes_after(path, end);
}

static void
set_environment(void)
{
	static char *pointers[lengthof(servers) + 1];

	for (size_t i = 0; i < lengthof(servers); i++)
		pointers[i] = servers[i];
	environ = pointers;
}

static void
set_peer(struct peer *peer, bool ipv6, bool https)
{
	*peer = (struct peer){ .address = "192.0.2.7",
		.port = "4711",
		.server_address = "192.0.2.1",
		.server_port = "80",
		.https = https };
	if (ipv6)
		(void)memcpy(peer->server_address, "2001:db8::1", 12);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static struct field fields[REQUEST_FIELDS_MAX];
	static struct exchange x;
	static struct environment m;
	struct bytes header = { (const char *)input, size };
	unsigned known = size ? input[0] : 0;

	set_environment();
	header = bytes_after(header, 1);
	options.pass_auth = known & PASS_AUTH;
	x.options = &options;
	x.redirects = known & REDIRECTED ? 1 : 0;
	/* A redirect may lead to where no password is asked for. */
	x.credentials.user = known & HAS_USER ? BYTES("ann") : NO_BYTES;
	x.user = x.redirects ? NO_BYTES : x.credentials.user;
	set_peer(&x.peer, known & IS_IPV6, known & IS_HTTPS);
	if (header.len > CONNECTION_HEADER_MAX ||
	    request_parse(header, fields, &x.request).status ||
	    uri_parse(x.request.target, x.text_space, URI_PATH_SIZE, &x.uri)
		.status ||
	    !x.uri.path.at)
		return 0;
	x.text = BUFFER(x.text_space);
	x.text.len = x.uri.path.len + 1;
	set_target(&x, known & HAS_INFO);
	if (metavar_build(&m, &x, "/srv/www", "/srv/www/cgi-bin/x",
		x.request.content_length))
		check(&m, &x);
	else
		must(size > METAVAR_SPACE / 8);
	return 0;
}
