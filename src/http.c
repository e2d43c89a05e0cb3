/* SPDX-License-Identifier: ISC */
#include "http.h"

static const char methods[][8] = {
	[METHOD_GET] = "GET",
	[METHOD_HEAD] = "HEAD",
	[METHOD_POST] = "POST",
	[METHOD_PUT] = "PUT",
	[METHOD_DELETE] = "DELETE",
	[METHOD_PATCH] = "PATCH",
	[METHOD_OPTIONS] = "OPTIONS",
	[METHOD_TRACE] = "TRACE",
	[METHOD_CONNECT] = "CONNECT",
};

static const char messages[][32] = {
	[MESSAGE_NO_FILE] = "File not found",
	[MESSAGE_NO_LISTING] = "No permission to list directory",
	[MESSAGE_NO_METHOD] = "Unsupported method",
	[MESSAGE_NO_POST] = "Can only POST to CGI scripts",
	[MESSAGE_NO_SCRIPT] = "No such CGI script",
	[MESSAGE_NOT_PLAIN] = "CGI script is not a plain file",
	[MESSAGE_NOT_EXECUTABLE] = "CGI script is not executable",
};

/* Lists of texts by status code. Characters instead of pointers, so that there
 * is nothing to relocate; and no row is longer than its text. */

/* clang-format off */
/* From the registry of status codes (RFC 9110 section 16.2). */
static const char reasons[] =
    "100 Continue\0"
    "101 Switching Protocols\0"
    "103 Early Hints\0"
    "200 OK\0"
    "201 Created\0"
    "202 Accepted\0"
    "203 Non-Authoritative Information\0"
    "204 No Content\0"
    "205 Reset Content\0"
    "206 Partial Content\0"
    "207 Multi-Status\0"
    "208 Already Reported\0"
    "226 IM Used\0"
    "300 Multiple Choices\0"
    "301 Moved Permanently\0"
    "302 Found\0"
    "303 See Other\0"
    "304 Not Modified\0"
    "307 Temporary Redirect\0"
    "308 Permanent Redirect\0"
    "400 Bad Request\0"
    "401 Unauthorized\0"
    "402 Payment Required\0"
    "403 Forbidden\0"
    "404 Not Found\0"
    "405 Method Not Allowed\0"
    "406 Not Acceptable\0"
    "407 Proxy Authentication Required\0"
    "408 Request Timeout\0"
    "409 Conflict\0"
    "410 Gone\0"
    "411 Length Required\0"
    "412 Precondition Failed\0"
    "413 Content Too Large\0"
    "414 URI Too Long\0"
    "415 Unsupported Media Type\0"
    "416 Range Not Satisfiable\0"
    "417 Expectation Failed\0"
    "421 Misdirected Request\0"
    "422 Unprocessable Content\0"
    "423 Locked\0"
    "424 Failed Dependency\0"
    "425 Too Early\0"
    "426 Upgrade Required\0"
    "428 Precondition Required\0"
    "429 Too Many Requests\0"
    "431 Request Header Fields Too Large\0"
    "451 Unavailable For Legal Reasons\0"
    "500 Internal Server Error\0"
    "501 Not Implemented\0"
    "502 Bad Gateway\0"
    "503 Service Unavailable\0"
    "504 Gateway Timeout\0"
    "505 HTTP Version Not Supported\0"
    "506 Variant Also Negotiates\0"
    "507 Insufficient Storage\0"
    "508 Loop Detected\0"
    "511 Network Authentication Required\0";

/* Mostly those of Python's http.server, which CGIHTTPServer's error pages
 * showed. */
static const char explanations[] =
    "301 Object moved permanently\0"
    "302 Object moved temporarily\0"
    "303 Object moved\0"
    "307 Object moved temporarily\0"
    "308 Object moved permanently\0"
    "400 Bad request syntax or unsupported method\0"
    "401 No permission\0"
    "403 Request forbidden\0"
    "404 Nothing matches the given URI\0"
    "405 Specified method is invalid for this resource\0"
    "406 URI not available in preferred format\0"
    "408 Request timed out; try again later\0"
    "412 Precondition in headers is false\0"
    "413 Content is too large\0"
    "414 URI is too long\0"
    "416 Cannot satisfy request range\0"
    "417 Expect condition could not be satisfied\0"
    "431 The request's header fields are too large\0"
    "500 Server got itself in trouble\0"
    "501 Server does not support this operation\0"
    "502 The script did not give a valid response\0"
    "503 The server cannot process the request due to a high load\0"
    "504 The script did not answer in time\0"
    "505 Cannot fulfill request\0"
    "507 No space to receive the content\0";

/* clang-format on */

/* The text for a code in one of these lists; "" when it has none. */
static const char *
find_text(const char *list, unsigned code)
{
	char digits[] = { (char)('0' + code / 100 % 10),
		(char)('0' + code / 10 % 10), (char)('0' + code % 10), ' ' };

	if (code > 999)
		return "";
	while (*list && strncmp(list, digits, sizeof digits) != 0)
		list += strlen(list) + 1;
	return *list ? list + sizeof digits : "";
}

enum http_method
http_method_find(struct bytes name)
{
	for (size_t i = METHOD_GET; i < lengthof(methods); i++)
		if (bytes_equal_nocase(name, bytes_of(methods[i])))
			return bytes_equal(name, bytes_of(methods[i]))
			    ? (enum http_method)i
			    : METHOD_UNKNOWN;
	return METHOD_EXTENSION;
}

struct bytes
http_method_name(enum http_method method)
{
	return (size_t)method < lengthof(methods) ? bytes_of(methods[method])
						  : BYTES("");
}

const char *
http_reason(unsigned status)
{
	return find_text(reasons, status);
}

const char *
http_explanation(unsigned status)
{
	return find_text(explanations, status);
}

const char *
http_refusal_text(struct refusal refusal)
{
	return refusal.message == MESSAGE_REASON ? http_reason(refusal.status)
						 : messages[refusal.message];
}

bool
http_status_is_bare(unsigned status)
{
	return status < STATUS_OK || status == STATUS_NO_CONTENT ||
	    status == STATUS_NOT_MODIFIED;
}

bool
http_status_is_empty(unsigned status)
{
	return status == 205; /* Reset Content, which only a script sends */
}

static bool
is_tchar(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) ||
	    (c && strchr("!#$%&'*+-.^_`|~", c));
}

bool
http_is_token(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!is_tchar(b.at[i]))
			return false;
	return b.len > 0;
}

bool
http_is_media_type(struct bytes b)
{
	struct bytes subtype = bytes_trim(bytes_cut(&b, ';'));
	struct bytes type = bytes_cut(&subtype, '/');

	return http_is_token(type) && http_is_token(subtype);
}

bool
http_is_field_value(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (http_is_control(b.at[i]))
			return false;
	return true;
}

size_t
http_section_end(struct bytes b, size_t seen)
{
	/* The last two octets seen may be the LF CR of an end that is only now
	 * complete. */
	size_t at = seen > 2 ? seen - 2 : 0;

	for (;;) {
		at += bytes_find(bytes_after(b, at), '\n') + 1;
		if (at >= b.len)
			return 0;
		if (b.at[at] == '\n')
			return at + 1;
		if (b.at[at] == '\r' && at + 1 < b.len && b.at[at + 1] == '\n')
			return at + 2;
	}
}

size_t
http_find_unquoted(struct bytes b, char c)
{
	bool quoted = false;

	for (size_t i = 0; i < b.len; i++) {
		if (quoted && b.at[i] == '\\')
			i++;
		else if (b.at[i] == '"')
			quoted = !quoted;
		else if (b.at[i] == c && !quoted)
			return i;
	}
	return b.len;
}

bool
http_list_next(struct bytes *rest, struct bytes *ret_element)
{
	while (rest->len) {
		size_t end = http_find_unquoted(*rest, ',');
		struct bytes element = bytes_trim(bytes_first(*rest, end));

		*rest = bytes_after(*rest, end + 1);
		if (!element.len)
			continue;
		*ret_element = element;
		return true;
	}
	return false;
}
