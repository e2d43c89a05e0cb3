/* SPDX-License-Identifier: ISC */
#include "buffer.h"
#include "request_parse.h"

static const struct {
	const char *line;
	enum http_method method;
	const char *method_name, *target;
	unsigned minor_version;
} lines[] = {
	{ "GET / HTTP/1.1", METHOD_GET, "GET", "/", 1 },
	{ "HEAD /a HTTP/1.0", METHOD_HEAD, "HEAD", "/a", 0 },
	{ "POST /a?b HTTP/1.1", METHOD_POST, "POST", "/a?b", 1 },
	{ "PUT /a HTTP/1.2", METHOD_PUT, "PUT", "/a", 1 },
	{ "DELETE /a HTTP/1.9", METHOD_DELETE, "DELETE", "/a", 1 },
	{ "PATCH //a HTTP/1.1", METHOD_PATCH, "PATCH", "//a", 1 },
	{ "OPTIONS * HTTP/1.1", METHOD_OPTIONS, "OPTIONS", "*", 1 },
	{ "TRACE http://a/ HTTP/1.1", METHOD_TRACE, "TRACE", "http://a/", 1 },
	{ "CONNECT a:443 HTTP/1.1", METHOD_CONNECT, "CONNECT", "a:443", 1 },
	{ "PROPFIND /a HTTP/1.1", METHOD_EXTENSION, "PROPFIND", "/a", 1 },
	{ "M!#$%&'*+-.^_`|~0 / HTTP/1.1", METHOD_EXTENSION, "M!#$%&'*+-.^_`|~0",
	    "/", 1 },
	{ "GET /\xc3\xa9 HTTP/1.1", METHOD_GET, "GET", "/\xc3\xa9", 1 },
	{ "GET ../%zz# HTTP/1.1", METHOD_GET, "GET", "../%zz#", 1 },
};

static void
test_lines(void)
{
	static struct request request;

	for (size_t i = 0; i < lengthof(lines); i++) {
		char space[256];
		struct buffer b = BUFFER(space);
		struct refusal refusal;

		buffer_put_string(&b, lines[i].line);
		buffer_put_string(&b, CRLF HOST CRLF);
		refusal = parse(buffer_bytes(&b), &request);
		CHECK_NUMBER(refusal.status, STATUS_NONE, lines[i].line);
		CHECK_NUMBER(request.method, lines[i].method, "method");
		CHECK_BYTES(request.method_name, bytes_of(lines[i].method_name),
		    "method's name");
		CHECK_BYTES(
		    request.target, bytes_of(lines[i].target), "target");
		CHECK_BYTES(request.line, bytes_of(lines[i].line), "line");
		CHECK_NUMBER(request.minor_version, lines[i].minor_version,
		    "minor version");
	}
}

/* What follows from the fields of a header section. */
static const struct {
	const char *header;
	const char *host;
	int64_t content_length;
	bool chunked, expects_continue;
	unsigned field_count;
} accepted[] = {
	{ GET HOST CRLF, "a", -1, false, false, 1 },
	{ GET_0 CRLF, NULL, -1, false, false, 0 },
	{ CRLF CRLF GET HOST CRLF, "a", -1, false, false, 1 },

	/* Host */
	{ GET "Host:" CRLF CRLF, "", -1, false, false, 1 },
	{ GET "hOST:\t [::1]:80 \t" CRLF CRLF, "[::1]:80", -1, false, false,
	    1 },
	{ GET "A: b\r\nHost:a:" CRLF CRLF, "a:", -1, false, false, 2 },
	{ GET_0 HOST CRLF, "a", -1, false, false, 1 },
	{ GET HOST "X-Host: b\r\nHosts: c\r\n" CRLF, "a", -1, false, false, 3 },

	/* Content-Length */
	{ GET HOST "Content-Length: 0\r\n" CRLF, "a", 0, false, false, 2 },
	{ GET HOST "content-length:007\r\n" CRLF, "a", 7, false, false, 2 },
	{ GET HOST "Content-Length: 9223372036854775807\r\n" CRLF, "a",
	    INT64_MAX, false, false, 2 },
	{ GET HOST
	    "Content-Length: 0000000000000000000000000000000000001\r\n" CRLF,
	    "a", 1, false, false, 2 },
	{ GET_0 "Content-Length: 5\r\n" CRLF, NULL, 5, false, false, 1 },

	/* Transfer-Encoding */
	{ GET HOST "Transfer-Encoding: chunked\r\n" CRLF, "a", -1, true, false,
	    2 },
	{ GET HOST "transfer-ENCODING:\tChunKED \r\n" CRLF, "a", -1, true,
	    false, 2 },
	{ GET HOST "Transfer-Encoding: , chunked ,\r\n" CRLF, "a", -1, true,
	    false, 2 },
	{ GET HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n" CRLF,
	    "a", -1, true, false, 3 },

	{ GET TE "chunked\r\n" HOST CRLF, "a", -1, true, false, 2 },

	/* Expect */
	{ GET "Expect: 100-continue\r\n" HOST CRLF, "a", -1, false, true, 2 },
	{ GET HOST "Expect: 100-continue\r\n" CRLF, "a", -1, false, true, 2 },
	{ GET HOST "expect: 100-Continue\r\n" CRLF, "a", -1, false, true, 2 },
	{ GET HOST "Expect: 100-continue\r\nExpect: 100-continue\r\n" CRLF, "a",
	    -1, false, true, 3 },
	{ GET HOST "Expect:\r\n" CRLF, "a", -1, false, false, 2 },
	{ GET_0 "Expect: 100-continue\r\n" CRLF, NULL, -1, false, false, 1 },
	{ GET_0 "Expect: miracles\r\n" CRLF, NULL, -1, false, false, 1 },

	/* what follows the empty line is not examined */
	{ GET HOST CRLF "\n\x01 : x", "a", -1, false, false, 1 },
};

static void
test_accepted(void)
{
	static struct request request;

	for (size_t i = 0; i < lengthof(accepted); i++) {
		struct refusal refusal =
		    parse(bytes_of(accepted[i].header), &request);

		CHECK_BYTES(
		    bytes_of(refusal.cause), NO_BYTES, accepted[i].header);
		CHECK_NUMBER(refusal.status, STATUS_NONE, "accepted");
		CHECK_BYTES(request.host, bytes_of(accepted[i].host), "host");
		CHECK_NUMBER(request.content_length, accepted[i].content_length,
		    "content length");
		CHECK(request.chunked == accepted[i].chunked, "chunked");
		CHECK(request.expects_continue == accepted[i].expects_continue,
		    "expects 100");
		CHECK_NUMBER(
		    request.field_count, accepted[i].field_count, "fields");
	}
}

static void
put_repeated(struct buffer *b, const char *text, size_t times)
{
	while (times--)
		buffer_put_string(b, text);
}

static enum http_status
status_with_target(size_t length)
{
	static char space[2 * REQUEST_TARGET_MAX];
	static struct request request;
	struct buffer b = BUFFER(space);

	buffer_put_string(&b, "GET /");
	put_repeated(&b, "a", length - 1);
	buffer_put_string(&b, " HTTP/1.1\r\nHost: a\r\n\r\n");
	return parse(buffer_bytes(&b), &request).status;
}

static enum http_status
status_with_fields(size_t count)
{
	static char space[16 * REQUEST_FIELDS_MAX];
	static struct request request;
	struct buffer b = BUFFER(space);

	buffer_put_string(&b, GET HOST);
	put_repeated(&b, "A: b\r\n", count - 1);
	buffer_put_string(&b, CRLF);
	return parse(buffer_bytes(&b), &request).status;
}

static void
test_limits(void)
{
	CHECK_NUMBER(
	    status_with_target(REQUEST_TARGET_MAX), STATUS_NONE, "target");
	CHECK_NUMBER(status_with_target(REQUEST_TARGET_MAX + 1),
	    STATUS_URI_TOO_LONG, "target too long");
	CHECK_NUMBER(
	    status_with_fields(REQUEST_FIELDS_MAX), STATUS_NONE, "fields");
	CHECK_NUMBER(status_with_fields(REQUEST_FIELDS_MAX + 1),
	    STATUS_FIELDS_TOO_LARGE, "too many fields");
}

/* Nothing is written after the fields that are used. */
static void
test_memory(void)
{
	static struct request request;
	const char *after;
	bool touched = false;

	(void)!parse(BYTES(GET HOST "A: b\r\n\r\n"), &request).status;
	after = (const char *)&request.fields[2];
	for (size_t i = 0; i < 98 * sizeof request.fields[0]; i++)
		touched |= after[i] != '\xa5';
	CHECK(!touched, "unused fields are not touched");
}

/* Nothing that an earlier request left in the memory remains. */
static void
test_reuse(void)
{
	static struct request request;
	struct refusal refusal =
	    parse(BYTES(GET "Expect: 100-continue\r\n" HOST CL "5\r\n" CRLF),
		&request);

	CHECK_NUMBER(refusal.status, STATUS_NONE, "one with fields");
	refusal = request_parse(BYTES(GET_0 CRLF), request.fields, &request);
	CHECK_NUMBER(refusal.status, STATUS_NONE, "one without");
	CHECK_BYTES(request_field(&request, "Expect"), NO_BYTES, "no field");
	CHECK_BYTES(request.host, NO_BYTES, "no host");
	CHECK_NUMBER(request.content_length, -1, "no content");
	CHECK(!request.expects_continue, "no expectation");
}

static const struct {
	const char *name, *value;
} fields[] = {
	{ "Host", "a" },
	{ "HOST", "a" },
	{ "Empty", "" },
	{ "Cookie", "b=c" },
	{ "X-Space", "d \te" },
	{ "X-Latin", "\xe9" },
	{ "X_Under", "f:g: h" },
	{ "!#$%&'*+-.^_`|~", "i" },
	{ "Absent", NULL },
	{ "Hos", NULL },
	{ "", NULL },
};

static void
test_fields(void)
{
	static struct request request;
	struct refusal refusal = parse(
	    BYTES(GET HOST "Empty: \t \r\nCookie: b=c\r\ncookie: second\r\n"
			   "X-Space:\t d \te \t\r\nX-Latin:\xe9\r\n"
			   "X_Under:f:g: h\r\n!#$%&'*+-.^_`|~: i\r\n\r\n"),
	    &request);

	CHECK_NUMBER(refusal.status, STATUS_NONE, "many fields");
	CHECK_NUMBER(request.field_count, 8, "so many");
	for (size_t i = 0; i < lengthof(fields); i++)
		CHECK_BYTES(request_field(&request, fields[i].name),
		    bytes_of(fields[i].value), fields[i].name);
	CHECK_BYTES(request.fields[3].name, BYTES("cookie"), "name as sent");
	CHECK_BYTES(request.fields[3].value, BYTES("second"), "in order");
}

static void
test_set_host(void)
{
	struct request request;

	CHECK_NUMBER(parse(BYTES(GET HOST "A: b\r\n\r\n"), &request).status,
	    STATUS_NONE, "with Host");
	request_set_host(&request, BYTES("c:80"));
	CHECK_BYTES(request.host, BYTES("c:80"), "the host");
	CHECK_BYTES(
	    request_field(&request, "host"), BYTES("c:80"), "its field");
	CHECK_BYTES(request_field(&request, "A"), BYTES("b"), "another field");
	CHECK_NUMBER(parse(BYTES(GET_0 "\r\n"), &request).status, STATUS_NONE,
	    "without Host");
	request_set_host(&request, BYTES("c"));
	CHECK_BYTES(request.host, BYTES("c"), "a host without a field");
	CHECK_NUMBER(request.field_count, 0, "no field");
}

static void
test_lists(void)
{
	static struct request request;
	char octets[8];
	struct buffer space = BUFFER(octets);
	struct refusal refusal =
	    parse(BYTES(GET HOST "One: a, b\r\nTwo: c\r\ntwo: long, long\r\n"
				 "TWO:\r\nTwo: d,e\r\n\r\n"),
		&request);

	CHECK_NUMBER(refusal.status, STATUS_NONE, "lists");
	CHECK_BYTES(request_list_field(&request, "None", &space), NO_BYTES,
	    "a list that is absent");
	CHECK_BYTES(request_list_field(&request, "One", &space), BYTES("a, b"),
	    "a list on one line");
	CHECK_NUMBER(space.len, 0, "which takes no room");
	CHECK_BYTES(request_list_field(&request, "Two", &space),
	    BYTES("c,,d,e,"), "a list on several, but what does not fit");
	CHECK_BYTES(
	    request_only_field(&request, "Two"), NO_BYTES, "no single field");
	CHECK_BYTES(
	    request_only_field(&request, "One"), BYTES("a, b"), "a single one");
}

static const struct {
	struct bytes arrived;
	size_t end;
} ends[] = {
	{ { NULL, 0 }, 0 },
	{ TEXT(""), 0 },
	{ TEXT("G"), 0 },
	{ TEXT("GET / HTTP/1.1"), 0 },
	{ TEXT("GET / HTTP/1.1\r\n"), 0 },
	{ TEXT("G / HTTP/1.1\r\n"), 0 },
	{ TEXT("G@T / HTTP/1.1\r\n"), 0 },
	{ TEXT("GET / HTTP/1.1\r\n\r"), 0 },
	{ TEXT("GET / HTTP/1.1\r\n\r\n"), 18 },
	{ TEXT("GET / HTTP/1.1\r\n\r\ncontent\r\n\r\n"), 18 },
	{ TEXT("GET / HTTP/1.1\r\nA: b\r\n\r\n"), 24 },
	{ TEXT("GET / HTTP/1.1\n\n"), 16 },
	{ TEXT("GET / HTTP/1.1\n\r\n"), 17 },
	{ TEXT("GET / HTTP/1.1\r\n\n"), 17 },
	{ TEXT("GET / HTTP/1.1\r\n\r\r\n"), 0 },

	/* empty lines before the request */
	{ TEXT("\r\n"), 0 },
	{ TEXT("\r\n\r\n"), 0 },
	{ TEXT("\n\n\n"), 0 },
	{ TEXT("\r\n\r\nGET / HTTP/1.1\r\n"), 0 },
	{ TEXT("\r\n\r\nGET / HTTP/1.1\r\n\r\n+"), 22 },
	{ TEXT("\n\nGET / HTTP/1.1\n\n"), 18 },

	/* octets that are not HTTP have no end to wait for */
	{ TEXT("\x16\x03\x01\x02\0\x01"), 6 },
	{ TEXT("\x16"), 1 },
	{ TEXT("\r\n\r\n\0\r\nQUIT\n"), 12 },
	{ TEXT(" GET / HTTP/1.1\r\n\r\n+"), 20 },
	{ TEXT("\xff"), 1 },
};

/* The end does not depend on how the header arrives: in one piece, in two, with
 * any part seen before. */
static void
test_ends(void)
{
	for (size_t i = 0; i < lengthof(ends); i++) {
		struct bytes arrived = guarded(ends[i].arrived);
		size_t end = ends[i].end;
		bool same = true;

		CHECK_NUMBER(request_header_end(arrived, 0), end,
		    arrived.len ? ends[i].arrived.at : "nothing");
		for (size_t seen = 0; seen < (end ? end : arrived.len); seen++)
			same &= request_header_end(arrived, seen) == end;
		CHECK(same, "with any part seen before");
	}
}

int
main(void)
{
	test_lines();
	test_accepted();
	test_limits();
	test_memory();
	test_reuse();
	test_fields();
	test_set_host();
	test_lists();
	test_ends();
	return check_done();
}
