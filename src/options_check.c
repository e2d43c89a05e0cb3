/* SPDX-License-Identifier: ISC */
#include "options_check.h"

#include "glob.h"
#include "http.h"
#include "network.h"
#include "script_limit.h"

enum {
	VALUE_SHOWN = 100, /* octets of a value in a complaint */
	TYPE_MAX = 255,    /* octets of a media type with its parameters */
	CHARSET_MAX = 40,  /* RFC 2978 section 2.3 */
};

/* Returns what is wrong with a value, or NULL when nothing is. */
typedef const char *fault_function(const char *value);

/* ------------------------------------------------------------------ paths */

static bool
has_escape(struct bytes path)
{
	for (size_t i = 0; i < path.len; i++)
		if (bytes_percent(bytes_after(path, i)) >= 0)
			return true;
	return false;
}

static bool
is_dots(struct bytes segment)
{
	return bytes_equal(segment, BYTES(".")) ||
	    bytes_equal(segment, BYTES(".."));
}

/* Is any segment empty, "." or ".."? `rest` is a path after its leading slash;
 * one slash at its end begins no segment. */
static bool
has_odd_segment(struct bytes rest)
{
	if (rest.len > 1 && bytes_end_with(rest, BYTES("/")))
		rest.len--;
	while (rest.len > 0) {
		struct bytes segment = bytes_cut(&rest, '/');

		if (!segment.len || is_dots(segment) || (rest.at && !rest.len))
			return true;
	}
	return false;
}

/* Paths are compared decoded and normalised: any other path never matches. */
static const char *
fault_of_path(struct bytes path)
{
	if (!bytes_start_with(path, BYTES("/")))
		return "does not begin with / (it is a path in URLs)";
	if (has_escape(path))
		return "has %XX in its path: write that decoded";
	if (has_odd_segment(bytes_after(path, 1)))
		return "has //, /./ or /../ in its path: write it without";
	return NULL;
}

static const char *
fault_of_cgi_dir(const char *value)
{
	const char *fault = fault_of_path(bytes_of(value));

	return fault || glob_is_closed(value)
	    ? fault
	    : "has a [ without its ]: write \\[ for that character";
}

static const char *
fault_of_map(const char *value)
{
	const char *program = strstr(value, "=/");

	if (value[0] != '/' || !program)
		return "is not /PREFIX=/PROGRAM";
	return fault_of_path(
	    (struct bytes){ value, (size_t)(program - value) });
}

static const char *
fault_of_auth(const char *value)
{
	struct bytes rest = bytes_of(value);
	struct bytes prefix;

	if (!rest.len)
		return "names no file";
	if (value[0] != '/' || bytes_find(rest, '=') == rest.len)
		return NULL;
	prefix = bytes_cut(&rest, '=');
	return rest.len ? fault_of_path(prefix) : "names no file after =";
}

static const char *
fault_of_error_pages(const char *value)
{
	struct bytes rest = bytes_of(value);

	if (bytes_start_with(rest, BYTES("/")))
		rest = bytes_after(rest, 1);
	return has_odd_segment(rest)
	    ? "is not the plain path of a directory below ROOT"
	    : NULL;
}

static const char *
fault_of_index(const char *value)
{
	struct bytes rest = bytes_of(value);

	if (bytes_find(rest, '/') < rest.len)
		return "has a slash: a directory's page is in it";
	while (rest.at)
		if (is_dots(bytes_cut(&rest, ',')))
			return "names no file";
	return NULL;
}

/* ----------------------------------------------------------------- fields */

/* Fields that say how a response is framed, or what it is: a second one would
 * make the response wrong. */
static bool
is_reserved(struct bytes name)
{
	static const char names[][20] = {
		"Accept-Ranges",
		"Allow",
		"Connection",
		"Content-Encoding",
		"Content-Length",
		"Content-Range",
		"Content-Type",
		"Date",
		"ETag",
		"Keep-Alive",
		"Last-Modified",
		"Location",
		"Proxy-Connection",
		"Server",
		"Status",
		"Trailer",
		"Transfer-Encoding",
		"Upgrade",
		"WWW-Authenticate",
	};

	for (size_t i = 0; i < lengthof(names); i++)
		if (bytes_equal_nocase(name, bytes_of(names[i])))
			return true;
	return false;
}

static const char *
fault_of_header(const char *value)
{
	struct bytes rest = bytes_of(value);
	struct bytes name = bytes_cut(&rest, ':');

	if (!rest.at || !http_is_token(name))
		return "is not 'Name: value'";
	if (!http_is_field_value(bytes_trim(rest)))
		return "has a control character in its value";
	if (is_reserved(name))
		return "is a field that the server sets itself";
	return NULL;
}

static const char *
fault_of_realm(const char *value)
{
	struct bytes text = bytes_of(value);

	_Static_assert(OPTION_REALM_MAX == 128, "as the message says");
	if (text.len > OPTION_REALM_MAX)
		return "is longer than 128 octets";
	if (strpbrk(value, "\"\\") || !http_is_field_value(text))
		return "has a quote, a backslash or a control character";
	return NULL;
}

static const char *
fault_of_media_type(const char *value)
{
	struct bytes type = bytes_of(value);
	struct bytes suffix = bytes_cut(&type, '=');

	if (!type.at || suffix.len < 2 || suffix.at[0] != '.')
		return "is not .EXT=TYPE";
	if (!http_is_field_value(type))
		return "has a control character in its type";
	_Static_assert(TYPE_MAX == 255, "as the message says");
	if (type.len > TYPE_MAX)
		return "has a type longer than 255 octets";
	if (!http_is_media_type(type))
		return "has no media type such as text/plain after =";
	return NULL;
}

static const char *
fault_of_charset(const char *value)
{
	struct bytes name = bytes_of(value);

	return http_is_token(name) && name.len <= CHARSET_MAX
	    ? NULL
	    : "is no name such as utf-8";
}

/* ---------------------------------------------------------------- scripts */

static const char *
fault_of_cgi_suffix(const char *value)
{
	struct bytes program = bytes_of(value);
	struct bytes suffix = bytes_cut(&program, '=');

	if (value[0] != '.' || suffix.len < 2)
		return "is not a dot and a name, such as .cgi";
	if (bytes_find(suffix, '/') < suffix.len)
		return "has a slash";
	return program.at && program.at[0] != '/'
	    ? "has no absolute path after ="
	    : NULL;
}

static const char *
fault_of_setenv(const char *value)
{
	return strchr(value, '=') && value[0] != '=' ? NULL
						     : "is not NAME=VALUE";
}

static const char *
fault_of_pass_env(const char *value)
{
	return value[0] && !strchr(value, '=') ? NULL
					       : "is no name of a variable";
}

static const char *
fault_of_script_limit(const char *value)
{
	enum script_limit limit;
	int64_t number;

	return script_limit_parse(bytes_of(value), &limit, &number)
	    ? NULL
	    : "is not cpu=N, files=N, processes=N, memory=SIZE or "
	      "file-size=SIZE";
}

static const char *
fault_of_script_write(const char *value)
{
	return value[0] == '/' ? NULL : "is no absolute path";
}

/* --------------------------------------------------------------- diagnosis */

/* A request-line would be made of it, whose faults are not the user's. */
static const char *
fault_of_explain(const char *value)
{
	if (!value[0])
		return "is empty: write / for the index page";
	return strchr(value, ' ') ? "has a space: write that as %20" : NULL;
}

/* -------------------------------------------------------------------- all */

static bool
check(struct buffer *reason, const char *name, const char *value,
    fault_function *fault_of)
{
	const char *fault = value ? fault_of(value) : NULL;

	if (!fault)
		return true;
	buffer_put_string(reason, name);
	buffer_put_char(reason, '=');
	buffer_put(reason, bytes_first(bytes_of(value), VALUE_SHOWN));
	buffer_put_char(reason, ' ');
	buffer_put_string(reason, fault);
	return false;
}

static bool
check_each(struct buffer *reason, const char *name,
    const struct option_list *values, fault_function *fault_of)
{
	for (unsigned i = 0; i < values->count; i++)
		if (!check(reason, name, values->at[i], fault_of))
			return false;
	return true;
}

static bool
check_headers_length(struct buffer *reason, const struct option_list *headers)
{
	size_t length = 0;

	for (unsigned i = 0; i < headers->count; i++)
		length += strlen(headers->at[i]);
	_Static_assert(OPTION_HEADERS_MAX == 8192, "as the message says");
	if (length <= OPTION_HEADERS_MAX)
		return true;
	buffer_put_string(
	    reason, "the fields of --header are longer than 8192 octets");
	return false;
}

/* Landlock confines only a process that cannot gain privileges. */
static bool
check_script_write(struct buffer *reason, const struct options *o)
{
	if (!o->script_write.count || !o->new_privileges)
		return true;
	buffer_put_string(
	    reason, "--script-write and --new-privileges exclude each other");
	return false;
}

bool
options_check(const struct options *o, struct buffer *r)
{
	return check(r, "--proxy-protocol", o->proxy_protocol,
		   network_list_fault) &&
	    check_each(r, "--header", &o->header, fault_of_header) &&
	    check_headers_length(r, &o->header) &&
	    check_each(
		r, "--media-type", &o->media_type, fault_of_media_type) &&
	    check_each(r, "--auth", &o->auth, fault_of_auth) &&
	    check_each(r, "--cgi-dir", &o->cgi_dir, fault_of_cgi_dir) &&
	    check_each(
		r, "--cgi-suffix", &o->cgi_suffix, fault_of_cgi_suffix) &&
	    check_each(r, "--map", &o->map, fault_of_map) &&
	    check_each(r, "--setenv", &o->setenv, fault_of_setenv) &&
	    check_each(r, "--pass-env", &o->pass_env, fault_of_pass_env) &&
	    check_each(
		r, "--script-limit", &o->script_limit, fault_of_script_limit) &&
	    check_each(
		r, "--script-write", &o->script_write, fault_of_script_write) &&
	    check_script_write(r, o) &&
	    check(r, "--index", o->index, fault_of_index) &&
	    check(r, "--charset", o->charset, fault_of_charset) &&
	    check(r, "--error-pages", o->error_pages, fault_of_error_pages) &&
	    check(r, "--realm", o->realm, fault_of_realm) &&
	    check(r, "--explain", o->explain, fault_of_explain);
}
