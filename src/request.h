/* SPDX-License-Identifier: ISC */
/*
 * Octets -> request (RFC 9112), parsed strictly. The request borrows from the
 * header section that it was parsed from; it owns nothing.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include "buffer.h"
#include "http.h"

enum {
	REQUEST_FIELDS_MAX = 100,  /* as in CPython's http.client */
	REQUEST_TARGET_MAX = 8000, /* octets; see RFC 9112 section 3 */
};

struct request {
	enum http_method method;
	struct bytes method_name; /* as sent, for the log */
	struct bytes line;        /* the request-line as sent, for the log */
	struct bytes target;
	unsigned minor_version; /* of HTTP/1.x: 0 or 1; higher ones are 1 */
	struct bytes host;      /* Host as sent; absent when there was none */
	int64_t content_length; /* -1: no Content-Length */
	bool chunked;
	bool expects_continue;
	unsigned field_count;
	struct field *fields; /* in memory that the caller owns */
};

/*
 * Finds the end of the header section in what has arrived so far, of which the
 * first `seen` octets have been searched by an earlier call. Returns its
 * length, including the empty line, or 0 when the end has not arrived yet.
 *
 * Empty lines before the request-line belong to the section (RFC 9112 section
 * 2.2). Lines that end in LF alone count as lines, and input that begins with
 * an octet that no method may hold counts as a whole section: request_parse
 * refuses both. Without the latter a client that speaks TLS and the server
 * would wait for each other.
 */
size_t request_header_end(struct bytes arrived, size_t seen);

/*
 * Parses a whole header section, including its empty line. The fields are
 * written to `space`, which has room for REQUEST_FIELDS_MAX of them.
 *
 * Refuses with
 * 400: a line that does not end in CRLF; bare CR, NUL and other control
 *      characters; white space around a field's name or at the start of a line
 *      (obs-fold); a request-line without exactly two single spaces; no Host
 *      in HTTP/1.1, or several or an invalid one in any version;
 *      Content-Length that is no number, is repeated, or comes together with
 *      Transfer-Encoding; Transfer-Encoding in HTTP/1.0, or with chunked
 *      repeated or not last;
 * 413: a Content-Length above INT64_MAX;
 * 414: a target longer than REQUEST_TARGET_MAX;
 * 417: an expectation other than 100-continue, in HTTP/1.1;
 * 431: more than REQUEST_FIELDS_MAX fields;
 * 501: METHOD_UNKNOWN, or a transfer coding before chunked;
 * 505: a major version other than 1.
 *
 * Of the target only white space and control characters are refused here:
 * uri_parse does the rest.
 *
 * *ret_request is always written: on a refusal it holds what was understood
 * until then (method, line and target for the log), and the rest is absent.
 */
must_check struct refusal request_parse(
    struct bytes header, struct field *space, struct request *ret_request);

/* Replaces Host by `authority`, that of a target in absolute-form (RFC 9112
 * section 3.2.2), in `host` and among the fields. */
void request_set_host(struct request *request, struct bytes authority);

/* The value of the first field of that name, compared without regard to case;
 * absent when there is none. */
struct bytes request_field(const struct request *request, const char *name);

/* The same for a field that is no list: also absent when it is repeated. */
struct bytes request_only_field(
    const struct request *request, const char *name);

/* The same for a field that is a list and may be repeated (RFC 9110 section
 * 5.3). Several lines are joined in `space`, which is empty; lines that do not
 * fit there whole are left out. */
struct bytes request_list_field(
    const struct request *request, const char *name, struct buffer *space);

#endif
