/* SPDX-License-Identifier: ISC */
/*
 * The vocabulary of HTTP (RFC 9110): methods, status codes and what a parser
 * returns when it refuses.
 *
 * Tables hold characters instead of pointers: a position-independent
 * executable would have to relocate each pointer at every start.
 */
#ifndef HTTP_H
#define HTTP_H

#include "bytes.h"

enum http_method { /* RFC 9110 section 9, RFC 5789 */
	METHOD_UNKNOWN,
	METHOD_GET,
	METHOD_HEAD,
	METHOD_POST,
	METHOD_PUT,
	METHOD_DELETE,
	METHOD_PATCH,
	METHOD_OPTIONS,
	METHOD_TRACE,
	METHOD_CONNECT,
	METHOD_EXTENSION, /* RFC 3875 section 4.1.12 */
};

enum http_status { /* RFC 9110 section 15; those that the server itself uses */
	STATUS_NONE = 0, /* no objection, or no answer yet */
	STATUS_CONTINUE = 100,
	STATUS_OK = 200,
	STATUS_NO_CONTENT = 204,
	STATUS_PARTIAL_CONTENT = 206,
	STATUS_MOVED_PERMANENTLY = 301,
	STATUS_FOUND = 302,
	STATUS_NOT_MODIFIED = 304,
	STATUS_BAD_REQUEST = 400,
	STATUS_UNAUTHORIZED = 401,
	STATUS_FORBIDDEN = 403,
	STATUS_NOT_FOUND = 404,
	STATUS_METHOD_NOT_ALLOWED = 405,
	STATUS_NOT_ACCEPTABLE = 406,
	STATUS_REQUEST_TIMEOUT = 408,
	STATUS_PRECONDITION_FAILED = 412,
	STATUS_CONTENT_TOO_LARGE = 413,
	STATUS_URI_TOO_LONG = 414,
	STATUS_RANGE_NOT_SATISFIABLE = 416,
	STATUS_EXPECTATION_FAILED = 417,
	STATUS_FIELDS_TOO_LARGE = 431,
	STATUS_INTERNAL_SERVER_ERROR = 500,
	STATUS_NOT_IMPLEMENTED = 501,
	STATUS_BAD_GATEWAY = 502,
	STATUS_SERVICE_UNAVAILABLE = 503,
	STATUS_GATEWAY_TIMEOUT = 504,
	STATUS_VERSION_NOT_SUPPORTED = 505,
	STATUS_INSUFFICIENT_STORAGE = 507,
};

/* What a client is told besides the status: CGIHTTPServer's words where it had
 * some, because existing tests compare them. */
enum http_message {
	MESSAGE_REASON, /* the status's reason phrase */
	MESSAGE_NO_FILE,
	MESSAGE_NO_LISTING,
	MESSAGE_NO_METHOD,
	MESSAGE_NO_POST,
	/* From here on CGIHTTPServer named the script as well. */
	MESSAGE_NO_SCRIPT,
	MESSAGE_NOT_PLAIN,
	MESSAGE_NOT_EXECUTABLE,
};

/*
 * What is wrong and how to answer it. The cause is for the log: constant or in
 * static memory, in words for the operator who has to find the fault; NULL for
 * a status that a script chose. All of it fits into two registers.
 */
struct refusal {
	enum http_status status; /* STATUS_NONE: no objection */
	enum http_message message;
	const char *cause;
};

#define NO_OBJECTION ((struct refusal){ STATUS_NONE, MESSAGE_REASON, NULL })

static inline struct refusal
refuse(enum http_status status, const char *cause)
{
	return (struct refusal){ status, MESSAGE_REASON, cause };
}

static inline struct refusal
refuse_saying(
    enum http_status status, enum http_message message, const char *cause)
{
	return (struct refusal){ status, message, cause };
}

struct field {
	struct bytes name, value;
};

/* Methods are case-sensitive (RFC 9110 section 9.1). One of those above in
 * another case is METHOD_UNKNOWN, because CGIHTTPServer refused "get"; every
 * other token is METHOD_EXTENSION. */
enum http_method http_method_find(struct bytes name);

/* The method's name; an empty one for METHOD_UNKNOWN and METHOD_EXTENSION. */
struct bytes http_method_name(enum http_method method);

/* The registered reason phrase, or "" for a status that is not listed here. */
const char *http_reason(unsigned status);

/* What a client is told besides the status of a refusal. */
const char *http_refusal_text(struct refusal refusal);

/* The sentence below an error page's headline, mostly in CGIHTTPServer's words;
 * "" when there is none. */
const char *http_explanation(unsigned status);

/* Does an answer with this status never have content (RFC 9110 section 6.4.1:
 * 1xx, 204, 304)? */
bool http_status_is_bare(unsigned status);

/* Is the content of an answer with this status always empty (RFC 9110 section
 * 15.3.6: 205)? */
bool http_status_is_empty(unsigned status);

/* token = 1*tchar (RFC 9110 section 5.6.2) */
bool http_is_token(struct bytes b);

/* media-type = type "/" subtype *( OWS ";" OWS parameter ) (RFC 9110 section
 * 8.3.1). The parameters may be anything. */
bool http_is_media_type(struct bytes b);

/* CTL (RFC 5234) without HTAB: what no line of a header section may hold. */
static inline bool
http_is_control(char c)
{
	return ((unsigned char)c < ' ' && c != '\t') || c == 0x7f;
}

/* A field-value without the CR, LF and NUL that RFC 9110 section 5.5 forbids,
 * and without other control characters except HTAB. */
bool http_is_field_value(struct bytes b);

/*
 * Length of the section at the front of `b`, including the empty line that ends
 * it; lines may end in LF or CRLF. 0 when no empty line follows another line
 * yet. The first `seen` octets have been searched by an earlier call.
 */
size_t http_section_end(struct bytes b, size_t seen);

/* Index of the first `c` outside quoted-strings (RFC 9110 section 5.6.4), or
 * b.len when there is none. */
size_t http_find_unquoted(struct bytes b, char c);

/*
 * Takes the next element of a comma-separated list (RFC 9110 section 5.6.1) off
 * *rest: quoted strings are kept whole, empty elements skipped, white space
 * trimmed. False at the end.
 */
bool http_list_next(struct bytes *rest, struct bytes *ret_element);

#endif
