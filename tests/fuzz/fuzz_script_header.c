/* SPDX-License-Identifier: ISC */
/* Input: what a script writes. */
#include "fuzz.h"
#include "script_header.h"

/* What goes into a response unchanged can end neither a line nor a string. */
static void
check_text(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		must(text.at[i] != '\r' && text.at[i] != '\n' && text.at[i]);
	must(http_is_field_value(text));
	must(bytes_trim(text).len == text.len);
}

static const char servers[][20] = { "Status", "Location", "Content-Type",
	"Content-Length", "X-Sendfile", "Connection", "Keep-Alive",
	"Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade" };

static void
check_fields(const struct script_header *header)
{
	must(header->field_count <= SCRIPT_FIELDS_MAX);
	for (unsigned i = 0; i < header->field_count; i++) {
		const struct field *field = &header->fields[i];

		must(http_is_token(field->name) && field->value.at);
		check_text(field->value);
		for (size_t j = 0; j < lengthof(servers); j++)
			must(!bytes_equal_nocase(
			    field->name, bytes_of(servers[j])));
		must(!bytes_equal_nocase(
		    bytes_first(field->name, 6), BYTES("X-CGI-")));
	}
}

static void
check_redirect(const struct script_header *header)
{
	bool path = bytes_start_with(header->location, BYTES("/"));

	must(header->location.len > 0);
	must(!header->content_type.at && !header->send_file.at);
	if (header->kind == SCRIPT_CLIENT_REDIRECT) {
		must(header->status / 100 == 3 && header->status != 304);
		return;
	}
	must(path && !header->field_count && header->status == STATUS_OK);
	must(header->content_length == -1 && !header->reason.at);
}

static void
check_kind(const struct script_header *header)
{
	switch (header->kind) {
	case SCRIPT_DOCUMENT:
		must(header->content_type.len || header->location.len ||
		    http_status_is_bare(header->status) ||
		    http_status_is_empty(header->status) ||
		    header->status >= 400);
		must(!header->send_file.at);
		break;
	case SCRIPT_LOCAL_REDIRECT:
	case SCRIPT_CLIENT_REDIRECT:
		check_redirect(header);
		break;
	case SCRIPT_SEND_FILE:
		must(header->send_file.len > 0);
		break;
	}
}

static void
check_header(const struct script_header *header)
{
	must(header->status >= 200 && header->status <= 599);
	must(header->content_length >= -1);
	must(!header->dropped == !header->first_dropped.at);
	check_text(header->reason);
	check_text(header->content_type);
	check_text(header->location);
	check_text(header->send_file);
	check_fields(header);
	check_kind(header);
}

/* The end is found at the same place, however the octets arrive. */
static size_t
find_end(struct bytes output)
{
	size_t end = script_header_end(output, 0);
	size_t before = end ? end : output.len;

	must(end <= output.len);
	must(!end || output.at[end - 1] == '\n');
	for (size_t seen = 0; seen < before; seen += 1 + before / 8) {
		must(!script_header_end(bytes_first(output, seen), 0));
		must(script_header_end(output, seen) == end);
	}
	return end;
}

static void
parse(struct bytes text)
{
	static struct script_header header;
	struct refusal refusal;

	memset(&header, 0xa5, sizeof header);
	refusal = script_header_parse(text, &header);
	if (!refusal.status)
		check_header(&header);
	else
		must(refusal.status == STATUS_BAD_GATEWAY && refusal.cause);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes output = { (const char *)input, size };

	parse(bytes_first(output, find_end(output)));
	parse(output);
	return 0;
}
