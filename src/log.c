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
#include "libsystemd.h"

#if HAVE_LIBSYSTEMD
#include "journal.h"
#endif

enum {
	MESSAGE_SIZE = 1024,
	NOTE_SIZE = 8192, /* a message in JSON, at its worst */
};

/* The one thing in the program that is not passed along: everybody logs. */
static struct {
	enum log_sink sink;
	enum log_format format;
	bool looked;         /* at stderr, and this is it */
	bool usable;         /* it is open, and not the client */
	bool journal_stream; /* it leads to the journal: "<N>" is read */
	int kept;            /* for the library's socket; 0: nothing is */
	struct stat st;
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

/* A terminal, or a file, is shared because somebody wants it so. */
static bool
is_client(const struct stat *st, int fd)
{
	struct stat other;

	return (S_ISSOCK(st->st_mode) || S_ISFIFO(st->st_mode)) && fd >= 0 &&
	    fstat(fd, &other) == 0 && other.st_dev == st->st_dev &&
	    other.st_ino == st->st_ino;
}

/* Scripts inherit descriptor 2, so it must not be the client either. */
static void
close_stderr(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, STDERR_FILENO) < 0)
		(void)close(STDERR_FILENO);
	if (null > STDERR_FILENO)
		(void)close(null);
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
	if (sink == SINK_SYSLOG) {
		openlog("cgihttpd", LOG_PID, LOG_DAEMON);
		tzset(); /* a sandbox will hide the time zone's file */
	}
}

/* The journal only by its library: the first line loads that, if log_prepare
 * has not. */
static enum log_sink
usable_sink(void)
{
	if (log_state.sink == SINK_JOURNAL && !libsystemd())
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
	if (log_state.sink == SINK_JOURNAL && usable_sink() != SINK_JOURNAL)
		fault = libsystemd_fault();
	if (fault)
		log_message(LOG_WARNING,
		    "%s: the log has no fields of the journal", fault);
}

int
log_keep(void)
{
	if (log_state.sink == SINK_JOURNAL)
		log_state.kept =
		    fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	return log_state.kept > 0 ? log_state.kept : -1;
}

#if HAVE_LIBSYSTEMD
/* Of all descriptors that are free then, this one is the lowest. */
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
	/* A log that cannot be written has nowhere to say so. */
	ssize_t written = write(STDERR_FILENO, text.at, text.len);

	(void)written;
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
	syslog(note->priority, "%.*s", (int)b.len, b.at);
}

#if HAVE_LIBSYSTEMD
/* For people, whatever the format: what programs want stands in fields. */
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

/* Of local time at that moment, for the one format that has it; UTC where it
 * is not known. */
static int64_t
zone_of(const struct log_record *r)
{
	time_t seconds = (time_t)(r->when / 1000000);
	struct tm local;

	return log_state.format == LOG_FORMAT_PYTHON &&
		localtime_r(&seconds, &local)
	    ? local.tm_gmtoff
	    : 0;
}

static void
put_record(struct buffer *b, const struct log_record *r)
{
	log_format_record(b, log_state.format, r, zone_of(r));
}

/* Of the record's own line: its cause is one of its own, but in JSON. */
static int
line_priority(const struct log_record *r)
{
	return in_json() ? (int)log_format_priority(r) : LOG_INFO;
}

/* Both lines in one write: they stay together among other processes' lines,
 * and cost one system call. */
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
		syslog((int)log_format_priority(r), "%.*s", (int)b.len, b.at);
		b.len = 0;
	}
	put_record(&b, r);
	syslog(line_priority(r), "%.*s", (int)b.len, b.at);
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
