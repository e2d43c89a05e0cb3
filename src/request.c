/* SPDX-License-Identifier: ISC */
/*
 * RFC 9112 sections 2 to 6 (message format, request-line, field lines, framing)
 * and RFC 9110 sections 7.2, 8.6 and 10.1.1 (Host, Content-Length, Expect).
 */
#include "request.h"

#include "uri.h"

static struct refusal
bad(const char *cause)
{
	return refuse(STATUS_BAD_REQUEST, cause);
}

static size_t
empty_lines_length(struct bytes b)
{
	size_t len = 0;

	while (len < b.len && (b.at[len] == '\r' || b.at[len] == '\n'))
		len++;
	return len;
}

size_t
request_header_end(struct bytes arrived, size_t seen)
{
	size_t start = empty_lines_length(arrived);
	struct bytes rest = bytes_after(arrived, start);
	size_t len;

	/* A client that speaks TLS waits for an answer to its first record. */
	if (rest.len && !http_is_token(bytes_first(rest, 1)))
		return arrived.len;
	len = http_section_end(rest, seen > start ? seen - start : 0);
	return len ? start + len : 0;
}

static const char *
line_fault(struct bytes from_fault)
{
	if (!from_fault.len)
		return "the header section ends before its empty line";
	switch (from_fault.at[0]) {
	case '\n':
		return "a line that ends in LF without CR";
	case '\r':
		return "CR without LF";
	case '\0':
		return "NUL in the header section";
	default:
		return "a control character in the header section";
	}
}

/* Takes the next line, without its CRLF, off *rest. Returns NULL, or what is
 * wrong with the octet after *ret_line. */
static const char *
line_take(struct bytes *rest, struct bytes *ret_line)
{
	size_t len = 0;

	while (len < rest->len && !http_is_control(rest->at[len]))
		len++;
	*ret_line = bytes_first(*rest, len);
	*rest = bytes_after(*rest, len);
	if (!bytes_start_with(*rest, BYTES("\r\n")))
		return line_fault(*rest);
	*rest = bytes_after(*rest, 2);
	return NULL;
}

/* HTTP-version = "HTTP" "/" DIGIT "." DIGIT */
static struct refusal
version_parse(struct bytes version, unsigned *ret_minor)
{
	if (version.len != 8 || !bytes_start_with(version, BYTES("HTTP/")) ||
	    !ascii_is_digit(version.at[5]) || version.at[6] != '.' ||
	    !ascii_is_digit(version.at[7]))
		return bad("the HTTP-version is not of the form "
			   "HTTP/DIGIT.DIGIT");
	if (version.at[5] != '1')
		return refuse(STATUS_VERSION_NOT_SUPPORTED,
		    "a major version of HTTP other than 1");
	*ret_minor = version.at[7] != '0';
	return NO_OBJECTION;
}

/* request-line = method SP request-target SP HTTP-version */
static struct refusal
line_parse(struct bytes rest, struct request *request)
{
	struct bytes method = bytes_cut(&rest, ' ');
	struct bytes target = bytes_cut(&rest, ' ');

	if (!http_is_token(method))
		return bad(method.len ? "the method is no token"
				      : "white space before the method");
	request->method_name = method;
	request->method = http_method_find(method);
	if (!target.len)
		return bad(rest.at ? "two spaces in a row in the request-line"
				   : "no request-target in the request-line");
	request->target = target;
	if (!rest.at)
		return bad("no HTTP-version in the request-line");
	if (bytes_find(rest, ' ') < rest.len)
		return bad("more than two spaces in the request-line");
	if (bytes_find(target, '\t') < target.len)
		return bad("a tab in the request-target");
	if (target.len > REQUEST_TARGET_MAX)
		return refuse(
		    STATUS_URI_TOO_LONG, "the request-target is too long");
	return version_parse(rest, &request->minor_version);
}

static struct refusal
line_read(struct bytes *rest, struct request *request)
{
	const char *fault;

	while (bytes_start_with(*rest, BYTES("\r\n")))
		*rest = bytes_after(*rest, 2);
	if (bytes_start_with(*rest, BYTES("\x16")))
		return bad("a TLS handshake on a connection without TLS");
	fault = line_take(rest, &request->line);
	return fault ? bad(fault) : line_parse(request->line, request);
}

static const char *
name_fault(struct bytes name)
{
	if (!name.len)
		return "a field without a name";
	if (name.at[name.len - 1] == ' ' || name.at[name.len - 1] == '\t')
		return "white space before the colon of a field";
	return "a field name that is no token";
}

/* field-line = field-name ":" OWS field-value OWS */
static struct refusal
field_parse(struct bytes line, struct request *request)
{
	size_t colon = bytes_find(line, ':');
	struct bytes name = bytes_first(line, colon);

	if (line.at[0] == ' ' || line.at[0] == '\t')
		return bad("white space at the start of a field line");
	if (colon == line.len)
		return bad("a field line without a colon");
	if (!http_is_token(name))
		return bad(name_fault(name));
	if (request->field_count == REQUEST_FIELDS_MAX)
		return refuse(STATUS_FIELDS_TOO_LARGE, "too many fields");
	request->fields[request->field_count++] =
	    (struct field){ name, bytes_trim(bytes_after(line, colon + 1)) };
	return NO_OBJECTION;
}

/* *( field-line CRLF ) CRLF */
static struct refusal
fields_read(struct bytes *rest, struct request *request)
{
	for (;;) {
		struct bytes line;
		const char *fault = line_take(rest, &line);
		struct refusal refusal;

		if (fault)
			return bad(fault);
		if (!line.len)
			return NO_OBJECTION;
		refusal = field_parse(line, request);
		if (refusal.status)
			return refusal;
	}
}

/* The next field of that name from *index on, which moves past it; NULL when
 * there is no further one. */
static const struct field *
field_next(const struct request *request, struct bytes name, unsigned *index)
{
	while (*index < request->field_count) {
		const struct field *field = &request->fields[(*index)++];

		if (bytes_equal_nocase(field->name, name))
			return field;
	}
	return NULL;
}

struct bytes
request_field(const struct request *request, const char *name)
{
	unsigned index = 0;
	const struct field *field = field_next(request, bytes_of(name), &index);

	return field ? field->value : NO_BYTES;
}

/* The value of a field that may occur once; absent when there is none. False
 * when there are several. */
static bool
field_once(
    const struct request *request, struct bytes name, struct bytes *ret_value)
{
	unsigned index = 0;
	const struct field *field = field_next(request, name, &index);

	*ret_value = field ? field->value : NO_BYTES;
	return !field_next(request, name, &index);
}

void
request_set_host(struct request *request, struct bytes authority)
{
	for (unsigned i = 0; i < request->field_count; i++)
		if (bytes_equal_nocase(request->fields[i].name, BYTES("Host")))
			request->fields[i].value = authority;
	request->host = authority;
}

struct bytes
request_only_field(const struct request *request, const char *name)
{
	struct bytes value;

	return field_once(request, bytes_of(name), &value) ? value : NO_BYTES;
}

struct bytes
request_list_field(
    const struct request *request, const char *name, struct buffer *space)
{
	unsigned index = 0;
	const struct field *field;
	struct bytes only;

	if (field_once(request, bytes_of(name), &only))
		return only;
	while ((field = field_next(request, bytes_of(name), &index))) {
		if (field->value.len >= space->size - space->len)
			continue;
		buffer_put(space, field->value);
		buffer_put_char(space, ',');
	}
	return buffer_bytes(space);
}

/* Host = uri-host [ ":" port ] */
static struct refusal
host_read(struct request *request)
{
	struct bytes value, host, port;

	if (!field_once(request, BYTES("Host"), &value))
		return bad("several Host fields");
	if (!value.at && request->minor_version > 0)
		return bad("no Host field in HTTP/1.1");
	if (value.at && !uri_split_authority(value, &host, &port))
		return bad("Host is no valid host");
	request->host = value;
	return NO_OBJECTION;
}

static bool
is_digits(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!ascii_is_digit(b.at[i]))
			return false;
	return b.len > 0;
}

/* Content-Length = 1*DIGIT */
static struct refusal
content_length_read(struct request *request)
{
	struct bytes value;

	if (!field_once(request, BYTES("Content-Length"), &value))
		return bad("several Content-Length fields");
	if (!value.at || bytes_number(value, &request->content_length))
		return NO_OBJECTION;
	/* RFC 9110 section 8.6 sets no limit, so the number is valid; it is the
	 * content that is too large. */
	if (is_digits(value))
		return refuse(STATUS_CONTENT_TOO_LARGE,
		    "Content-Length is beyond all bounds");
	return bad("Content-Length is no number");
}

/*
 * Transfer-Encoding = #transfer-coding. Where chunked is not the last coding,
 * the length of the content cannot be told (RFC 9112 section 6.3: 400). Where
 * it is, codings before it are merely not supported here (section 6.1: 501).
 */
static struct refusal
codings_check(const struct request *request)
{
	unsigned index = 0, chunked = 0, other = 0;
	bool chunked_last = false;
	const struct field *field;

	while (
	    (field = field_next(request, BYTES("Transfer-Encoding"), &index))) {
		struct bytes rest = field->value, coding;

		while (http_list_next(&rest, &coding)) {
			chunked_last =
			    bytes_equal_nocase(coding, BYTES("chunked"));
			chunked += chunked_last;
			other += !chunked_last;
		}
	}
	if (!chunked_last)
		return bad("Transfer-Encoding does not end in chunked");
	if (chunked > 1)
		return bad("Transfer-Encoding with chunked twice");
	if (other)
		return refuse(STATUS_NOT_IMPLEMENTED,
		    "a transfer coding other than chunked");
	return NO_OBJECTION;
}

static struct refusal
framing_read(struct request *request)
{
	struct refusal refusal = content_length_read(request);

	if (!request_field(request, "Transfer-Encoding").at)
		return refusal;
	if (request_field(request, "Content-Length").at)
		return bad("Content-Length and Transfer-Encoding together");
	if (request->minor_version == 0)
		return bad("Transfer-Encoding in HTTP/1.0");
	refusal = codings_check(request);
	request->chunked = !refusal.status;
	return refusal;
}

/* Expect = #expectation */
static struct refusal
expectation_read(struct request *request)
{
	unsigned index = 0;
	const struct field *field;

	/* RFC 9110 section 10.1.1: HTTP/1.0 has no 1xx responses. */
	if (request->minor_version == 0)
		return NO_OBJECTION;
	while ((field = field_next(request, BYTES("Expect"), &index))) {
		struct bytes rest = field->value, element;

		while (http_list_next(&rest, &element)) {
			if (!bytes_equal_nocase(element, BYTES("100-continue")))
				return refuse(STATUS_EXPECTATION_FAILED,
				    "an expectation other than 100-continue");
			request->expects_continue = true;
		}
	}
	return NO_OBJECTION;
}

struct refusal
request_parse(
    struct bytes header, struct field *space, struct request *ret_request)
{
	struct refusal refusal;

	*ret_request = (struct request){
		.method = METHOD_UNKNOWN,
		.content_length = -1,
		.fields = space,
	};
	refusal = line_read(&header, ret_request);
	if (!refusal.status)
		refusal = fields_read(&header, ret_request);
	if (!refusal.status)
		refusal = host_read(ret_request);
	if (!refusal.status)
		refusal = framing_read(ret_request);
	if (!refusal.status && ret_request->method == METHOD_UNKNOWN)
		refusal = refuse_saying(STATUS_NOT_IMPLEMENTED,
		    MESSAGE_NO_METHOD, "an unknown method");
	if (!refusal.status)
		refusal = expectation_read(ret_request);
	return refusal;
}
