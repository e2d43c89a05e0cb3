/* SPDX-License-Identifier: ISC */
/*
 * Lines of the log, in the format that the operator chose (--log-format).
 * Whatever octets a client or a script sent, a record is one line of printable
 * ASCII, and a note is one line that is harmless to a terminal.
 */
#ifndef LOG_FORMAT_H
#define LOG_FORMAT_H

#include "buffer.h"

enum log_format {
	LOG_FORMAT_COMBINED, /* of the NCSA's and Apache's httpd */
	LOG_FORMAT_COMMON,   /* combined without Referer and User-Agent */
	LOG_FORMAT_PYTHON,   /* of http.server: local time, never a length */
	LOG_FORMAT_JSON,     /* RFC 8259; the manual lists the members */
};

enum {
	/* Octets that are shown of a request-line or a target, and of any other
	 * text from a client or a script. */
	LOG_REQUEST_MAX = 1000,
	LOG_FIELD_MAX = 300,
	/* Room for a cause and a record, whatever octets they have. */
	LOG_FORMAT_SIZE = 20480,
};

/* RFC 5424 section 6.2.1; the same numbers as in syslog(3). */
enum log_priority { PRIORITY_ERR = 3, PRIORITY_NOTICE = 5, PRIORITY_INFO = 6 };

/* What is logged of one exchange. Absent members show as "-", in JSON not at
 * all. */
struct log_record {
	int64_t when;        /* it began: microseconds since the epoch */
	int64_t duration;    /* microseconds */
	struct bytes id;     /* of the request */
	struct bytes client; /* its address */
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
	int64_t when; /* microseconds since the epoch; for JSON alone */
	int priority; /* as in syslog(3) */
	struct bytes text;
	struct bytes script, id; /* who wrote the text; absent: the server */
};

/* PRIORITY_ERR for a status of 500 and above; otherwise PRIORITY_NOTICE with a
 * cause, PRIORITY_INFO without. */
enum log_priority log_format_priority(const struct log_record *record);

/* Appends the record, without a line end. `zone` is the offset of local time,
 * in seconds east of UTC; only LOG_FORMAT_PYTHON uses it. */
void log_format_record(struct buffer *b, enum log_format format,
    const struct log_record *record, int64_t zone);

/* Appends the record's cause in plain words, with the status, target, script,
 * client and id to identify the request, without a line end. JSON needs no such
 * line: there the cause is a member of the record. */
void log_format_cause(struct buffer *b, const struct log_record *record);

/* Appends a note, without a line end: plain text, or in JSON an object of its
 * own. */
void log_format_note(
    struct buffer *b, enum log_format format, const struct log_note *note);

/* Appends `text`; quotes, backslashes and everything but printable ASCII become
 * \xNN. */
void log_format_escaped(struct buffer *b, struct bytes text);

#endif
