/* SPDX-License-Identifier: ISC */
#include "listing.h"

#include "accept.h"
#include "http_date.h"
#include "listing_form.h"

const char listing_columns[3][5] = {
	[DIRECTORY_BY_NAME] = "name",
	[DIRECTORY_BY_SIZE] = "size",
	[DIRECTORY_BY_DATE] = "date",
};

size_t
listing_room(const struct entry *entry)
{
	enum { HREF_GROWTH = 3 };

	return (size_t)entry->length * (ESCAPE_GROWTH + HREF_GROWTH);
}

void
listing_put_href(struct buffer *b, const struct entry *entry)
{
	(void)escape_put(b, ESCAPE_URI, bytes_of(entry->name));
	if (entry->kind & ENTRY_DIRECTORY)
		buffer_put_char(b, '/');
}

/* `number` is below 100. */
static void
put_two_digits(char *at, unsigned number)
{
	at[0] = (char)('0' + number / 10);
	at[1] = (char)('0' + number % 10);
}

static bool
begin_day(struct listing_time *time, int64_t seconds)
{
	struct http_time t;

	http_time_of(seconds, &t);
	if (t.year < 0 || t.year > 9999)
		return false;
	time->midnight =
	    seconds - (int64_t)(t.hour * 3600 + t.minute * 60 + t.second);
	put_two_digits(time->text, (unsigned)t.year / 100);
	put_two_digits(time->text + 2, (unsigned)t.year % 100);
	put_two_digits(time->text + 5, t.month);
	put_two_digits(time->text + 8, t.day);
	return true;
}

struct bytes
listing_time(struct listing_time *time, const struct entry *entry)
{
	enum { DAY = 24 * 60 * 60 };
	uint64_t since = (uint64_t)entry->modified - (uint64_t)time->midnight;
	unsigned second;

	if (entry->modified == ENTRY_NO_DATE)
		return NO_BYTES;
	if (since >= DAY && !begin_day(time, entry->modified))
		return NO_BYTES;
	second = (unsigned)(entry->modified - time->midnight);
	put_two_digits(time->text + 11, second / 3600);
	put_two_digits(time->text + 14, second / 60 % 60);
	put_two_digits(time->text + 17, second % 60);
	return (struct bytes){ time->text, LISTING_TIME_LENGTH };
}

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

/*
 * There are no validators: the sizes and dates in a listing change without the
 * directory's own time changing, and an honest ETag would have to digest every
 * entry only to save sending it.
 */
static void
put_fields(struct listing *l)
{
	struct buffer *head = &l->stream.head;

	response_field(head, "Content-Type",
	    l->json ? BYTES("application/json")
		    : BYTES("text/html;charset=utf-8"));
	response_field(head, "Vary", BYTES("Accept"));
	response_field_default(l->x, head, "Cache-Control", BYTES("no-cache"));
	response_field_default(
	    l->x, head, "X-Content-Type-Options", BYTES("nosniff"));
	response_field(head, "Content-Security-Policy",
	    BYTES("default-src 'none'; style-src 'unsafe-inline'; "
		  "base-uri 'self'; form-action 'none'"));
}

struct refusal
listing_serve(struct exchange *x)
{
	/* Not on the stack: large, and mostly never touched. */
	static struct listing l;
	struct refusal refusal;

	l.x = x;
	l.time = LISTING_EPOCH;
	l.json = prefers_json(x);
	take_query(&l, x->uri.query);
	refusal = directory_read(x, &l.directory);
	if (refusal.status)
		return refusal;
	directory_sort(&l.directory, l.order, l.descending);
	stream_begin(&l.stream, x);
	put_fields(&l);
	if (l.json)
		listing_put_json(&l);
	else
		listing_put_page(&l);
	stream_end(&l.stream);
	return NO_OBJECTION;
}
