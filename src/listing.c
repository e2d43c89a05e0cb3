/* SPDX-License-Identifier: ISC */
#include "listing.h"

#include "accept.h"
#include "condition.h"
#include "listing_form.h"

/* Takes one name=value of the query. */
static void
take_parameter(struct listing *l, struct bytes name, struct bytes value)
{
	if (bytes_equal(name, BYTES("json")))
		l->json = true;
	if (bytes_equal(name, BYTES("order")))
		l->descending = bytes_equal(value, BYTES("desc"));
	if (!bytes_equal(name, BYTES("sort")))
		return;
	for (size_t i = 0; i < lengthof(listing_columns); i++)
		if (bytes_equal(value, bytes_of(listing_columns[i])))
			l->order = (enum directory_order)i;
}

static void
take_query(struct listing *l, struct bytes query)
{
	while (query.at) {
		struct bytes value = bytes_cut(&query, '&');
		struct bytes name = bytes_cut(&value, '=');

		take_parameter(l, name, value);
	}
}

static bool
prefers_json(struct exchange *x)
{
	struct bytes accept = exchange_list_field(x, "Accept");

	return accept.at &&
	    accept_media_type(accept, BYTES("application/json")) >
	    accept_media_type(accept, BYTES("text/html"));
}

/* Begins the answer with the fields that a 304 has too (RFC 9110 section
 * 15.4.5). */
static void
begin(struct listing *l, unsigned status)
{
	struct buffer *head = &l->stream.head;

	stream_begin(&l->stream, l->x, status);
	response_field_default(l->x, head, "Cache-Control", BYTES("no-cache"));
}

static void
put_fields(struct listing *l)
{
	struct buffer *head = &l->stream.head;

	response_field(head, "Content-Type",
	    l->json ? BYTES("application/json")
		    : BYTES("text/html;charset=utf-8"));
	response_nosniff(l->x, head);
	response_field_default(l->x, head, "Content-Security-Policy",
	    BYTES("default-src 'none'; style-src 'unsafe-inline'; "
		  "base-uri 'self'; form-action 'none'"));
}

static void
send_listing(struct listing *l)
{
	directory_sort(&l->directory, l->order, l->descending);
	put_fields(l);
	if (l->json)
		listing_put_json(l);
	else
		listing_put_page(l);
	stream_end(&l->stream);
}

/*
 * There are no validators: the sizes and dates in a listing change without the
 * directory's own time changing, and an honest ETag would have to digest every
 * entry only to save sending it.
 */
struct refusal
listing_serve(struct exchange *x)
{
	/* Not on the stack: large, and mostly never touched. */
	static struct listing l;
	struct refusal refusal;
	enum http_status status;

	l.x = x;
	x->by_accept = true;
	l.time = LISTING_EPOCH;
	l.json = prefers_json(x);
	take_query(&l, x->uri.query);
	refusal = directory_read(x, &l.directory);
	if (refusal.status)
		return refusal;
	status = condition_evaluate(&x->request, NULL);
	if (status == STATUS_PRECONDITION_FAILED)
		return condition_refusal();
	begin(&l, status ? status : STATUS_OK);
	if (status)
		(void)response_send(x, &l.stream.head, NO_BYTES);
	else
		send_listing(&l);
	return NO_OBJECTION;
}
