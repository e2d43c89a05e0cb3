/* SPDX-License-Identifier: ISC */
#include "response.h"

#include "config.h"
#include "escape.h"
#include "http_date.h"

enum {
	ERROR_PAGE_SIZE = 4096,
	PATH_SHOWN_MAX = 500, /* octets of a script's path in an error page */
};

/* The fields of --header with the CRLF of each, and what else is in a header of
 * the server's own. All of that has a known size, except a Location, whose
 * writer checks whether it fitted, and what response_space makes room for. */
_Static_assert(
    RESPONSE_HEAD_SIZE >= OPTION_HEADERS_MAX + 2 * OPTION_LIST_MAX + 2048,
    "every response's header fits");

void
response_field_bytes(struct buffer *head, struct bytes name, struct bytes value)
{
	buffer_put(head, name);
	buffer_put(head, BYTES(": "));
	buffer_put(head, value);
	buffer_put_crlf(head);
}

void
response_field(struct buffer *head, const char *name, struct bytes value)
{
	response_field_bytes(head, bytes_of(name), value);
}

/* Is one of the lines a field of that name? */
static bool
has_field(struct bytes lines, struct bytes name)
{
	while (lines.len) {
		struct bytes line = bytes_cut(&lines, '\n');

		if (bytes_equal_nocase(bytes_cut(&line, ':'), name))
			return true;
	}
	return false;
}

static bool
script_says(const struct exchange *x, struct bytes name)
{
	return has_field(x->file_fields, name) ||
	    has_field(x->script_header, name);
}

bool
response_has_field(const struct exchange *x, struct bytes name)
{
	return has_field(x->field, name) || script_says(x, name);
}

void
response_field_default(const struct exchange *x, struct buffer *head,
    const char *name, struct bytes value)
{
	const struct option_list *custom = &x->options->header;

	if (response_has_field(x, bytes_of(name)))
		return;
	for (unsigned i = 0; i < custom->count; i++) {
		struct bytes rest = bytes_of(custom->at[i]);

		if (bytes_equal_nocase(bytes_cut(&rest, ':'), bytes_of(name)))
			return;
	}
	response_field(head, name, value);
}

void
response_nosniff(const struct exchange *x, struct buffer *head)
{
	response_field_default(
	    x, head, "X-Content-Type-Options", BYTES("nosniff"));
}

void
response_number(struct buffer *head, const char *name, uint64_t value)
{
	buffer_put_string(head, name);
	buffer_put(head, BYTES(": "));
	buffer_put_number(head, value);
	buffer_put_crlf(head);
}

void
response_date(struct buffer *head, const char *name, int64_t seconds)
{
	buffer_put_string(head, name);
	buffer_put(head, BYTES(": "));
	http_date_put(head, seconds);
	buffer_put_crlf(head);
}

static void
put_custom(const struct exchange *x, struct buffer *head)
{
	const struct option_list *custom = &x->options->header;

	for (unsigned i = 0; i < custom->count; i++) {
		struct bytes rest = bytes_of(custom->at[i]);

		if (response_has_field(x, bytes_cut(&rest, ':')))
			continue;
		buffer_put_string(head, custom->at[i]);
		buffer_put_crlf(head);
	}
}

static void
put_own_field(const struct exchange *x, struct buffer *head)
{
	struct bytes rest = x->field;

	if (!script_says(x, bytes_cut(&rest, ':')))
		buffer_put(head, x->field);
}

void
response_begin(struct exchange *x, struct buffer *head, unsigned status,
    struct bytes reason)
{
	x->status = status;
	buffer_put(head, BYTES("HTTP/1.1 "));
	buffer_put_number(head, status);
	buffer_put_char(head, ' ');
	if (reason.at)
		buffer_put(head, reason);
	else
		buffer_put_string(head, http_reason(status));
	buffer_put_crlf(head);
	response_date(head, "Date", exchange_now(x));
	buffer_put(head,
	    BYTES("Server: cgihttpd/" VERSION "\r\n"
		  "Connection: close\r\n"));
	buffer_put(head, x->file_fields);
	put_own_field(x, head);
	put_custom(x, head);
	if (x->by_accept)
		response_field(head, "Vary",
		    x->by_coding ? BYTES("Accept, Accept-Encoding")
				 : BYTES("Accept"));
	else if (x->by_coding)
		response_field(head, "Vary", BYTES("Accept-Encoding"));
}

bool
response_send(struct exchange *x, struct buffer *head, struct bytes content)
{
	struct iovec pieces[2];
	bool whole = x->request.method != METHOD_HEAD;

	buffer_put_crlf(head);
	pieces[0].iov_base = head->at;
	pieces[0].iov_len = head->len;
	pieces[1].iov_base = (char *)(uintptr_t)content.at;
	pieces[1].iov_len = whole ? content.len : 0;
	sandbox_enter(&x->sandbox);
	if (!connection_send(&x->connection, pieces, 2, true))
		return false;
	x->octets += whole ? content.len : 0;
	return true;
}

/* Whether the cause of an error is the operator's affair, and not told to the
 * client. */
static bool
is_in_log(unsigned status)
{
	return status >= 500 && status != STATUS_NOT_IMPLEMENTED;
}

/* The page is that of Python's http.server, which CGIHTTPServer's users
 * know. */
static void
put_error_page(
    const struct exchange *x, struct buffer *page, struct refusal refusal)
{
	buffer_put_string(page,
	    "<!DOCTYPE HTML>\n<html lang=\"en\">\n    <head>\n"
	    "        <meta charset=\"utf-8\">\n"
	    "        <title>Error response</title>\n    </head>\n"
	    "    <body>\n        <h1>Error response</h1>\n"
	    "        <p>Error code: ");
	buffer_put_number(page, refusal.status);
	buffer_put_string(page, "</p>\n        <p>Message: ");
	buffer_put_string(page, http_refusal_text(refusal));
	if (refusal.message >= MESSAGE_NO_SCRIPT && x->target.for_scripts) {
		buffer_put_string(page, " ('");
		(void)escape_put(page, ESCAPE_NAME,
		    bytes_first(x->uri.path, PATH_SHOWN_MAX));
		buffer_put_string(page, "')");
	}
	buffer_put_string(page, ".</p>\n        <p>Error code explanation: ");
	buffer_put_number(page, refusal.status);
	buffer_put_string(page, " - ");
	buffer_put_string(page, http_explanation(refusal.status));
	buffer_put_string(page, ".</p>\n");
	if (is_in_log(refusal.status)) {
		buffer_put_string(page,
		    "        <p>The server's log has the cause, with the "
		    "request id ");
		buffer_put_string(page, x->id);
		buffer_put_string(page, ".</p>\n");
	}
	buffer_put_string(page, "    </body>\n</html>\n");
}

void
response_error(struct exchange *x, struct refusal refusal)
{
	struct buffer page = buffer_rest(&x->text, ERROR_PAGE_SIZE), head;

	put_error_page(x, &page, refusal);
	x->text.len += page.len;
	head = response_space(x);
	response_begin(
	    x, &head, refusal.status, bytes_of(http_refusal_text(refusal)));
	response_field(&head, "Content-Type", BYTES("text/html;charset=utf-8"));
	response_nosniff(x, &head);
	response_number(&head, "Content-Length", page.len);
	(void)response_send(x, &head, buffer_bytes(&page));
}

struct refusal
response_add_slash(struct exchange *x)
{
	struct buffer head = response_space(x);
	struct bytes left;

	response_begin(x, &head, STATUS_MOVED_PERMANENTLY, NO_BYTES);
	buffer_put(&head, BYTES("Location: "));
	/* The normalised path: it cannot begin with "//", which a client would
	 * take for another host. */
	left = escape_put(&head, ESCAPE_URI, x->uri.path);
	buffer_put_char(&head, '/');
	if (x->uri.query.at) {
		buffer_put_char(&head, '?');
		buffer_put(&head, x->uri.query);
	}
	buffer_put(&head, BYTES("\r\nContent-Length: 0\r\n"));
	if (left.len || head.full)
		return refuse(
		    STATUS_URI_TOO_LONG, "no room to redirect such a target");
	(void)response_send(x, &head, NO_BYTES);
	return NO_OBJECTION;
}

void
response_options(struct exchange *x, struct bytes allow)
{
	struct buffer head = response_space(x);

	x->field = allow;
	response_begin(x, &head, STATUS_NO_CONTENT, NO_BYTES);
	(void)response_send(x, &head, NO_BYTES);
}
