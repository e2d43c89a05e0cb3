/* SPDX-License-Identifier: ISC */
/*
 * Octets -> request (RFC 9112), strictly. The request borrows from the header
 * section that it was parsed from; it owns nothing.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include "buffer.h"
#include "http.h"

enum {
	REQUEST_FIELDS_MAX = 100,  /* as CPython's http.client has it */
	REQUEST_TARGET_MAX = 8000, /* RFC 9112 section 3 asks for that much */
};

struct field {
	struct bytes name, value;
};

struct request {
	enum http_method method;
	struct bytes method_name;
	struct bytes line; /* the request-line as sent, for the log */
	struct bytes target;
	unsigned minor_version; /* HTTP/1.x; higher ones are taken as 1.1 */
	struct bytes host;      /* Host as sent; absent when there was none */
	int64_t content_length; /* -1: no Content-Length */
	bool chunked;
	bool expects_continue;
	unsigned field_count;
	struct field *fields; /* in memory that somebody else owns */
};

/*
 * Finds the end of the header section in what has arrived so far, of which the
 * first `seen` octets were searched before. Returns its length, the empty line
 * included; 0 when it is not there yet. Empty lines before the request-line
 * belong to it (RFC 9112 section 2.2). Lines that end in LF alone count: they
 * are for request_parse to refuse. So is, as a whole, whatever begins with an
 * octet that no method has: a client that speaks TLS would otherwise wait for
 * us as long as we for it.
 */
size_t request_header_end(struct bytes arrived, size_t seen);

/*
 * Parses a whole header section, its empty line included. Its fields are put
 * into `space`, which has room for REQUEST_FIELDS_MAX of them.
 *
 * Refuses with 400: anything but CRLF at a line's end, bare CR, NUL and other
 * controls in a value, white space around the name or at a line's start
 * (obs-fold), more or less than two single spaces in the request-line, no Host
 * in HTTP/1.1, several or invalid ones in any, Content-Length that is no
 * number, several of it, it together with Transfer-Encoding,
 * Transfer-Encoding in HTTP/1.0 or without chunked as its only last coding.
 * 413: a Content-Length above INT64_MAX. 414: a target above
 * REQUEST_TARGET_MAX. 417: an expectation that is not 100-continue (in
 * HTTP/1.1). 431: more than REQUEST_FIELDS_MAX fields. 501: a method that is
 * unknown, a transfer coding other than chunked before it. 505: a major
 * version other than 1.
 *
 * The target is looked at only so far that no white space and no control
 * character is in it: uri_parse does the rest.
 *
 * On a refusal *ret_request holds as much as was understood (method, line and
 * target for the log; absent otherwise), so it is always written.
 */
must_check struct refusal request_parse(
    struct bytes header, struct field *space, struct request *ret_request);

/* Where the target is in absolute-form its authority takes the place of what
 * Host says (RFC 9112 section 3.2.2): for all that look at either. */
void request_set_host(struct request *request, struct bytes authority);

/* The value of the first field of that name, in any case of letters; absent
 * when there is none. */
struct bytes request_field(const struct request *request, const char *name);

/* The same for a field that is no list: absent too when there are several. */
struct bytes request_only_field(
    const struct request *request, const char *name);

/* The same for one that is a list, however many lines it stands on (RFC 9110
 * section 5.3). Several are put together in `space`; what does not fit there is
 * left out, by whole lines. */
struct bytes request_list_field(
    const struct request *request, const char *name, struct buffer *space);

#endif
