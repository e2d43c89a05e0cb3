/* SPDX-License-Identifier: ISC */
/*
 * Where the log goes: stderr, the journal, syslog or nowhere. It has messages
 * for people and one record for each request. Nothing of it ever goes to the
 * client: some super-servers (xinetd) pass the client's socket as stderr too.
 */
#ifndef LOG_H
#define LOG_H

#include <syslog.h> /* LOG_ERR and the other priorities */

#include "bytes.h"
#include "log_format.h"
#include "options.h"

/* Room for a record's line and, in the journal, also for the fields of the
 * request, each as long as the client made it. */
enum { LOG_SPACE_SIZE = 80 * 1024 };

/*
 * Examines descriptor 2 and chooses the sink. `in` and `out` are the
 * connection's descriptors, or -1: when stderr is the same socket or pipe, it
 * is replaced by /dev/null, and SINK_AUTO means the syslog daemon. Called
 * before the first message, and again when more is known.
 */
void log_open(enum log_sink sink, int in, int out);

/* Sets the format of records, which is LOG_FORMAT_COMBINED at first. Loads what
 * a sandbox will hide: the time zone and the journal's library. Warns when that
 * library cannot be loaded. */
void log_prepare(enum log_format format);

/*
 * For a process that logs and starts others that log. The journal's library
 * opens a socket with the first line and never again, so the children must not
 * close it. Reserves a descriptor number for that socket and returns it, or -1
 * when there is none. Until the first line a placeholder holds the number; no
 * lower descriptor may become free until then.
 */
int log_reserve_descriptor(void);

/* Logs one line for people, given without its end; `priority` as in syslog(3).
 * Cut at 1,023 octets. A tab is written as a space; other control characters,
 * those of C1 too, and what is not UTF-8 as "?", or in JSON escaped. Keeps
 * errno. */
void log_message(int priority, const char *format, ...) printf_like(2, 3);

/* Logs `line`, which is about a script or was written by it, as a warning that
 * names the script and the id of its request. */
void log_script(struct bytes script, struct bytes id, struct bytes line);

/* Whether records say how long a request took. If not, the caller need not read
 * the clock. */
bool log_has_durations(void);

/*
 * Logs the record of one exchange. A cause precedes it, in a message of its own
 * that repeats status, target, client and id; in JSON it is a member of the
 * record, in the journal a field. `space` is scratch memory for that, of
 * LOG_SPACE_SIZE octets, preferably memory that was touched before.
 */
void log_access(const struct log_record *record, struct buffer space);

#endif
