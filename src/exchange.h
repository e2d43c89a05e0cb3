/* SPDX-License-Identifier: ISC */
/*
 * One request and its response: what is known about them, collected on the way
 * and passed along. A process has one exchange, which is zeroed at the
 * beginning.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "connection.h"
#include "credentials.h"
#include "options.h"
#include "peer.h"
#include "proxy_header.h"
#include "request.h"
#include "sandbox.h"
#include "script_rules.h"
#include "target.h"
#include "uri.h"

enum {
	REQUEST_ID_SIZE = 34,
	REQUEST_FIELDS_SIZE = (REQUEST_FIELDS_MAX + 1) * sizeof(struct field),
	/* For a script: its paths, arguments, environment and header. */
	EXCHANGE_SCRIPT_SIZE = 192 * 1024,
	/* For a redirect: its Location, and the path in that. */
	EXCHANGE_REDIRECT_SIZE = 65536 + URI_PATH_SIZE,
	/* After these there is room for what is written next, an answer. The
	 * size is far from 2 MiB, so that no huge page takes the place of the
	 * few small ones that are touched. */
	EXCHANGE_TEXT_SIZE = CONNECTION_HEADER_MAX + REQUEST_FIELDS_SIZE +
	    URI_PATH_SIZE +
	    2 * (EXCHANGE_REDIRECT_SIZE + EXCHANGE_SCRIPT_SIZE) + 3 * 65536,
};

/*
 * The members that most requests touch are together, and so is all space for
 * octets: each page of memory that is touched costs a process as short-lived as
 * this one more than most of its system calls.
 */
struct exchange {
	struct target target;
	struct credentials credentials;

	const struct options *options;
	struct connection connection;
	struct beneath beneath; /* the document root, or the virtual host's */
	struct bytes host_directory; /* of --virtual-hosts, below ROOT */
	bool one_shot; /* a super-server's environment speaks of the client */
	int reports;   /* tells a listener what processes to wait for; or -1 */
	const struct end *told_end; /* where it tells how they ended; or NULL */

	struct sandbox sandbox;
	struct script_rules script_rules;

	int64_t accepted;          /* the connection, on clock_monotonic_ms */
	int64_t began;             /* microseconds since the epoch */
	int64_t timed;             /* the same moment, if the log has durations,
	                            * on clock_monotonic_us */
	struct proxy_header proxy; /* zero without --proxy-protocol */
	struct peer peer;
	char id[REQUEST_ID_SIZE];

	struct uri uri;
	struct bytes user;  /* whose password was checked for this path */
	unsigned redirects; /* number of scripts' local redirects so far */
	unsigned scripts;   /* number of scripts begun so far */

	/* What the log says of the response. */
	unsigned status;
	uint64_t octets; /* of content sent */
	const char *cause;
	const char *script_end;
	struct bytes ended_script; /* the script that ended so */
	bool logged;

	/* Further fields of the response, each with its CRLF: Allow for 405,
	 * Content-Range for 416 and the like; absent when there are none. */
	struct bytes field;
	/* For Vary, in errors too, as a cache may keep those: whether these
	 * fields of the request have decided something. */
	bool by_accept, by_coding;
	struct bytes file_type;   /* a script's Content-Type for X-Sendfile */
	struct bytes file_fields; /* likewise its other fields */
	/* The fields of a script whose own response this is. */
	struct bytes script_header;
	/* The error that is being answered, and what the client asked for, in
	 * whose place `uri` names the page of --error-pages. */
	struct refusal error;
	struct uri error_uri;

	struct request request;
	/* The request's header and fields, its decoded path, and then what the
	 * server writes. */
	struct buffer text;
	size_t script_text; /* where a script's part of it begins; 0: nowhere */
	char text_space[EXCHANGE_TEXT_SIZE];

	char user_space[CREDENTIALS_SIZE];  /* of `user` */
	char script_end_space[48];          /* of `script_end` */
	char field_space[256];              /* of `field` */
	char host_space[256];               /* of `host_directory` */
	char proxy_space[PROXY_HEADER_MAX]; /* of `proxy` */
};

/* When the exchange began, in seconds since the epoch. */
static inline int64_t
exchange_now(const struct exchange *x)
{
	return x->began / 1000000;
}

/* As request_parse, into x->request, with the fields in x->text. */
must_check struct refusal exchange_parse_request(
    struct exchange *x, struct bytes header);

/* As uri_parse, with the decoded path in x->text. */
must_check struct refusal exchange_parse_uri(
    struct exchange *x, struct bytes target, struct uri *ret_uri);

/* As request_list_field, with the list in x->text where it takes room. */
struct bytes exchange_list_field(struct exchange *x, const char *name);

/* Notes the time, and makes the request's id from it and the PID. */
void exchange_begin(struct exchange *x);

/* Logs the record of the exchange; does nothing after the first time. */
void exchange_log(struct exchange *x);

#endif
