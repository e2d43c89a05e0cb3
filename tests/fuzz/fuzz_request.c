/* SPDX-License-Identifier: ISC */
/* Input: what a client sends. */
#include "fuzz.h"
#include "request.h"
#include "uri.h"

static void
check_within(struct bytes part, struct bytes whole)
{
	must(!part.at ||
	    (part.at >= whole.at &&
		part.at + part.len <= whole.at + whole.len));
}

static void
check_fields(const struct request *request, struct bytes header)
{
	must(request->field_count <= REQUEST_FIELDS_MAX);
	for (unsigned i = 0; i < request->field_count; i++) {
		const struct field *field = &request->fields[i];

		check_within(field->name, header);
		check_within(field->value, header);
		must(http_is_token(field->name));
		must(field->value.at && http_is_field_value(field->value));
		must(bytes_trim(field->value).len == field->value.len);
	}
}

static unsigned
count_fields(const struct request *request, struct bytes name)
{
	unsigned count = 0;

	for (unsigned i = 0; i < request->field_count; i++)
		count += bytes_equal_nocase(request->fields[i].name, name);
	return count;
}

/* The request is chunked, or has a length, or neither, in any way that another
 * server between us and the client might read it. */
static void
check_framing(const struct request *request)
{
	unsigned lengths = count_fields(request, BYTES("Content-Length"));
	unsigned codings = count_fields(request, BYTES("Transfer-Encoding"));

	must(lengths <= 1 && !(lengths && codings));
	must(request->content_length >= -1);
	must((request->content_length >= 0) == (lengths == 1));
	must(request->chunked == (codings > 0));
	must(!request->chunked || request->minor_version == 1);
}

/* One of the known methods, in their case; or a token that differs from them in
 * more than that. */
static void
check_method(const struct request *request)
{
	static const char known[][8] = { "GET", "HEAD", "POST", "PUT", "DELETE",
		"PATCH", "OPTIONS", "TRACE", "CONNECT" };
	struct bytes name = request->method_name;
	bool extension = http_is_token(name);

	for (size_t i = 0; i < lengthof(known); i++)
		extension &= !bytes_equal_nocase(name, bytes_of(known[i]));
	must(request->method != METHOD_UNKNOWN);
	must(extension == (request->method == METHOD_EXTENSION));
	must(http_method_find(name) == request->method);
}

static void
check_accepted(const struct request *request)
{
	struct bytes host, port;

	check_method(request);
	must(request->line.at && request->target.len > 0);
	must(request->target.len <= REQUEST_TARGET_MAX);
	must(http_is_field_value(request->target));
	must(bytes_find(request->target, ' ') == request->target.len);
	must(bytes_find(request->target, '\t') == request->target.len);
	must(request->minor_version <= 1);
	must(count_fields(request, BYTES("Host")) == !!request->host.at);
	must(request->host.at || request->minor_version == 0);
	must(!request->host.at ||
	    uri_split_authority(request->host, &host, &port));
	must(!request->expects_continue || request->minor_version == 1);
	check_framing(request);
}

static bool
is_ours(enum http_status status)
{
	return status == STATUS_BAD_REQUEST || status == STATUS_URI_TOO_LONG ||
	    status == STATUS_CONTENT_TOO_LARGE ||
	    status == STATUS_EXPECTATION_FAILED ||
	    status == STATUS_FIELDS_TOO_LARGE ||
	    status == STATUS_NOT_IMPLEMENTED ||
	    status == STATUS_VERSION_NOT_SUPPORTED;
}

static struct refusal
check_header(struct bytes header)
{
	static struct field fields[REQUEST_FIELDS_MAX];
	static struct request request;
	struct refusal refusal;

	memset(fields, 0xa5, sizeof fields);
	memset(&request, 0xa5, sizeof request);
	refusal = request_parse(header, fields, &request);
	check_within(request.line, header);
	check_within(request.method_name, request.line);
	check_within(request.target, request.line);
	check_fields(&request, header);
	if (!refusal.status) {
		check_accepted(&request);
	} else {
		must(is_ours(refusal.status) && refusal.cause);
		must(!request.chunked ||
		    refusal.status == STATUS_NOT_IMPLEMENTED ||
		    refusal.status == STATUS_EXPECTATION_FAILED);
	}
	return refusal;
}

/* The end is found at the same place, however the octets arrive. */
static size_t
find_end(struct bytes arrived)
{
	size_t end = request_header_end(arrived, 0);
	size_t before = end ? end : arrived.len;

	must(end <= arrived.len);
	for (size_t seen = 0; seen < before; seen += 1 + before / 8) {
		size_t early =
		    request_header_end(bytes_first(arrived, seen), 0);

		/* Only octets that are not HTTP at all end where they stop. */
		must(!early || (early == seen && end == arrived.len));
		must(request_header_end(arrived, seen) == end);
	}
	return end;
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes arrived = { (const char *)input, size };
	struct bytes header = bytes_first(arrived, find_end(arrived));

	if (!check_header(header).status)
		must(bytes_end_with(header, BYTES("\r\n\r\n")));
	/* Header sections that are too large or incomplete must be refused. */
	(void)check_header(bytes_first(arrived, size - size / 3));
	return 0;
}
