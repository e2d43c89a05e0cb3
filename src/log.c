/* SPDX-License-Identifier: ISC */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "escape.h"
#include "http_date.h"

#if HAVE_LIBSYSTEMD
#include "journal.h"
#endif

enum {
	LINE_SIZE = 16384,
	/* Escaped, these fill less than a line: no record loses its end. */
	LINE_REQUEST_MAX = 1000,
	LINE_FIELD_MAX = 300,
	MESSAGE_SIZE = 1024,
};

/* The one thing in the program that is not passed along: everybody logs. */
static struct {
	enum log_sink sink;
	bool journal_stream; /* stderr leads to the journal: "<N>" is read */
	bool no_stderr;      /* it was the client */
} log_state = { SINK_STDERR, false, false };

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

void
log_open(enum log_sink sink, int in, int out)
{
	struct stat st;
	bool usable = fstat(STDERR_FILENO, &st) == 0;

	if (usable && (is_client(&st, in) || is_client(&st, out))) {
		close_stderr();
		log_state.no_stderr = true;
	}
	usable = usable && !log_state.no_stderr;
	if (usable && S_ISSOCK(st.st_mode))
		log_state.journal_stream = is_journal_stream(&st);
	if (sink == SINK_AUTO)
		sink = usable ? SINK_STDERR : SINK_SYSLOG;
#if HAVE_LIBSYSTEMD
	if (sink == SINK_STDERR && log_state.journal_stream)
		sink = SINK_JOURNAL;
#else
	if (sink == SINK_JOURNAL)
		sink = SINK_STDERR;
#endif
	log_state.sink = sink;
	if (sink == SINK_SYSLOG)
		openlog("cgihttpd", LOG_PID, LOG_DAEMON);
}

void
log_put_escaped(struct buffer *b, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
			buffer_put_char(b, text.at[i]);
			continue;
		}
		buffer_put_string(b, "\\x");
		buffer_put_char(b, "0123456789abcdef"[c >> 4]);
		buffer_put_char(b, "0123456789abcdef"[c & 15]);
	}
}

static void
put_or_dash(struct buffer *b, struct bytes text, size_t most)
{
	if (text.len)
		log_put_escaped(b, bytes_first(text, most));
	else
		buffer_put_char(b, '-');
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

/* Without the program's name and the line's end: sinks add their own. */
static void
put_message(int priority, struct bytes text)
{
	char line[MESSAGE_SIZE + 32];
	struct buffer b = BUFFER(line);

	switch (log_state.sink) {
	case SINK_JOURNAL:
#if HAVE_LIBSYSTEMD
		journal_message(priority, text);
#endif
		break;
	case SINK_SYSLOG:
		syslog(priority, "%.*s", (int)text.len, text.at);
		break;
	case SINK_STDERR:
	case SINK_AUTO:
		put_priority(&b, priority);
		buffer_put_string(&b, "cgihttpd: ");
		buffer_put(&b, text);
		buffer_put_char(&b, '\n');
		write_stderr(buffer_bytes(&b));
		break;
	case SINK_NONE:
		break;
	}
}

/* Makes the character at the front harmless for terminals; its length. That
 * is: no control character, of C1 neither, and UTF-8. */
static size_t
defuse(struct bytes text, char *at)
{
	unsigned char c = (unsigned char)*at;
	size_t length = c < 0x80 ? 1 : escape_sequence_length(text);
	bool c1 = c == 0xc2 && length && (unsigned char)at[1] < 0xa0;

	if (length > 1 && !c1)
		return length;
	if (c < ' ' || c >= 0x7f)
		at[0] = '?';
	if (c1)
		at[1] = '?';
	return length ? length : 1;
}

void
log_message(int priority, const char *format, ...)
{
	char line[MESSAGE_SIZE];
	int saved_errno = errno;
	size_t len;
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	len = strlen(line);
	for (size_t i = 0; i < len;)
		i += defuse((struct bytes){ line + i, len - i }, line + i);
	put_message(priority, (struct bytes){ line, len });
	errno = saved_errno;
}

/* 06/Nov/1994:08:49:37 +0000 */
static void
put_log_date(struct buffer *b, int64_t seconds)
{
	struct http_time t;

	http_time_of(seconds, &t);
	buffer_put_padded(b, t.day, 2);
	buffer_put_char(b, '/');
	buffer_put_string(b, http_month_names[t.month - 1]);
	buffer_put_char(b, '/');
	buffer_put_padded(b, (uint64_t)t.year, 4);
	buffer_put_char(b, ':');
	buffer_put_padded(b, t.hour, 2);
	buffer_put_char(b, ':');
	buffer_put_padded(b, t.minute, 2);
	buffer_put_char(b, ':');
	buffer_put_padded(b, t.second, 2);
	buffer_put_string(b, " +0000");
}

static void
put_combined(struct buffer *b, const struct log_record *r)
{
	put_or_dash(b, r->client, LINE_FIELD_MAX);
	buffer_put_string(b, " - ");
	put_or_dash(b, r->user, LINE_FIELD_MAX);
	buffer_put_string(b, " [");
	put_log_date(b, r->when / 1000000);
	buffer_put_string(b, "] \"");
	put_or_dash(b, r->line, LINE_REQUEST_MAX);
	buffer_put_string(b, "\" ");
	if (r->status)
		buffer_put_number(b, r->status);
	else
		buffer_put_char(b, '-'); /* a nph- script's own affair */
	buffer_put_char(b, ' ');
	if (r->octets)
		buffer_put_number(b, r->octets);
	else
		buffer_put_char(b, '-');
	buffer_put_string(b, " \"");
	put_or_dash(b, r->referer, LINE_FIELD_MAX);
	buffer_put_string(b, "\" \"");
	put_or_dash(b, r->user_agent, LINE_FIELD_MAX);
	buffer_put_char(b, '"');
}

static void
put_cause(struct buffer *b, const struct log_record *r)
{
	buffer_put_number(b, r->status);
	buffer_put_string(b, " \"");
	put_or_dash(b, r->target, LINE_FIELD_MAX);
	buffer_put_string(b, "\": ");
	buffer_put_string(b, r->cause);
	if (r->script.len && r->script_end) {
		buffer_put_string(b, "; script \"");
		log_put_escaped(b, bytes_first(r->script, LINE_FIELD_MAX));
		buffer_put_string(b, "\" ended with ");
		buffer_put_string(b, r->script_end);
	}
	buffer_put_string(b, " (client ");
	put_or_dash(b, r->client, LINE_FIELD_MAX);
	buffer_put_string(b, ", request ");
	put_or_dash(b, r->id, LINE_FIELD_MAX);
	buffer_put_char(b, ')');
}

static int
priority_of(const struct log_record *r)
{
	if (r->status >= 500)
		return LOG_ERR;
	return r->cause ? LOG_NOTICE : LOG_INFO;
}

/* Both lines in one write: they stay together among other processes' lines,
 * and cost one system call. */
static void
access_to_stderr(const struct log_record *r)
{
	char line[LINE_SIZE];
	struct buffer b = BUFFER(line);

	if (r->cause) {
		put_priority(&b, priority_of(r));
		buffer_put_string(&b, "cgihttpd: ");
		put_cause(&b, r);
		buffer_put_char(&b, '\n');
	}
	put_priority(&b, LOG_INFO);
	put_combined(&b, r);
	buffer_put_char(&b, '\n');
	write_stderr(buffer_bytes(&b));
}

static void
access_to_syslog(const struct log_record *r)
{
	char line[LINE_SIZE];
	struct buffer b = BUFFER(line);

	if (r->cause) {
		put_cause(&b, r);
		put_message(priority_of(r), buffer_bytes(&b));
		b.len = 0;
	}
	put_combined(&b, r);
	put_message(LOG_INFO, buffer_bytes(&b));
}

#if HAVE_LIBSYSTEMD
static void
access_to_journal(const struct log_record *r)
{
	char line[LINE_SIZE];
	struct buffer b = BUFFER(line);

	if (r->cause)
		put_cause(&b, r);
	else
		put_combined(&b, r);
	journal_access(priority_of(r), buffer_bytes(&b), r);
}
#endif

void
log_access(const struct log_record *record)
{
	switch (log_state.sink) {
	case SINK_JOURNAL:
#if HAVE_LIBSYSTEMD
		access_to_journal(record);
#endif
		break;
	case SINK_SYSLOG:
		access_to_syslog(record);
		break;
	case SINK_STDERR:
	case SINK_AUTO:
		access_to_stderr(record);
		break;
	case SINK_NONE:
		break;
	}
}
