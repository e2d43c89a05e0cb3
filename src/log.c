/* SPDX-License-Identifier: ISC */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "descriptors.h"
#include "dev_log.h"
#include "libsystemd.h"

#if HAVE_LIBSYSTEMD
#include "journal.h"
#endif

#define JOURNAL_SOCKET "/run/systemd/journal/socket"

enum {
	MESSAGE_SIZE = 1024,
	NOTE_SIZE = 8192, /* the longest that a message becomes in JSON */
};

/* The one state that is not passed as an argument: every part of the program
 * logs. */
static struct {
	enum log_sink sink;
	enum log_format format;
	bool looked;         /* stderr was examined */
	bool usable;         /* it is open, and not the client */
	bool journal_stream; /* it leads to the journal, which reads "<N>" */
	bool no_journal;     /* its library would drop everything */
	int kept;            /* reserved for the library's socket; 0: none is */
	struct stat st;      /* of stderr */
} log_state = { .sink = SINK_STDERR };

/* $JOURNAL_STREAM is "device:inode" of the stream that systemd made for
 * stderr (systemd.exec(5)). */
static bool
is_journal_stream(const struct stat *st)
{
	struct bytes rest = bytes_of(getenv("JOURNAL_STREAM"));
	struct bytes device = bytes_cut(&rest, ':');
	int64_t dev, ino;

	return bytes_number(device, &dev) && bytes_number(rest, &ino) &&
	    (dev_t)dev == st->st_dev && (ino_t)ino == st->st_ino;
}

/* Only a socket or a pipe is the client: a terminal or a file that is shared
 * with the connection is what the operator wants. */
static bool
is_client(const struct stat *st, int fd)
{
	struct stat other;

	return (S_ISSOCK(st->st_mode) || S_ISFIFO(st->st_mode)) && fd >= 0 &&
	    fstat(fd, &other) == 0 && other.st_dev == st->st_dev &&
	    other.st_ino == st->st_ino;
}

/* Scripts inherit descriptor 2: it must not be the client for them either. */
static void
close_stderr(void)
{
	(void)close(STDERR_FILENO);
	descriptors_ensure();
}

static void
look_at_stderr(void)
{
	struct stat *st = &log_state.st;

	if (log_state.looked)
		return;
	log_state.looked = true;
	log_state.usable = fstat(STDERR_FILENO, st) == 0;
	log_state.journal_stream =
	    log_state.usable && S_ISSOCK(st->st_mode) && is_journal_stream(st);
}

void
log_open(enum log_sink sink, int in, int out)
{
	const struct stat *st = &log_state.st;

	look_at_stderr();
	if (log_state.usable && (is_client(st, in) || is_client(st, out))) {
		close_stderr();
		log_state.usable = log_state.journal_stream = false;
	}
	if (sink == SINK_AUTO)
		sink = log_state.usable ? SINK_STDERR : SINK_SYSLOG;
	if (sink == SINK_STDERR && log_state.journal_stream)
		sink = SINK_JOURNAL;
	log_state.sink = sink;
	if (sink == SINK_SYSLOG)
		tzset(); /* a sandbox will hide the time zone's file */
}

/* The journal is reached by its library only, which the first line loads if
 * log_prepare has not. */
static enum log_sink
usable_sink(void)
{
	if (log_state.sink == SINK_JOURNAL &&
	    (log_state.no_journal || !libsystemd()))
		log_state.sink = SINK_STDERR;
	return log_state.sink;
}

void
log_prepare(enum log_format format)
{
	const char *fault = NULL;

	log_state.format = format;
	if (format == LOG_FORMAT_PYTHON)
		tzset();
	if (log_state.sink != SINK_JOURNAL)
		return;
	if (usable_sink() != SINK_JOURNAL) {
		fault = HAVE_LIBSYSTEMD || log_state.journal_stream
		    ? libsystemd_fault()
		    : "this executable has no libsystemd";
	} else if (access(JOURNAL_SOCKET, F_OK) < 0) {
		fault = "there is no " JOURNAL_SOCKET;
		log_state.no_journal = true;
	}
	if (fault)
		log_message(LOG_WARNING,
		    "%s: the log has no fields of the journal", fault);
}

int
log_reserve_descriptor(void)
{
	if (log_state.sink == SINK_JOURNAL)
		log_state.kept =
		    fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	return log_state.kept > 0 ? log_state.kept : -1;
}

#if HAVE_LIBSYSTEMD
/* Frees the reserved number for the library: it is then the lowest of all that
 * are free. */
static void
give_kept(void)
{
	if (log_state.kept > 0)
		(void)close(log_state.kept);
	log_state.kept = 0;
}
#endif

static bool
in_json(void)
{
	return log_state.format == LOG_FORMAT_JSON;
}

/* "<N>" tells journald a line's priority (sd-daemon(3)). */
static void
put_priority(struct buffer *b, int priority)
{
	if (log_state.sink != SINK_STDERR || !log_state.journal_stream)
		return;
	buffer_put_char(b, '<');
	buffer_put_number(b, (uint64_t)priority);
	buffer_put_char(b, '>');
}

static void
write_stderr(struct bytes text)
{
	/* There is nowhere to report that the log cannot be written. */
	(void)!write(STDERR_FILENO, text.at, text.len);
}

/* The zone of local time at a moment, in seconds east of UTC; UTC where it is
 * not known. */
static int64_t
zone_at(int64_t seconds)
{
	time_t moment = (time_t)seconds;
	struct tm local;

	return localtime_r(&moment, &local) ? local.tm_gmtoff : 0;
}

static void
send_syslog(int priority, struct bytes text)
{
	int64_t now = clock_realtime_us() / 1000000;

	dev_log_send(priority, now + zone_at(now), text);
}

/* --------------------------------------------------------------- messages */

static void
note_to_stderr(const struct log_note *note)
{
	left_unset char line[NOTE_SIZE];
	struct buffer b = BUFFER(line);

	put_priority(&b, note->priority);
	if (!in_json())
		buffer_put_string(&b, "cgihttpd: ");
	log_format_note(&b, log_state.format, note);
	buffer_put_char(&b, '\n');
	write_stderr(buffer_bytes(&b));
}

static void
note_to_syslog(const struct log_note *note)
{
	left_unset char line[NOTE_SIZE];
	struct buffer b = BUFFER(line);

	log_format_note(&b, log_state.format, note);
	send_syslog(note->priority, buffer_bytes(&b));
}

#if HAVE_LIBSYSTEMD
/* The text is for people, whatever the format: programs read the fields. */
static void
note_to_journal(const struct log_note *note)
{
	left_unset char line[NOTE_SIZE];
	struct buffer b = BUFFER(line);

	log_format_note(&b, LOG_FORMAT_COMBINED, note);
	give_kept();
	journal_note(buffer_bytes(&b), note);
}
#endif

static void
put_note(struct log_note *note)
{
	if (in_json())
		note->when = clock_realtime_us();
	switch (usable_sink()) {
	case SINK_JOURNAL:
#if HAVE_LIBSYSTEMD
		note_to_journal(note);
#endif
		break;
	case SINK_SYSLOG:
		note_to_syslog(note);
		break;
	case SINK_STDERR:
	case SINK_AUTO:
		note_to_stderr(note);
		break;
	case SINK_NONE:
		break;
	}
}

void
log_message(int priority, const char *format, ...)
{
	left_unset char text[MESSAGE_SIZE];
	struct log_note note = { .priority = priority };
	int saved_errno = errno;
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	note.text = bytes_of(text);
	put_note(&note);
	errno = saved_errno;
}

void
log_script(struct bytes script, struct bytes id, struct bytes line)
{
	struct log_note note = {
		.priority = LOG_WARNING,
		.text = bytes_first(line, MESSAGE_SIZE),
		.script = script,
		.id = id,
	};

	put_note(&note);
}

/* ---------------------------------------------------------------- records */

static void
put_record(struct buffer *b, const struct log_record *r)
{
	log_format_record(b, log_state.format, r,
	    log_state.format == LOG_FORMAT_PYTHON ? zone_at(r->when / 1000000)
						  : 0);
}

/* The priority of the record's own line. Its cause has a line and a priority of
 * its own, except in JSON. */
static int
line_priority(const struct log_record *r)
{
	return in_json() ? (int)log_format_priority(r) : LOG_INFO;
}

/* Writes both lines at once: they stay together among the lines of other
 * processes, and cost one system call. */
static void
access_to_stderr(const struct log_record *r, struct buffer b)
{
	if (r->cause && !in_json()) {
		put_priority(&b, (int)log_format_priority(r));
		buffer_put_string(&b, "cgihttpd: ");
		log_format_cause(&b, r);
		buffer_put_char(&b, '\n');
	}
	put_priority(&b, line_priority(r));
	put_record(&b, r);
	buffer_put_char(&b, '\n');
	write_stderr(buffer_bytes(&b));
}

static void
access_to_syslog(const struct log_record *r, struct buffer b)
{
	if (r->cause && !in_json()) {
		log_format_cause(&b, r);
		send_syslog((int)log_format_priority(r), buffer_bytes(&b));
		b.len = 0;
	}
	put_record(&b, r);
	send_syslog(line_priority(r), buffer_bytes(&b));
}

#if HAVE_LIBSYSTEMD
static void
access_to_journal(const struct log_record *r, struct buffer b)
{
	if (r->cause)
		log_format_cause(&b, r);
	else
		put_record(&b, r);
	give_kept();
	journal_access(buffer_bytes(&b), r, buffer_rest(&b, LOG_SPACE_SIZE));
}
#endif

bool
log_has_durations(void)
{
	return in_json() || log_state.sink == SINK_JOURNAL;
}

void
log_access(const struct log_record *record, struct buffer space)
{
	switch (usable_sink()) {
	case SINK_JOURNAL:
#if HAVE_LIBSYSTEMD
		access_to_journal(record, space);
#endif
		break;
	case SINK_SYSLOG:
		access_to_syslog(record, space);
		break;
	case SINK_STDERR:
	case SINK_AUTO:
		access_to_stderr(record, space);
		break;
	case SINK_NONE:
		break;
	}
}
