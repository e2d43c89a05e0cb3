/* SPDX-License-Identifier: ISC */
#include "relay_parts.h"

#include <errno.h>
#include <unistd.h>

#include "log.h"
#include "response.h"
#include "script_fault.h"
#include "system_refusal.h"

/* A field may become two octets longer, as ":" and LF become ": " and CRLF. */
_Static_assert(RELAY_HEAD_SIZE >= SCRIPT_HEADER_MAX + 2 * SCRIPT_FIELDS_MAX +
	    OPTION_HEADERS_MAX + 3 * OPTION_LIST_MAX + 2048,
    "the response's header fits, however long the script's is");

enum { SHOWN_MAX = 100 }; /* octets of the script's output in a warning */

/* env(1) and interpreters that cannot make anything of a #! line may not say
 * why they fail. Once confined, we cannot look at it any more. */
static const char *
cause_of_nothing(const struct relay *r)
{
	bool ended_well = r->life.end == LIFE_EXITED && r->life.code == 0;
	const char *fault = ended_well || r->x->sandbox.entered
	    ? NULL
	    : script_fault_of_target(r->x);

	return fault ? fault : "the script ended without output";
}

static struct refusal
refusal_of_end(struct relay *r)
{
	/* A failed exec says more than the empty output that comes of it. */
	if (r->shared->exec_error)
		return script_fault_of_exec(r->x, r->shared->exec_error);
	if (life_wait(&r->life, r->now + END_GRACE_MS) == LIFE_KILLED)
		return refuse(STATUS_BAD_GATEWAY,
		    "the script was killed before it gave a response header");
	if (r->output_text.len)
		return refuse(STATUS_BAD_GATEWAY,
		    "the script ended in the midst of its response header (is "
		    "the empty line after it missing?)");
	return refuse(STATUS_BAD_GATEWAY, cause_of_nothing(r));
}

static struct refusal
refusal_of_silence(struct relay *r)
{
	if (r->script_ended)
		return refusal_of_end(r);
	if (r->content.end == CONTENT_CUT_SHORT)
		return refuse(STATUS_BAD_REQUEST,
		    "the client ended in the midst of its content");
	if (r->content.end == CONTENT_STALLED)
		return refuse(STATUS_REQUEST_TIMEOUT,
		    "the client stalled in the midst of its content");
	return refuse(STATUS_GATEWAY_TIMEOUT,
	    "the script gave no response header in time (--script-time)");
}

/* Reads some more output. False, with r->refusal, at its end, or when it is too
 * much. */
static bool
read_some(struct relay *r)
{
	struct buffer *text = &r->output_text;
	size_t seen = text->len;
	ssize_t got =
	    read(r->output, text->at + text->len, text->size - text->len);

	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (got <= 0) {
		r->refusal = got < 0
		    ? system_refusal("reading the script's output failed")
		    : refusal_of_end(r);
		return false;
	}
	text->len += (size_t)got;
	r->header_length = script_header_end(buffer_bytes(text), seen);
	if (r->header_length || text->len < text->size)
		return true;
	_Static_assert(SCRIPT_HEADER_MAX == 65536, "as the message says");
	r->refusal = refuse(STATUS_BAD_GATEWAY,
	    "the script's response header is longer than 64 KiB");
	return false;
}

/* Warns that the script's output has a fault. */
static void
warn(const struct relay *r, struct bytes fault)
{
	log_script(r->x->target.script_name, bytes_of(r->x->id), fault);
}

static void
warn_of_dropped(const struct relay *r)
{
	char space[256];
	struct buffer b = BUFFER(space);

	if (!r->header.dropped)
		return;
	buffer_put_number(&b, r->header.dropped);
	buffer_put_string(&b,
	    " line(s) of its header are no field and were dropped, first: ");
	buffer_put(&b, bytes_first(r->header.first_dropped, SHOWN_MAX));
	warn(r, buffer_bytes(&b));
}

/* Where the header was refused: most often the output tells its author why. */
static void
show_beginning(const struct relay *r)
{
	char space[256];
	struct buffer b = BUFFER(space);
	struct bytes rest = buffer_bytes(&r->output_text);
	struct bytes line = bytes_cut(&rest, '\n');

	if (!r->output_text.len)
		return;
	line = bytes_first(bytes_without_cr(line), SHOWN_MAX);
	buffer_put_string(&b, "its output begins with ");
	buffer_put(&b, line.len ? line : BYTES("an empty line"));
	warn(r, buffer_bytes(&b));
}

/* False when the client leaves, or, with r->refusal, when the script stays
 * silent. */
static bool
wait_for_some(struct relay *r)
{
	unsigned event =
	    relay_wait(r, EVENT_OUTPUT | EVENT_GONE, RELAY_PATIENCE);

	r->client_gone = event & EVENT_GONE;
	if (event & EVENT_TIMEOUT)
		r->refusal = refusal_of_silence(r);
	return !(event & (EVENT_GONE | EVENT_TIMEOUT));
}

static bool
read_header(struct relay *r)
{
	r->output_text = buffer_rest(&r->x->text, RELAY_OUTPUT_SIZE);
	while (!r->header_length)
		if (!wait_for_some(r) || !read_some(r))
			return false;
	r->x->text.len += r->output_text.len;
	r->refusal = script_header_parse(
	    bytes_first(buffer_bytes(&r->output_text), r->header_length),
	    &r->header);
	if (!r->refusal.status)
		warn_of_dropped(r);
	return !r->refusal.status;
}

bool
relay_read_header(struct relay *r)
{
	bool has_header = read_header(r);

	if (!has_header && r->refusal.status)
		show_beginning(r);
	return has_header;
}

/* Is it a field that every response has from the server already? */
static bool
is_ours(struct bytes name)
{
	return bytes_equal_nocase(name, BYTES("Date")) ||
	    bytes_equal_nocase(name, BYTES("Server"));
}

static void
put_field(struct buffer *head, struct bytes name, struct bytes value)
{
	if (value.at)
		response_field_bytes(head, name, value);
}

static void
put_script_fields(const struct script_header *h, struct buffer *head)
{
	put_field(head, BYTES("Content-Type"), h->content_type);
	put_field(head, BYTES("Location"), h->location);
	for (unsigned i = 0; i < h->field_count; i++)
		if (!is_ours(h->fields[i].name))
			put_field(head, h->fields[i].name, h->fields[i].value);
}

struct bytes
relay_file_fields(struct relay *r)
{
	static const char of_file[][16] = { "Accept-Ranges", "Content-Range",
		"Date", "ETag", "Last-Modified", "Server" };
	struct buffer fields = buffer_rest(&r->x->text, RELAY_HEAD_SIZE);

	for (unsigned i = 0; i < r->header.field_count; i++) {
		const struct field *field = &r->header.fields[i];
		bool theirs = true;

		for (size_t j = 0; j < lengthof(of_file); j++)
			theirs &= !bytes_equal_nocase(
			    field->name, bytes_of(of_file[j]));
		if (theirs)
			put_field(&fields, field->name, field->value);
	}
	r->x->text.len += fields.len;
	return buffer_bytes(&fields);
}

/* Decides how the client sees where the content ends (RFC 9112 section 6.3),
 * and puts the fields that say so. */
static void
put_framing(struct relay *r, struct buffer *head)
{
	struct script_header *h = &r->header;
	bool bare = http_status_is_bare(h->status);
	bool chunkable = r->x->request.minor_version > 0;
	bool empty = http_status_is_empty(h->status);

	/* Whatever the script's Content-Length is. */
	if (empty)
		h->content_length = 0;

	r->body.none = bare || empty || r->x->request.method == METHOD_HEAD;
	r->body.chunked = h->content_length < 0 && chunkable && !r->body.none;
	/* RFC 9110 section 8.6: 204 has no Content-Length; that of 304 is what
	 * 200 would have. */
	if (h->content_length >= 0 && h->status != STATUS_NO_CONTENT)
		response_number(
		    head, "Content-Length", (uint64_t)h->content_length);
	else if (chunkable && !bare && h->content_length < 0)
		response_field(head, "Transfer-Encoding", BYTES("chunked"));
	else if (!r->body.none)
		connection_delimit(&r->x->connection);
}

/* A script of --error-pages need not say which error it is for. */
static unsigned
status_of(const struct relay *r)
{
	if (r->x->error.status && r->header.status == STATUS_OK &&
	    !r->header.has_status)
		return r->x->error.status;
	return r->header.status;
}

static struct bytes
reason_of(const struct script_header *h, unsigned status)
{
	/* CGIHTTPServer's phrase, which existing tests compare. */
	if (!h->reason.at && status == STATUS_OK)
		return BYTES("Script output follows");
	return h->reason;
}

struct bytes
relay_build_head(struct relay *r)
{
	struct exchange *x = r->x;
	struct buffer head = buffer_rest(&x->text, RELAY_HEAD_SIZE);
	unsigned status = status_of(r);

	x->script_header =
	    bytes_first(buffer_bytes(&r->output_text), r->header_length);
	if (status != x->error.status)
		x->field = NO_BYTES;
	response_begin(x, &head, status, reason_of(&r->header, status));
	put_script_fields(&r->header, &head);
	put_framing(r, &head);
	buffer_put_crlf(&head);
	return buffer_bytes(&head);
}
