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

/* From the registry of status codes (RFC 9110 section 16.2). */
static const struct {
	unsigned short code;
	char text[32];
} reasons[] = {
	{ 100, "Continue" },
	{ 101, "Switching Protocols" },
	{ 103, "Early Hints" },
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 203, "Non-Authoritative Information" },
	{ 204, "No Content" },
	{ 205, "Reset Content" },
	{ 206, "Partial Content" },
	{ 207, "Multi-Status" },
	{ 300, "Multiple Choices" },
	{ 301, "Moved Permanently" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 402, "Payment Required" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 411, "Length Required" },
	{ 412, "Precondition Failed" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 416, "Range Not Satisfiable" },
	{ 417, "Expectation Failed" },
	{ 421, "Misdirected Request" },
	{ 422, "Unprocessable Content" },
	{ 425, "Too Early" },
	{ 426, "Upgrade Required" },
	{ 428, "Precondition Required" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 451, "Unavailable For Legal Reasons" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
	{ 505, "HTTP Version Not Supported" },
	{ 507, "Insufficient Storage" },
};

/* Mostly those of Python's http.server, which CGIHTTPServer's error pages
 * showed. */
static const struct {
	unsigned short code;
	char text[60];
} explanations[] = {
	{ 301, "Object moved permanently" },
	{ 302, "Object moved temporarily" },
	{ 303, "Object moved" },
	{ 307, "Object moved temporarily" },
	{ 308, "Object moved permanently" },
	{ 400, "Bad request syntax or unsupported method" },
	{ 401, "No permission" },
	{ 403, "Request forbidden" },
	{ 404, "Nothing matches the given URI" },
	{ 405, "Specified method is invalid for this resource" },
	{ 406, "URI not available in preferred format" },
	{ 408, "Request timed out; try again later" },
	{ 412, "Precondition in headers is false" },
	{ 413, "Content is too large" },
	{ 414, "URI is too long" },
	{ 416, "Cannot satisfy request range" },
	{ 417, "Expect condition could not be satisfied" },
	{ 431, "The request's header fields are too large" },
	{ 500, "Server got itself in trouble" },
	{ 501, "Server does not support this operation" },
	{ 502, "The script did not give a valid response" },
	{ 503, "The server cannot process the request due to a high load" },
	{ 504, "The script did not answer in time" },
	{ 505, "Cannot fulfill request" },
	{ 507, "No space to receive the content" },
};

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
	for (size_t i = 0; i < lengthof(reasons); i++)
		if (reasons[i].code == status)
			return reasons[i].text;
	return "";
}

const char *
http_explanation(unsigned status)
{
	for (size_t i = 0; i < lengthof(explanations); i++)
		if (explanations[i].code == status)
			return explanations[i].text;
	return "";
}

bool
http_status_is_bare(unsigned status)
{
	return status < 200 || status == 204 || status == 304;
}

bool
http_status_is_empty(unsigned status)
{
	return status == 205;
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
