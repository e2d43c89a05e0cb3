/* SPDX-License-Identifier: ISC */
#include "journal.h"

#include "libsystemd.h"

enum {
	FIELDS_MAX = 16,
	NOTE_SIZE = 8192,
};

/* The record under construction. sd_journal_sendv(3) takes "NAME=value", and
 * refuses the whole record for one field that has another form. */
struct journal_record {
	struct iovec fields[FIELDS_MAX];
	int count;
	struct buffer space;
};

static void
begin_field(struct journal_record *j, const char *name)
{
	j->fields[j->count].iov_base = j->space.at + j->space.len;
	buffer_put_string(&j->space, name);
	buffer_put_char(&j->space, '=');
}

/* A field that does not fit is left out. */
static void
end_field(struct journal_record *j)
{
	char *start = j->fields[j->count].iov_base;
	size_t len = (size_t)(j->space.at + j->space.len - start);

	if (j->space.full) {
		j->space.len -= len;
		j->space.full = false;
	} else {
		j->fields[j->count++].iov_len = len;
	}
}

static void
put_text(struct journal_record *j, const char *name, struct bytes value)
{
	if (!value.len)
		return;
	begin_field(j, name);
	buffer_put(&j->space, value);
	end_field(j);
}

static void
put_number(struct journal_record *j, const char *name, uint64_t value)
{
	begin_field(j, name);
	buffer_put_number(&j->space, value);
	end_field(j);
}

static void
put_message(struct journal_record *j, int priority, struct bytes text)
{
	put_text(j, "MESSAGE", text);
	put_number(j, "PRIORITY", (uint64_t)priority);
	put_text(j, "SYSLOG_IDENTIFIER", BYTES("cgihttpd"));
}

static void
send_record(const struct journal_record *j)
{
	/* The caller, log.c, has made sure that there is one. */
	const struct libsystemd *library = libsystemd();

	if (library)
		(void)library->journal_sendv(j->fields, j->count);
}

void
journal_note(struct bytes text, const struct log_note *note)
{
	left_unset char space[NOTE_SIZE];
	struct journal_record j = { .space = BUFFER(space) };

	put_message(&j, note->priority, text);
	put_text(&j, "REQUEST_ID", note->id);
	put_text(&j, "CGI_SCRIPT", note->script);
	send_record(&j);
}

void
journal_access(
    struct bytes text, const struct log_record *r, struct buffer space)
{
	struct journal_record j = { .space = space };

	put_message(&j, (int)log_format_priority(r), text);
	put_text(&j, "HTTP_METHOD", r->method);
	put_text(&j, "HTTP_TARGET", r->target);
	put_text(&j, "HTTP_HOST", r->host);
	if (r->status)
		put_number(&j, "HTTP_STATUS", r->status);
	put_number(&j, "HTTP_OCTETS", r->octets);
	put_number(&j, "HTTP_DURATION_USEC", (uint64_t)r->duration);
	put_text(&j, "HTTP_CAUSE", bytes_of(r->cause));
	put_text(&j, "REMOTE_ADDR", r->client);
	put_text(&j, "REMOTE_USER", r->user);
	put_text(&j, "REQUEST_ID", r->id);
	put_text(&j, "CGI_SCRIPT", r->script);
	put_text(&j, "CGI_EXIT", bytes_of(r->script_end));
	send_record(&j);
}
