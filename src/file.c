/* SPDX-License-Identifier: ISC */
#include "file.h"

#include <errno.h>
#include <unistd.h>

#include "range.h"
#include "representation.h"
#include "response.h"

/* Up to so many octets, one read and one write cost less than sendfile(2). */
enum { SMALL_FILE_MAX = 16384 };

/* Where a file is the cause that not all of its octets were sent, notes that
 * for the log, and resets the connection. */
static void
note_copied(struct exchange *x, enum connection_copied copied)
{
	switch (copied) {
	case CONNECTION_COPIED:
	case CONNECTION_BROKEN:
		return;
	case CONNECTION_FILE_SHORT:
		x->cause = "the file became shorter while it was sent";
		connection_reset(&x->connection);
		return;
	case CONNECTION_FILE_FAILED:
		x->cause = "reading the file failed while it was sent";
		connection_reset(&x->connection);
		return;
	}
}

static bool
copy(struct exchange *x, int fd, uint64_t from, uint64_t length)
{
	struct connection *c = &x->connection;
	uint64_t before = c->sent;
	enum connection_copied copied;

	copied = connection_send_file(c, fd, (off_t)from, length);
	x->octets += c->sent - before;
	note_copied(x, copied);
	return copied == CONNECTION_COPIED;
}

static void
put_common(const struct exchange *x, const struct representation *r,
    struct buffer *head)
{
	if (r->coding.at)
		response_field(head, "Content-Encoding", r->coding);
	representation_put_validators(r, head);
	response_field(head, "Accept-Ranges", BYTES("bytes"));
	response_nosniff(x, head);
}

/* Reads the whole file, as a rule in one call; what is wrong with it, or NULL.
 * One that has become shorter since fstat(2) has another entity-tag. */
static const char *
read_small(struct exchange *x, const struct representation *r,
    struct bytes *ret_content)
{
	struct buffer space = buffer_rest(&x->text, (size_t)r->size);
	ssize_t got = 1;

	while (space.len < space.size && got > 0) {
		got = pread(r->fd, space.at + space.len, space.size - space.len,
		    (off_t)space.len);
		if (got > 0)
			space.len += (size_t)got;
	}
	if (got < 0)
		return errno == EIO ? "reading the file failed: EIO"
				    : "reading the file failed";
	if (space.len < r->size)
		return "the file ended before its size when it was read";
	x->text.len += space.len;
	*ret_content = buffer_bytes(&space);
	return NULL;
}

static struct buffer
begin(struct exchange *x, struct representation *r, unsigned status,
    uint64_t length)
{
	struct buffer head = response_space(x);

	response_begin(x, &head, status, NO_BYTES);
	representation_put_type(r, &head);
	put_common(x, r, &head);
	response_number(&head, "Content-Length", length);
	return head;
}

static struct refusal
send_whole(struct exchange *x, struct representation *r, unsigned status)
{
	bool wanted = x->request.method != METHOD_HEAD;
	bool small = wanted && r->size <= SMALL_FILE_MAX;
	struct bytes content = small ? r->sample : NO_BYTES;
	struct buffer head;
	const char *fault = NULL;

	if (small && content.len != r->size)
		fault = read_small(x, r, &content);
	if (fault)
		return refuse(STATUS_INTERNAL_SERVER_ERROR, fault);
	head = begin(x, r, status, r->size);
	if (response_send(x, &head, content) && wanted && !small)
		(void)copy(x, r->fd, 0, r->size);
	return NO_OBJECTION;
}

static void
put_content_range(struct buffer *b, const struct range *range, uint64_t size)
{
	buffer_put(b, BYTES("Content-Range: bytes "));
	if (range) {
		buffer_put_number(b, range->first);
		buffer_put_char(b, '-');
		buffer_put_number(b, range->last);
	} else {
		buffer_put_char(b, '*');
	}
	buffer_put_char(b, '/');
	buffer_put_number(b, size);
	buffer_put_crlf(b);
}

static uint64_t
range_length(const struct range *range)
{
	return range->last - range->first + 1;
}

/* Fields that a client with an If-Range should have already (RFC 9110 section
 * 15.3.7) are sent again: browsers judge each response by its own Content-Type
 * and nosniff. */
static void
send_range(
    struct exchange *x, struct representation *r, const struct range *range)
{
	uint64_t length = range_length(range);
	struct buffer head = begin(x, r, STATUS_PARTIAL_CONTENT, length);

	put_content_range(&head, range, r->size);
	if (response_send(x, &head, NO_BYTES))
		(void)copy(x, r->fd, range->first, length);
}

/* The boundary and header before one part of a multipart/byteranges (RFC 9110
 * section 14.6). The boundary is the request's id, which no file can have been
 * written to contain. */
static struct buffer
part_head(const struct exchange *x, const struct representation *r,
    const struct range *range)
{
	struct buffer b = response_space(x);

	buffer_put(&b, BYTES("\r\n--"));
	buffer_put_string(&b, x->id);
	buffer_put_crlf(&b);
	representation_put_type(r, &b);
	put_content_range(&b, range, r->size);
	buffer_put_crlf(&b);
	return b;
}

static struct buffer
parts_end(const struct exchange *x)
{
	struct buffer b = response_space(x);

	buffer_put(&b, BYTES("\r\n--"));
	buffer_put_string(&b, x->id);
	buffer_put(&b, BYTES("--\r\n"));
	return b;
}

static uint64_t
parts_length(const struct exchange *x, const struct representation *r,
    const struct ranges *ranges)
{
	uint64_t length = parts_end(x).len;

	for (unsigned i = 0; i < ranges->count; i++)
		length += part_head(x, r, &ranges->at[i]).len +
		    range_length(&ranges->at[i]);
	return length;
}

static bool
send_text(struct exchange *x, struct buffer text)
{
	struct iovec piece = { text.at, text.len };

	x->octets += text.len;
	return connection_send(&x->connection, &piece, 1, true);
}

static void
send_parts(
    struct exchange *x, struct representation *r, const struct ranges *ranges)
{
	for (unsigned i = 0; i < ranges->count; i++) {
		const struct range *range = &ranges->at[i];

		if (!send_text(x, part_head(x, r, range)) ||
		    !copy(x, r->fd, range->first, range_length(range)))
			return;
	}
	(void)send_text(x, parts_end(x));
}

static void
send_ranges(
    struct exchange *x, struct representation *r, const struct ranges *ranges)
{
	/* Before the response's head, which will take the space in which the
	 * parts' heads are written. */
	uint64_t length = parts_length(x, r, ranges);
	struct buffer head = response_space(x);

	response_begin(x, &head, STATUS_PARTIAL_CONTENT, NO_BYTES);
	buffer_put(
	    &head, BYTES("Content-Type: multipart/byteranges; boundary="));
	buffer_put_string(&head, x->id);
	buffer_put_crlf(&head);
	put_common(x, r, &head);
	response_number(&head, "Content-Length", length);
	if (response_send(x, &head, NO_BYTES))
		send_parts(x, r, ranges);
}

static struct refusal
refuse_range(struct exchange *x, const struct representation *r)
{
	struct buffer field = BUFFER(x->field_space);

	put_content_range(&field, NULL, r->size);
	x->field = buffer_bytes(&field);
	return refuse(
	    STATUS_RANGE_NOT_SATISFIABLE, "no range begins within the file");
}

static void
send_not_modified(struct exchange *x, const struct representation *r)
{
	struct buffer head = response_space(x);

	response_begin(x, &head, STATUS_NOT_MODIFIED, NO_BYTES);
	representation_put_validators(r, &head);
	(void)response_send(x, &head, NO_BYTES);
}

/* RFC 9110 section 14.2: Range applies to GET only, and is evaluated after the
 * preconditions. */
static struct refusal
send_wanted(struct exchange *x, struct representation *r)
{
	struct bytes value = request_only_field(&x->request, "Range");
	struct ranges ranges = { .count = 0 };
	enum http_status status;

	if (!value.at || x->request.method != METHOD_GET ||
	    !condition_range_holds(&x->request, &r->validators))
		return send_whole(x, r, STATUS_OK);
	status = range_parse(value, r->size, &ranges);
	if (status == STATUS_RANGE_NOT_SATISFIABLE)
		return refuse_range(x, r);
	if (status != STATUS_PARTIAL_CONTENT)
		return send_whole(x, r, STATUS_OK);
	if (ranges.count == 1)
		send_range(x, r, &ranges.at[0]);
	else
		send_ranges(x, r, &ranges);
	return NO_OBJECTION;
}

struct refusal
file_serve(struct exchange *x)
{
	struct representation r;
	enum http_status status;

	representation_choose(x, &r);
	if (!r.acceptable)
		return refuse(STATUS_NOT_ACCEPTABLE,
		    "Accept-Encoding rules out every form of the file");
	status = condition_evaluate(&x->request, &r.validators);
	if (status == STATUS_PRECONDITION_FAILED)
		return condition_refusal();
	if (status != STATUS_NOT_MODIFIED)
		return send_wanted(x, &r);
	send_not_modified(x, &r);
	return NO_OBJECTION;
}

struct refusal
file_serve_as(struct exchange *x, unsigned status)
{
	struct representation r;

	representation_choose(x, &r);
	return send_whole(x, &r, status);
}
