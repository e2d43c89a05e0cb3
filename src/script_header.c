/* SPDX-License-Identifier: ISC */
/*
 * RFC 3875 sections 6.2 (kinds of response) and 6.3 (fields). A CGI field is
 * addressed to the server; all others are for the client.
 */
#include "script_header.h"

enum cgi_field {
	CGI_STATUS,
	CGI_LOCATION,
	CGI_CONTENT_TYPE,
	CGI_CONTENT_LENGTH,
	CGI_X_SENDFILE,
	CGI_FIELDS,
};

static const char cgi_names[CGI_FIELDS][16] = {
	[CGI_STATUS] = "Status",
	[CGI_LOCATION] = "Location",
	[CGI_CONTENT_TYPE] = "Content-Type",
	[CGI_CONTENT_LENGTH] = "Content-Length",
	[CGI_X_SENDFILE] = "X-Sendfile",
};

static const char cgi_twice[CGI_FIELDS][32] = {
	[CGI_STATUS] = "Status twice",
	[CGI_LOCATION] = "Location twice",
	[CGI_CONTENT_TYPE] = "Content-Type twice",
	[CGI_CONTENT_LENGTH] = "Content-Length twice",
	[CGI_X_SENDFILE] = "X-Sendfile twice",
};

/* Only the server may set these: it owns the connection and the framing. */
static const char reserved_names[][20] = {
	"Connection",
	"Keep-Alive",
	"Proxy-Connection",
	"TE",
	"Trailer",
	"Transfer-Encoding",
	"Upgrade",
};

static struct refusal
bad(const char *cause)
{
	return refuse(STATUS_BAD_GATEWAY, cause);
}

size_t
script_header_end(struct bytes output, size_t seen)
{
	if (bytes_start_with(output, BYTES("\n")))
		return 1;
	if (bytes_start_with(output, BYTES("\r\n")))
		return 2;
	return http_section_end(output, seen);
}

/* Takes the next line, without its NL = LF / CRLF, off *rest. False at an empty
 * one. */
static bool
line_take(struct bytes *rest, struct bytes *ret_line)
{
	*ret_line = bytes_without_cr(bytes_cut(rest, '\n'));
	return ret_line->len > 0;
}

/* X-Accel-Redirect is nginx's name for what X-Sendfile does here. */
static size_t
cgi_field_find(struct bytes name)
{
	size_t i = 0;

	if (bytes_equal_nocase(name, BYTES("X-Accel-Redirect")))
		return CGI_X_SENDFILE;
	while (
	    i < CGI_FIELDS && !bytes_equal_nocase(name, bytes_of(cgi_names[i])))
		i++;
	return i;
}

static bool
is_reserved(struct bytes name)
{
	if (bytes_equal_nocase(bytes_first(name, 6), BYTES("X-CGI-")))
		return true;
	for (size_t i = 0; i < lengthof(reserved_names); i++)
		if (bytes_equal_nocase(name, bytes_of(reserved_names[i])))
			return true;
	return false;
}

static struct refusal
field_keep(struct field field, struct bytes cgi[CGI_FIELDS],
    struct script_header *header)
{
	size_t known = cgi_field_find(field.name);

	if (known < CGI_FIELDS) {
		if (!field.value.len)
			return NO_OBJECTION;
		if (cgi[known].at)
			return bad(cgi_twice[known]);
		cgi[known] = field.value;
		return NO_OBJECTION;
	}
	if (is_reserved(field.name))
		return NO_OBJECTION;
	if (header->field_count == SCRIPT_FIELDS_MAX)
		return bad("too many fields");
	header->fields[header->field_count++] = field;
	return NO_OBJECTION;
}

/* header-field = field-name ":" [ field-value ] NL */
static struct refusal
line_parse(struct bytes line, struct bytes cgi[CGI_FIELDS],
    struct script_header *header)
{
	size_t colon = bytes_find(line, ':');
	struct field field = {
		.name = bytes_first(line, colon),
		.value = bytes_trim(bytes_after(line, colon + 1)),
	};

	if (line.at[0] == ' ' || line.at[0] == '\t')
		return bad("white space at the start of a field line");
	if (bytes_start_with(line, BYTES("HTTP/")))
		return bad("a status line, which only nph- scripts may write");
	if (colon == line.len || !http_is_token(field.name)) {
		if (!header->dropped++)
			header->first_dropped = line;
		return NO_OBJECTION;
	}
	if (!http_is_field_value(field.value))
		return bad("a control character in a field's value");
	return field_keep(field, cgi, header);
}

/* Status = 3DIGIT [ SP reason-phrase ] */
static struct refusal
status_parse(struct bytes value, struct script_header *header)
{
	struct bytes code = bytes_first(value, 3);
	struct bytes reason = bytes_after(value, 3);
	int64_t number = 0;

	if (code.len < 3 || !bytes_number(code, &number) ||
	    (reason.len && reason.at[0] != ' '))
		return bad("Status is not three digits and a reason");
	if (number < 200 || number > 599)
		return bad("Status is not between 200 and 599");
	header->status = (unsigned)number;
	reason = bytes_trim(reason);
	if (reason.len)
		header->reason = reason;
	return NO_OBJECTION;
}

/* local-Location = "Location:" local-pathquery NL. A "//" at the beginning
 * precedes a host, and a fragment is for the client. */
static bool
is_local_path(struct bytes location)
{
	return bytes_start_with(location, BYTES("/")) &&
	    !bytes_start_with(location, BYTES("//")) &&
	    bytes_find(location, '#') == location.len;
}

static bool
has_no_other_field(
    const struct bytes cgi[CGI_FIELDS], const struct script_header *header)
{
	for (size_t i = 0; i < CGI_FIELDS; i++)
		if (i != CGI_LOCATION && cgi[i].at)
			return false;
	return !header->field_count;
}

/* Sections 6.2.2 to 6.2.4, for a header with a Location. */
static enum script_response
redirect_kind(
    const struct bytes cgi[CGI_FIELDS], const struct script_header *header)
{
	if (is_local_path(header->location) && has_no_other_field(cgi, header))
		return SCRIPT_LOCAL_REDIRECT;
	if (!header->content_type.at && header->status / 100 == 3 &&
	    !http_status_is_bare(header->status))
		return SCRIPT_CLIENT_REDIRECT;
	return SCRIPT_DOCUMENT;
}

static enum script_response
kind_of(const struct bytes cgi[CGI_FIELDS], const struct script_header *header)
{
	if (header->send_file.at)
		return SCRIPT_SEND_FILE;
	if (header->location.at)
		return redirect_kind(cgi, header);
	return SCRIPT_DOCUMENT;
}

static struct refusal
cgi_fields_parse(
    const struct bytes cgi[CGI_FIELDS], struct script_header *header)
{
	struct bytes location = cgi[CGI_LOCATION];
	struct bytes length = cgi[CGI_CONTENT_LENGTH];

	if (location.at && cgi[CGI_X_SENDFILE].at)
		return bad("Location beside X-Sendfile");
	if (length.at && !bytes_number(length, &header->content_length))
		return bad("Content-Length is no number");
	if (cgi[CGI_CONTENT_TYPE].at &&
	    !http_is_media_type(cgi[CGI_CONTENT_TYPE]))
		return bad("Content-Type is no media type");
	header->content_type = cgi[CGI_CONTENT_TYPE];
	header->location = location;
	header->send_file = cgi[CGI_X_SENDFILE];
	header->status = location.at ? STATUS_FOUND : STATUS_OK;
	header->has_status = cgi[CGI_STATUS].at != NULL;
	if (cgi[CGI_STATUS].at)
		return status_parse(cgi[CGI_STATUS], header);
	return NO_OBJECTION;
}

/* Member by member: assigning the whole would write the array of fields too. */
static void
header_clear(struct script_header *header)
{
	header->reason = NO_BYTES;
	header->content_length = -1;
	header->dropped = 0;
	header->first_dropped = NO_BYTES;
	header->field_count = 0;
}

static struct refusal
completeness_check(
    const struct bytes cgi[CGI_FIELDS], const struct script_header *header)
{
	/* Only a document needs a type (section 6.3.1). A script that sets the
	 * status knows what it says; many leave the type out where there is no
	 * document, as for 201, or an error of git-http-backend(1). */
	if (header->content_type.at || header->location.at ||
	    header->send_file.at || header->has_status ||
	    header->content_length == 0)
		return NO_OBJECTION;
	if (has_no_other_field(cgi, header))
		return bad("no field in the script's header section");
	return bad("neither Content-Type nor Location nor Status");
}

struct refusal
script_header_parse(struct bytes header, struct script_header *ret_header)
{
	struct bytes cgi[CGI_FIELDS] = { { NULL, 0 } };
	struct bytes line;
	struct refusal refusal = NO_OBJECTION;

	header_clear(ret_header);
	while (!refusal.status && line_take(&header, &line))
		refusal = line_parse(line, cgi, ret_header);
	if (!refusal.status)
		refusal = cgi_fields_parse(cgi, ret_header);
	if (!refusal.status)
		refusal = completeness_check(cgi, ret_header);
	if (refusal.status)
		return refusal;
	ret_header->kind = kind_of(cgi, ret_header);
	if (ret_header->kind == SCRIPT_LOCAL_REDIRECT)
		ret_header->status = STATUS_OK;
	return NO_OBJECTION;
}
