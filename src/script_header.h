/* SPDX-License-Identifier: ISC */
/*
 * The header section of a CGI script's output -> a response header (RFC 3875
 * section 6). The result borrows from the octets that it was parsed from.
 */
#ifndef SCRIPT_HEADER_H
#define SCRIPT_HEADER_H

#include "http.h"

enum {
	SCRIPT_HEADER_MAX = 65536, /* octets */
	SCRIPT_FIELDS_MAX = 200,
};

enum script_response {
	SCRIPT_DOCUMENT, /* section 6.2.1, and 6.2.4 when there is a Location */
	SCRIPT_LOCAL_REDIRECT,  /* 6.2.2: Location with a path, nothing else */
	SCRIPT_CLIENT_REDIRECT, /* 6.2.3: Location, no document, status 3xx */
	SCRIPT_SEND_FILE,       /* X-Sendfile: the server sends that file */
};

struct script_header {
	enum script_response kind;
	/* When the script set none: 200, or 302 with a Location for the
	 * client. */
	unsigned status;
	bool has_status;     /* the script set it */
	struct bytes reason; /* the script's; absent: use the registry's */
	/* May be absent with a Status, a Location, X-Sendfile or a
	 * Content-Length of 0. */
	struct bytes content_type;
	struct bytes location;  /* absent when there is none */
	struct bytes send_file; /* absent when there is none */
	int64_t content_length; /* octets; -1: not given */
	unsigned dropped;       /* lines that were no field: worth a warning */
	struct bytes first_dropped; /* the first of them, for that warning */
	/*
	 * All other fields in the order written, repeated ones included, except
	 * those that only the server may set: Connection, Keep-Alive,
	 * Proxy-Connection, TE, Trailer, Transfer-Encoding, Upgrade, X-CGI-*.
	 * Date and Server are here when the script set them; the relay prefers
	 * the server's.
	 */
	unsigned field_count;
	struct field fields[SCRIPT_FIELDS_MAX];
};

/*
 * Length of the header section at the front of `output`, including the empty
 * line that ends it; each line may end in LF or CRLF. 0 when its end has not
 * arrived yet. The first `seen` octets have been searched by an earlier call.
 */
size_t script_header_end(struct bytes output, size_t seen);

/*
 * Parses a whole header section.
 *
 * Refuses with 502 and a cause for the log: no field at all; a status line
 * ("HTTP/..."; only nph- scripts may write one); Status that is not 3DIGIT [ SP
 * reason ], or is outside 200 to 599; NUL, CR or another control character in a
 * value; Status, Location, Content-Type, Content-Length or X-Sendfile twice
 * (section 6.3); Location beside X-Sendfile, as only one of them can be the
 * answer; Content-Length that is no number; a Content-Type that is no media
 * type; neither Content-Type nor Location, Status or X-Sendfile, unless
 * Content-Length is 0 (a document needs a type, section 6.3.1; but whether one
 * follows is not known yet); obs-fold; more than SCRIPT_FIELDS_MAX other
 * fields. Any of the five named fields counts as absent when its value is empty
 * (section 6.3). Lines that are no field (no colon, or an invalid name) are
 * dropped and counted: Python's cgitb writes some. On a refusal *ret_header
 * means nothing.
 *
 * X-Accel-Redirect, which is nginx's name for it, is taken for X-Sendfile.
 *
 * A Location that is a path is a local redirect only when it is the sole field
 * left: with a cookie or a Status it is for the client. Every other reference
 * is for the client too: a URI, "//host/path", "page.html" (RFC 9110 section
 * 10.2.2 allows relative ones, and scripts write them), one with a fragment. A
 * Location beside a Content-Type is that of section 6.2.4, with 302 when there
 * is no Status.
 */
must_check struct refusal script_header_parse(
    struct bytes header, struct script_header *ret_header);

#endif
