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

struct status_row {
	unsigned short code;
	char reason[32];
	char explanation[72];
};

/* Reasons: the registry of RFC 9110. Explanations: those of Python's
 * http.server, which CGIHTTPServer's error pages showed. */
static const struct status_row statuses[] = {
	{ 100, "Continue", "" },
	{ 101, "Switching Protocols", "" },
	{ 103, "Early Hints", "" },
	{ 200, "OK", "" },
	{ 201, "Created", "" },
	{ 202, "Accepted", "" },
	{ 203, "Non-Authoritative Information", "" },
	{ 204, "No Content", "" },
	{ 205, "Reset Content", "" },
	{ 206, "Partial Content", "" },
	{ 207, "Multi-Status", "" },
	{ 300, "Multiple Choices", "" },
	{ 301, "Moved Permanently", "Object moved permanently" },
	{ 302, "Found", "Object moved temporarily" },
	{ 303, "See Other", "Object moved" },
	{ 304, "Not Modified", "" },
	{ 307, "Temporary Redirect", "Object moved temporarily" },
	{ 308, "Permanent Redirect", "Object moved permanently" },
	{ 400, "Bad Request", "Bad request syntax or unsupported method" },
	{ 401, "Unauthorized", "No permission" },
	{ 402, "Payment Required", "" },
	{ 403, "Forbidden", "Request forbidden" },
	{ 404, "Not Found", "Nothing matches the given URI" },
	{ 405, "Method Not Allowed",
	    "Specified method is invalid for this resource" },
	{ 406, "Not Acceptable", "URI not available in preferred format" },
	{ 408, "Request Timeout", "Request timed out; try again later" },
	{ 409, "Conflict", "" },
	{ 410, "Gone", "" },
	{ 411, "Length Required", "" },
	{ 412, "Precondition Failed", "Precondition in headers is false" },
	{ 413, "Content Too Large", "Content is too large" },
	{ 414, "URI Too Long", "URI is too long" },
	{ 415, "Unsupported Media Type", "" },
	{ 416, "Range Not Satisfiable", "Cannot satisfy request range" },
	{ 417, "Expectation Failed",
	    "Expect condition could not be satisfied" },
	{ 421, "Misdirected Request", "" },
	{ 422, "Unprocessable Content", "" },
	{ 425, "Too Early", "" },
	{ 426, "Upgrade Required", "" },
	{ 428, "Precondition Required", "" },
	{ 429, "Too Many Requests", "" },
	{ 431, "Request Header Fields Too Large",
	    "The request's header fields are too large" },
	{ 451, "Unavailable For Legal Reasons", "" },
	{ 500, "Internal Server Error", "Server got itself in trouble" },
	{ 501, "Not Implemented", "Server does not support this operation" },
	{ 502, "Bad Gateway", "The script did not give a valid response" },
	{ 503, "Service Unavailable",
	    "The server cannot process the request due to a high load" },
	{ 504, "Gateway Timeout", "The script did not answer in time" },
	{ 505, "HTTP Version Not Supported", "Cannot fulfill request" },
	{ 507, "Insufficient Storage", "No space to receive the content" },
};

enum http_method
http_method_find(struct bytes name)
{
	for (size_t i = METHOD_GET; i < lengthof(methods); i++)
		if (bytes_equal(name, bytes_of(methods[i])))
			return (enum http_method)i;
	return METHOD_UNKNOWN;
}

static const struct status_row *
status_find(unsigned status)
{
	for (size_t i = 0; i < lengthof(statuses); i++)
		if (statuses[i].code == status)
			return &statuses[i];
	return NULL;
}

const char *
http_reason(unsigned status)
{
	const struct status_row *row = status_find(status);

	return row ? row->reason : "";
}

const char *
http_explanation(unsigned status)
{
	const struct status_row *row = status_find(status);

	return row ? row->explanation : "";
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
	/* The last two octets seen may begin what ends now: LF CR. */
	size_t at = seen > 2 ? seen - 2 : 0;

	for (;;) {
		at += bytes_find(bytes_after(b, at), '\n') + 1;
		if (bytes_start_with(bytes_after(b, at), BYTES("\n")))
			return at + 1;
		if (bytes_start_with(bytes_after(b, at), BYTES("\r\n")))
			return at + 2;
		if (at >= b.len)
			return 0;
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
