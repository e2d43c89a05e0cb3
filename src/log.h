/* SPDX-License-Identifier: ISC */
/*
 * Where words go: stderr, the journal, syslog or nowhere; messages for people
 * and one record for each request. Never to the client: some super-servers
 * (xinetd) hand the client's socket as stderr too.
 */
#ifndef LOG_H
#define LOG_H

#include <syslog.h> /* LOG_ERR and the other priorities */

#include "bytes.h"
#include "log_format.h"
#include "options.h"

/* For a record's line and, in the journal, once more as a field among those of
 * the request, each as long as the client made it. */
enum { LOG_SPACE_SIZE = 80 * 1024 };

/*
 * Looks at descriptor 2 and decides on the sink. `in` and `out` are the
 * connection's descriptors, or -1: when stderr is the same socket or pipe, it
 * becomes /dev/null, and SINK_AUTO means syslog(3). Called before the first
 * message, and again when more is known.
 */
void log_open(enum log_sink sink, int in, int out);

/* From now on records are written so; at first LOG_FORMAT_COMBINED. Reads what
 * a sandbox will hide: the time zone, the journal's library. */
void log_prepare(enum log_format format);

/*
 * For a process that logs and starts others that do: the number of the socket
 * that the journal's library opens with the first line and never again, which
 * they must not close; or -1. Until that line comes a descriptor holds the
 * number; one that is lower must not become free meanwhile.
 */
int log_keep(void);

/* One line for people, without its end; `priority` as in syslog(3). A space
 * stands for a tab, "?" for other control characters, those of C1 too, and for
 * what is no UTF-8. Keeps errno. */
void log_message(int priority, const char *format, ...) printf_like(2, 3);

/* The same for a line that is about a script, or its own, during the request
 * with this id: both are named. */
void log_script(struct bytes script, struct bytes id, struct bytes line);

/* Do records tell how long a request took? Else nobody need look at a clock. */
bool log_has_durations(void);

/*
 * The record of one exchange. A cause goes before it, in a message of its own
 * that repeats status, target, client and id; in JSON it is a part of the
 * record, in the journal a field. `space` is for that: LOG_SPACE_SIZE octets,
 * wherever the caller has some that were touched anyway.
 */
void log_access(const struct log_record *record, struct buffer space);

#endif
