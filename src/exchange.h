/* SPDX-License-Identifier: ISC */
/*
 * One request and its response: what is known about them, gathered on the way
 * and passed along. There is one in a process; it is zeroed at the beginning.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "connection.h"
#include "credentials.h"
#include "options.h"
#include "peer.h"
#include "proxy_header.h"
#include "request.h"
#include "target.h"
#include "uri.h"

enum { REQUEST_ID_SIZE = 34 };

struct exchange {
	const struct options *options;
	struct connection *connection;
	struct beneath beneath; /* the document root, or the virtual host's */
	struct bytes host_directory; /* of --virtual-hosts, below ROOT */
	bool one_shot; /* a super-server's environment speaks of the client */
	int reports;   /* to the listener: which processes to wait for; or -1 */

	int64_t accepted;          /* the connection, on clock_monotonic_ms */
	int64_t began;             /* microseconds since the epoch */
	struct proxy_header proxy; /* zero without --proxy-protocol */
	struct peer peer;
	char id[REQUEST_ID_SIZE];

	struct request request;
	struct uri uri;
	struct target target;
	struct credentials credentials;
	struct bytes user;  /* authenticated (Basic); absent otherwise */
	unsigned redirects; /* local ones that scripts asked for so far */

	/* What the log says of the response. */
	unsigned status;
	uint64_t octets; /* of content sent */
	const char *cause;
	const char *script_end;
	char script_end_space[48];

	bool logged;

	/* One more field for the response, with its CRLF: Allow to 405, and
	 * the like; absent when there is none. */
	struct bytes field;
	struct bytes file_type; /* a script's Content-Type for X-Sendfile */
	char field_space[256];
	/* What is being answered with an error, and what the client asked for:
	 * the page of --error-pages has taken the place of `uri`. */
	struct refusal error;
	struct uri error_uri;
	char host_space[256];               /* of `host_directory` */
	char proxy_space[PROXY_HEADER_MAX]; /* of `proxy` */

	char path_space[URI_PATH_SIZE]; /* of `uri`, and of local redirects */
	char
	    page_space[URI_PATH_SIZE]; /* of `uri` when that is an error page */
};

/* Seconds since the epoch, when the exchange began. */
static inline int64_t
exchange_now(const struct exchange *x)
{
	return x->began / 1000000;
}

/* Notes the time, and makes the request's id from it. */
void exchange_begin(struct exchange *x);

/* Writes the log record, once. */
void exchange_log(struct exchange *x);

#endif
