/* SPDX-License-Identifier: ISC */
/*
 * The pure parts of a request's work, in functions that callgrind counts: the
 * instructions of each function, including what it calls, are one figure. See
 * instructions-test.
 */
#include <stdlib.h>

#include "accept.h"
#include "buffer.h"
#include "chunked.h"
#include "condition.h"
#include "escape.h"
#include "http_date.h"
#include "media_type.h"
#include "range.h"
#include "request.h"
#include "script_header.h"
#include "uri.h"

#define COUNTED __attribute__((noinline, used)) static void

/* A request as a browser sends it. */
#define REQUEST                                                          \
	"GET /documents/a%20page.html?query=word&other=2 HTTP/1.1\r\n"   \
	"Host: www.example.org\r\n"                                      \
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/"   \
	"20100101 Firefox/128.0\r\n"                                     \
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9," \
	"*/*;q=0.8\r\n"                                                  \
	"Accept-Language: en-US,en;q=0.5\r\n"                            \
	"Accept-Encoding: gzip, deflate, br\r\n"                         \
	"Connection: keep-alive\r\n"                                     \
	"Cookie: session=0123456789abcdef0123456789abcdef\r\n"           \
	"If-None-Match: \"5e8f-61a2b3c4\"\r\n"                           \
	"If-Modified-Since: Sun, 05 May 2024 05:05:05 GMT\r\n"           \
	"Upgrade-Insecure-Requests: 1\r\n"                               \
	"\r\n"
#define SCRIPT                                                       \
	"Status: 200 OK\r\n"                                         \
	"Content-Type: text/html; charset=utf-8\r\n"                 \
	"Set-Cookie: session=0123456789abcdef; HttpOnly; Path=/\r\n" \
	"Cache-Control: no-store\r\n"                                \
	"X-Powered-By: nothing\r\n"                                  \
	"\r\n"

static struct field fields[REQUEST_FIELDS_MAX];
static struct request request;
static struct script_header script;
static char space[65536];
static int wrong;

static void
expect(bool holds)
{
	wrong += !holds;
}

COUNTED
count_request_end(void)
{
	expect(request_header_end(BYTES(REQUEST), 0) == sizeof REQUEST - 1);
}

COUNTED
count_request(void)
{
	expect(!request_parse(BYTES(REQUEST), fields, &request).status);
}

COUNTED
count_uri(void)
{
	struct uri uri;

	expect(!uri_parse(BYTES("/a/./b/../documents/a%20page.html?query=word"),
	    space, URI_PATH_SIZE, &uri)
		    .status);
}

COUNTED
count_condition(void)
{
	struct validators validators = {
		.etag = BYTES("\"5e8f-61a2b3c4\""),
		.last_modified = 1714885505,
		.now = 1800000000,
	};

	expect(
	    condition_evaluate(&request, &validators) == STATUS_NOT_MODIFIED);
}

COUNTED
count_range(void)
{
	struct ranges ranges;

	expect(range_parse(BYTES("bytes=0-499, 1000-1499, -500"), 100000,
		   &ranges) == STATUS_PARTIAL_CONTENT);
}

COUNTED
count_date_put(void)
{
	struct buffer b = BUFFER(space);

	http_date_put(&b, 1714885505);
	expect(b.len == HTTP_DATE_LENGTH);
}

COUNTED
count_date_parse(void)
{
	int64_t seconds;

	expect(http_date_parse(
	    BYTES("Sun, 05 May 2024 05:05:05 GMT"), 1800000000, &seconds));
}

COUNTED
count_media_type(void)
{
	char type[MEDIA_TYPE_SIZE];

	expect(media_type_find(BYTES("/documents/a page.html"), type).len ==
	    sizeof "text/html" - 1);
}

COUNTED
count_accept(void)
{
	expect(accept_coding(BYTES("gzip, deflate;q=0.5, br"), BYTES("gzip")) ==
	    1000);
}

COUNTED
count_chunked(void)
{
	struct bytes coded = BYTES("5\r\nhello\r\n10;extension=1\r\n"
				   "0123456789abcdef\r\n0\r\nA: b\r\n\r\n");
	struct chunked decoder = { 0 };
	struct bytes data;
	enum chunked_result result;

	do
		result = chunked_decode(&decoder, &coded, &data);
	while (result == CHUNKED_DATA);
	expect(result == CHUNKED_END);
}

COUNTED
count_script_header(void)
{
	expect(script_header_end(BYTES(SCRIPT), 0) == sizeof SCRIPT - 1);
	expect(!script_header_parse(BYTES(SCRIPT), &script).status);
}

COUNTED
count_escape(void)
{
	struct buffer b = BUFFER(space);

	(void)escape_put(
	    &b, ESCAPE_NAME, BYTES("a name with <angles> & \"quotes\".txt"));
	expect(b.len > 40);
}

int
main(void)
{
	count_request_end();
	count_request();
	count_uri();
	count_condition();
	count_range();
	count_date_put();
	count_date_parse();
	count_media_type();
	count_accept();
	count_chunked();
	count_script_header();
	count_escape();
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
