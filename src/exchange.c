/* SPDX-License-Identifier: ISC */
#include "exchange.h"

#include <unistd.h>

#include "log.h"

enum { LIST_SIZE = 1024 }; /* octets read of a field on several lines */

/* The last two summands are for a script's path, and for the names and numbers
 * of the journal's fields. */
_Static_assert(LOG_SPACE_SIZE >=
	2 * LOG_FORMAT_SIZE + CONNECTION_HEADER_MAX + URI_PATH_SIZE + 1024,
    "every record is whole");

void
exchange_begin(struct exchange *x)
{
	struct buffer id = BUFFER(x->id);

	x->began = clock_realtime_us();
	/* Dates may be set back meanwhile. */
	if (log_has_durations())
		x->timed = clock_monotonic_us();
	buffer_put_hex(&id, (uint64_t)x->began);
	buffer_put_char(&id, '-');
	buffer_put_hex(&id, (uint64_t)getpid());
	(void)buffer_string(&id);
}

struct refusal
exchange_parse_request(struct exchange *x, struct bytes header)
{
	struct buffer *text = &x->text;
	size_t odd = (uintptr_t)(text->at + text->len) % _Alignof(struct field);
	struct refusal refusal;

	if (odd)
		text->len += _Alignof(struct field) - odd;
	refusal =
	    request_parse(header, (void *)(text->at + text->len), &x->request);
	text->len += x->request.field_count * sizeof(struct field);
	return refusal;
}

struct refusal
exchange_parse_uri(struct exchange *x, struct bytes target, struct uri *ret_uri)
{
	struct buffer path = buffer_rest(&x->text, URI_PATH_SIZE);
	struct refusal refusal = uri_parse(target, path.at, path.size, ret_uri);

	if (!refusal.status && ret_uri->path.at)
		x->text.len += ret_uri->path.len + 1;
	return refusal;
}

struct bytes
exchange_list_field(struct exchange *x, const char *name)
{
	struct buffer space = buffer_rest(&x->text, LIST_SIZE);
	struct bytes list = request_list_field(&x->request, name, &space);

	x->text.len += space.len;
	return list;
}

void
exchange_log(struct exchange *x)
{
	const struct request *request = &x->request;
	struct log_record record = {
		.when = x->began,
		.duration =
		    log_has_durations() ? clock_monotonic_us() - x->timed : 0,
		.id = bytes_of(x->id),
		.client = bytes_of(x->peer.address),
		.user = x->credentials.user, /* however it was redirected */
		.host = request->host,
		.method = request->method_name,
		.target = request->target,
		.line = request->line,
		.referer = request_field(request, "Referer"),
		.user_agent = request_field(request, "User-Agent"),
		.status = x->status,
		.octets = x->octets,
		.cause = x->cause,
		.script =
		    x->script_end ? x->ended_script : x->target.script_name,
		.script_end = x->script_end,
	};

	if (!x->logged)
		log_access(&record, buffer_rest(&x->text, LOG_SPACE_SIZE));
	x->logged = true;
}
