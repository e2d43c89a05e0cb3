/* SPDX-License-Identifier: ISC */
/*
 * Where words go: stderr, the journal, syslog or nowhere; messages for people
 * and one record for each request. Never to the client: some super-servers
 * (xinetd) hand the client's socket as stderr too.
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <syslog.h> /* LOG_ERR and the other priorities */

#include "bytes.h"
#include "options.h"

/* What one exchange leaves behind. Absent members show as "-". */
struct log_record {
	int64_t when;        /* microseconds since the epoch, when it began */
	int64_t duration;    /* microseconds */
	struct bytes id;     /* the request's */
	struct bytes client; /* address */
	struct bytes user;   /* authenticated */
	struct bytes method, target;
	struct bytes line; /* the request-line */
	struct bytes referer, user_agent;
	unsigned status;
	uint64_t octets; /* of content sent */
	const char
	    *cause; /* of a refusal or a failure; NULL when there is none */
	struct bytes script;    /* its path below the root */
	const char *script_end; /* "exit status 3", "signal 11"; or NULL */
};

/*
 * Looks at descriptor 2 and decides on the sink. `in` and `out` are the
 * connection's descriptors, or -1: when stderr is the same socket or pipe, it
 * becomes /dev/null, and SINK_AUTO means syslog(3). Called before the first
 * message, and again when more is known.
 */
void log_open(enum log_sink sink, int in, int out);

/* One line for people, without its end; `priority` as in syslog(3). "?" stands
 * for control characters, those of C1 too, and for what is no UTF-8. Keeps
 * errno. */
void log_message(int priority, const char *format, ...) printf_like(2, 3);

/*
 * The record of one exchange in combined log format. A cause goes before it,
 * in a message of its own that repeats status, target, client and id.
 */
void log_access(const struct log_record *record);

/* Appends `text` with quotes, backslashes and everything but printable ASCII
 * as \xNN. */
void log_put_escaped(struct buffer *b, struct bytes text);

#endif
