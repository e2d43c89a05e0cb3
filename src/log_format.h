/* SPDX-License-Identifier: ISC */
/*
 * What the log says, in the format that its reader wants (--log-format).
 * Whatever octets a client or a script sent, a record is one line of printable
 * ASCII, and a note one line that does nothing to a terminal.
 */
#ifndef LOG_FORMAT_H
#define LOG_FORMAT_H

#include "buffer.h"

enum log_format {
	LOG_FORMAT_COMBINED, /* of the NCSA's and Apache's httpd */
	LOG_FORMAT_COMMON,   /* that without Referer and User-Agent */
	LOG_FORMAT_PYTHON,   /* of http.server: local time, never a length */
	LOG_FORMAT_JSON,     /* RFC 8259; the manual has the members */
};

enum {
	/* Octets of a client's or a script's own that are shown of a request
	 * line or a target, and of anything else. */
	LOG_REQUEST_MAX = 1000,
	LOG_FIELD_MAX = 300,
	/* Room for a cause and a record, whatever the octets. */
	LOG_FORMAT_SIZE = 20480,
};

/* RFC 5424 section 6.2.1; those of syslog(3) are the same. */
enum log_priority { PRIORITY_ERR = 3, PRIORITY_NOTICE = 5, PRIORITY_INFO = 6 };

/* What one exchange leaves behind. Absent members show as "-", in JSON not at
 * all. */
struct log_record {
	int64_t when;        /* microseconds since the epoch, when it began */
	int64_t duration;    /* microseconds */
	struct bytes id;     /* the request's */
	struct bytes client; /* address */
	struct bytes user;   /* authenticated */
	struct bytes host;
	struct bytes method, target;
	struct bytes line; /* the request-line */
	struct bytes referer, user_agent;
	unsigned status;
	uint64_t octets;        /* of content sent */
	const char *cause;      /* of a refusal, or a failure; or NULL */
	struct bytes script;    /* its path below the root */
	const char *script_end; /* "exit status 3", "signal 11"; or NULL */
};

/* One line that is no record. */
struct log_note {
	int64_t when; /* microseconds since the epoch */
	int priority; /* as in syslog(3) */
	struct bytes text;
	struct bytes script, id; /* whose words these are; absent: our own */
};

/* PRIORITY_ERR from status 500 on; PRIORITY_NOTICE for another cause. */
enum log_priority log_format_priority(const struct log_record *record);

/* The record, without the line's end. `zone` is that of local time, in seconds
 * east of UTC; only LOG_FORMAT_PYTHON wants to know. */
void log_format_record(struct buffer *b, enum log_format format,
    const struct log_record *record, int64_t zone);

/* The record's cause in words for people, with all to find it by. In JSON it
 * is a member of the record. */
void log_format_cause(struct buffer *b, const struct log_record *record);

/* What a note says, for people; in JSON an object of its own. */
void log_format_note(
    struct buffer *b, enum log_format format, const struct log_note *note);

/* Appends `text` with quotes, backslashes and everything but printable ASCII
 * as \xNN. */
void log_format_escaped(struct buffer *b, struct bytes text);

#endif
