/* SPDX-License-Identifier: ISC */
/* What request_parse refuses, why, and what the log gets of it. */
#include "request_parse.h"

#define BEFORE_METHOD "white space before the method"
#define NO_TOKEN      "the method is no token"
#define NO_TARGET     "no request-target in the request-line"
#define TWO_SPACES    "two spaces in a row in the request-line"
#define NO_VERSION    "no HTTP-version in the request-line"
#define MORE_SPACES   "more than two spaces in the request-line"
#define TAB           "a tab in the request-target"
#define VERSION       "the HTTP-version is not of the form HTTP/DIGIT.DIGIT"
#define MAJOR         "a major version of HTTP other than 1"
#define TLS           "a TLS handshake on a connection without TLS"
#define CUT           "the header section ends before its empty line"
#define LF            "a line that ends in LF without CR"
#define CR            "CR without LF"
#define NUL           "NUL in the header section"
#define CONTROL       "a control character in the header section"
#define FOLDED        "white space at the start of a field line"
#define NO_COLON      "a field line without a colon"
#define NO_NAME       "a field without a name"
#define BEFORE_COLON  "white space before the colon of a field"
#define NAME          "a field name that is no token"
#define HOSTS         "several Host fields"
#define NO_HOST       "no Host field in HTTP/1.1"
#define BAD_HOST      "Host is no valid host"
#define LENGTHS       "several Content-Length fields"
#define BAD_LENGTH    "Content-Length is no number"
#define LARGE         "Content-Length is beyond all bounds"
#define BOTH          "Content-Length and Transfer-Encoding together"
#define CODING_IN_0   "Transfer-Encoding in HTTP/1.0"
#define NOT_LAST      "Transfer-Encoding does not end in chunked"
#define TWICE         "Transfer-Encoding with chunked twice"
#define OTHER         "a transfer coding other than chunked"
#define METHOD        "an unknown method"
#define EXPECTATION   "an expectation other than 100-continue"

static const struct {
	struct bytes header;
	int status;
	const char *cause;
} refused[] = {
	/* request-line */
	{ { NULL, 0 }, 400, CUT },
	{ TEXT(""), 400, CUT },
	{ TEXT(CRLF), 400, CUT },
	{ TEXT(CRLF CRLF), 400, CUT },
	{ TEXT("GET"), 400, CUT },
	{ TEXT("GET / HTTP/1.1"), 400, CUT },
	{ TEXT(GET), 400, CUT },
	{ TEXT("GET / HTTP/1.1\r"), 400, CR },
	{ TEXT("GET\r\n\r\n"), 400, NO_TARGET },
	{ TEXT("GET \r\n\r\n"), 400, NO_TARGET },
	{ TEXT("GET /\r\n\r\n"), 400, NO_VERSION },
	{ TEXT("GET / \r\n\r\n"), 400, VERSION },
	{ TEXT(" GET / HTTP/1.1\r\n\r\n"), 400, BEFORE_METHOD },
	{ TEXT("\tGET / HTTP/1.1\r\n\r\n"), 400, NO_TOKEN },
	{ TEXT("GET  / HTTP/1.1\r\n\r\n"), 400, TWO_SPACES },
	{ TEXT("GET /  HTTP/1.1\r\n\r\n"), 400, MORE_SPACES },
	{ TEXT("GET / HTTP/1.1 \r\n\r\n"), 400, MORE_SPACES },
	{ TEXT("GET /a b HTTP/1.1\r\n\r\n"), 400, MORE_SPACES },
	{ TEXT("GET\t/ HTTP/1.1\r\n\r\n"), 400, NO_TOKEN },
	{ TEXT("GET /\tHTTP/1.1\r\n\r\n"), 400, NO_VERSION },
	{ TEXT("GET /a\tb HTTP/1.1\r\n\r\n"), 400, TAB },
	{ TEXT("GET / \tHTTP/1.1\r\n\r\n"), 400, VERSION },
	{ TEXT("G@T / HTTP/1.1\r\n\r\n"), 400, NO_TOKEN },
	{ TEXT("GET: / HTTP/1.1\r\n\r\n"), 400, NO_TOKEN },
	{ TEXT("G\xc3\x89T / HTTP/1.1\r\n\r\n"), 400, NO_TOKEN },
	{ TEXT("GET / http/1.1\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / Http/1.1\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / HTTP/1\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / HTTP/1.\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / HTTP/.1\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / HTTP/1.10\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / HTTP/01.1\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / HTTP/1,1\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / HTTP/x.1\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / HTTP/1.x\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / HTTP 1.1\r\n\r\n"), 400, MORE_SPACES },
	{ TEXT("GET / HTCPCP/1.0\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / ICY/1.00\r\n\r\n"), 400, VERSION },
	{ TEXT("GET / HTTP/0.9\r\n\r\n"), 505, MAJOR },
	{ TEXT("GET / HTTP/2.0\r\n\r\n"), 505, MAJOR },
	{ TEXT("GET / HTTP/9.9\r\n\r\n"), 505, MAJOR },
	{ TEXT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505, MAJOR },

	/* other protocols */
	{ TEXT("\x16\x03\x01\x02\0\x01"), 400, TLS },
	{ TEXT("\x16"), 400, TLS },
	{ TEXT("\r\n\r\n\0\r\nQUIT\n"), 400, NUL },
	{ TEXT("\x80\x2e\x01\x03\x01"), 400, CONTROL },
	{ TEXT("\xff\xfb\x1f\r\n\r\n"), 400, CONTROL },
	{ TEXT("\x03\0\0\x13"), 400, CONTROL },
	{ TEXT("SSH-2.0-OpenSSH\r\n\r\n"), 400, NO_TARGET },

	/* line ends and controls */
	{ TEXT("GET / HTTP/1.1\n\n"), 400, LF },
	{ TEXT("\nGET / HTTP/1.1\r\n\r\n"), 400, LF },
	{ TEXT("\rGET / HTTP/1.1\r\n\r\n"), 400, CR },
	{ TEXT("\r\r\nGET / HTTP/1.1\r\n\r\n"), 400, CR },
	{ TEXT("GET / HTTP/1.1\r\r\n\r\n"), 400, CR },
	{ TEXT("GET /\0 HTTP/1.1\r\n\r\n"), 400, NUL },
	{ TEXT("GET /\x1b HTTP/1.1\r\n\r\n"), 400, CONTROL },
	{ TEXT("GET /\x7f HTTP/1.1\r\n\r\n"), 400, CONTROL },
	{ TEXT(GET "Host: a\n\r\n"), 400, LF },
	{ TEXT(GET HOST "\n"), 400, LF },
	{ TEXT(GET HOST "\r"), 400, CR },
	{ TEXT(GET HOST), 400, CUT },
	{ TEXT(GET HOST "A: b"), 400, CUT },
	{ TEXT(GET HOST "A: b\rc\r\n\r\n"), 400, CR },
	{ TEXT(GET HOST "A: b\r\r\n\r\n"), 400, CR },
	{ TEXT(GET HOST "A: b\0c\r\n\r\n"), 400, NUL },
	{ TEXT(GET HOST "A: b\x0b"
			"c\r\n\r\n"),
	    400, CONTROL },
	{ TEXT(GET HOST "A: b\x7f\r\n\r\n"), 400, CONTROL },
	{ TEXT(GET HOST "A\0: b\r\n\r\n"), 400, NUL },

	/* field lines */
	{ TEXT(GET HOST "A: b\r\n c\r\n\r\n"), 400, FOLDED },
	{ TEXT(GET HOST "A: b\r\n\tc: d\r\n\r\n"), 400, FOLDED },
	{ TEXT(GET " Host: a\r\n\r\n"), 400, FOLDED },
	{ TEXT(GET HOST " \r\n\r\n"), 400, FOLDED },
	{ TEXT(GET HOST "A\r\n\r\n"), 400, NO_COLON },
	{ TEXT(GET HOST "A b\r\n\r\n"), 400, NO_COLON },
	{ TEXT(GET HOST ": b\r\n\r\n"), 400, NO_NAME },
	{ TEXT(GET HOST ":\r\n\r\n"), 400, NO_NAME },
	{ TEXT(GET "Host : a\r\n\r\n"), 400, BEFORE_COLON },
	{ TEXT(GET "Host\t: a\r\n\r\n"), 400, BEFORE_COLON },
	{ TEXT(GET HOST "A b: c\r\n\r\n"), 400, NAME },
	{ TEXT(GET HOST "A\xc3\xa9: b\r\n\r\n"), 400, NAME },
	{ TEXT(GET HOST "(A): b\r\n\r\n"), 400, NAME },
	{ TEXT(GET HOST "\"A\": b\r\n\r\n"), 400, NAME },
	{ TEXT(GET HOST "A/B: b\r\n\r\n"), 400, NAME },

	/* Host */
	{ TEXT(GET CRLF), 400, NO_HOST },
	{ TEXT("GET http://a/ HTTP/1.1\r\n\r\n"), 400, NO_HOST },
	{ TEXT("GET / HTTP/1.2\r\n\r\n"), 400, NO_HOST },
	{ TEXT(GET "Hos: a\r\n\r\n"), 400, NO_HOST },
	{ TEXT(GET HOST HOST CRLF), 400, HOSTS },
	{ TEXT(GET HOST "A: b\r\nhost: c\r\n\r\n"), 400, HOSTS },
	{ TEXT(GET_0 HOST HOST CRLF), 400, HOSTS },
	{ TEXT(GET_0 "Host: a b\r\n\r\n"), 400, BAD_HOST },
	{ TEXT(GET "Host: a, b\r\n\r\n"), 400, BAD_HOST },
	{ TEXT(GET "Host: a/b\r\n\r\n"), 400, BAD_HOST },
	{ TEXT(GET "Host: b@a\r\n\r\n"), 400, BAD_HOST },
	{ TEXT(GET "Host: a:b\r\n\r\n"), 400, BAD_HOST },
	{ TEXT(GET "Host: [::1\r\n\r\n"), 400, BAD_HOST },
	{ TEXT(GET "Host: http://a\r\n\r\n"), 400, BAD_HOST },

	/* Content-Length */
	{ TEXT(GET HOST CL "\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "+5\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "-5\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "0x5\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "5,5\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "5, 5\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "5 5\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "5.0\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "5e1\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "five\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "\"5\"\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "\xb2\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "-9223372036854775809\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "9223372036854775808x\r\n\r\n"), 400, BAD_LENGTH },
	{ TEXT(GET HOST CL "9223372036854775808\r\n\r\n"), 413, LARGE },
	{ TEXT(GET HOST CL "18446744073709551621\r\n\r\n"), 413, LARGE },
	{ TEXT(GET HOST CL "5\r\n" CL "5\r\n\r\n"), 400, LENGTHS },
	{ TEXT(GET HOST CL "5\r\n" CL "6\r\n\r\n"), 400, LENGTHS },
	{ TEXT(GET HOST CL "5\r\nA: b\r\ncontent-length:\r\n\r\n"), 400,
	    LENGTHS },

	/* Transfer-Encoding */
	{ TEXT(GET HOST CL "5\r\n" TE "chunked\r\n\r\n"), 400, BOTH },
	{ TEXT(GET HOST TE "chunked\r\n" CL "5\r\n\r\n"), 400, BOTH },
	{ TEXT(GET HOST TE "gzip\r\n" CL "x\r\n\r\n"), 400, BOTH },
	{ TEXT(GET HOST TE "\r\n" CL "5\r\n\r\n"), 400, BOTH },
	{ TEXT(GET_0 CL "5\r\n" TE "chunked\r\n\r\n"), 400, BOTH },
	{ TEXT(GET_0 TE "chunked\r\n\r\n"), 400, CODING_IN_0 },
	{ TEXT(GET HOST TE "\r\n\r\n"), 400, NOT_LAST },
	{ TEXT(GET HOST TE ",\r\n\r\n"), 400, NOT_LAST },
	{ TEXT(GET HOST TE "gzip\r\n\r\n"), 400, NOT_LAST },
	{ TEXT(GET HOST TE "identity\r\n\r\n"), 400, NOT_LAST },
	{ TEXT(GET HOST TE "chunked, gzip\r\n\r\n"), 400, NOT_LAST },
	{ TEXT(GET HOST TE "chunked\r\n" TE "gzip\r\n\r\n"), 400, NOT_LAST },
	{ TEXT(GET HOST TE "xchunked\r\n\r\n"), 400, NOT_LAST },
	{ TEXT(GET HOST TE "chunked;a=b\r\n\r\n"), 400, NOT_LAST },
	{ TEXT(GET HOST TE "\"chunked\"\r\n\r\n"), 400, NOT_LAST },
	{ TEXT(GET HOST TE "chunked chunked\r\n\r\n"), 400, NOT_LAST },
	{ TEXT(GET HOST TE "chunked, chunked\r\n\r\n"), 400, TWICE },
	{ TEXT(GET HOST TE "chunked\r\n" TE "chunked\r\n\r\n"), 400, TWICE },
	{ TEXT(GET HOST TE "chunked, gzip, chunked\r\n\r\n"), 400, TWICE },
	{ TEXT(GET HOST TE "gzip, chunked\r\n\r\n"), 501, OTHER },
	{ TEXT(GET HOST TE "gzip\r\n" TE "chunked\r\n\r\n"), 501, OTHER },

	/* method and expectation are checked last */
	{ TEXT("get / HTTP/1.1\r\nHost: a\r\n\r\n"), 501, METHOD },
	{ TEXT("Head / HTTP/1.1\r\nHost: a\r\n\r\n"), 501, METHOD },
	{ TEXT("tRACE / HTTP/1.1\r\nHost: a\r\n\r\n"), 501, METHOD },
	{ TEXT("BREW / HTTP/1.1\r\n\r\n"), 400, NO_HOST },
	{ TEXT(GET HOST "Expect: miracles\r\n\r\n"), 417, EXPECTATION },
	{ TEXT(GET HOST "Expect: 200-ok\r\n\r\n"), 417, EXPECTATION },
	{ TEXT(GET HOST "Expect: 100-continue=\r\n\r\n"), 417, EXPECTATION },
	{ TEXT(GET HOST "Expect: 100-continue, a\r\n\r\n"), 417, EXPECTATION },
	{ TEXT(GET HOST "Expect: a\r\nExpect: 100-continue\r\n\r\n"), 417,
	    EXPECTATION },
};

static void
test_refused(void)
{
	static struct request request;

	for (size_t i = 0; i < lengthof(refused); i++) {
		struct refusal refusal = parse(refused[i].header, &request);

		CHECK_NUMBER(refusal.status, refused[i].status,
		    refused[i].header.len ? refused[i].header.at : "nothing");
		CHECK_BYTES(bytes_of(refusal.cause), bytes_of(refused[i].cause),
		    "cause");
		CHECK(!request.chunked && request.field_count <= 4,
		    "as much as was understood");
	}
	CHECK_NUMBER(
	    parse(BYTES("get / HTTP/1.1\r\nHost: a\r\n\r\n"), &request).message,
	    MESSAGE_NO_METHOD, "CGIHTTPServer's words");
}

/* The log of a refused request shows the parts that are there. */
static const struct {
	const char *header;
	const char *line, *method_name, *target;
	enum http_method method;
	unsigned field_count;
} logged[] = {
	{ "", "", NULL, NULL, METHOD_UNKNOWN, 0 },
	{ "\x16\x03", NULL, NULL, NULL, METHOD_UNKNOWN, 0 },
	{ "GET", "GET", NULL, NULL, METHOD_UNKNOWN, 0 },
	{ "G@T / HTTP/1.1\r\n", "G@T / HTTP/1.1", NULL, NULL, METHOD_UNKNOWN,
	    0 },
	{ "GET\r\n", "GET", "GET", NULL, METHOD_GET, 0 },
	{ "GET /a\r\n", "GET /a", "GET", "/a", METHOD_GET, 0 },
	{ "GET /a b HTTP/1.1\r\n", "GET /a b HTTP/1.1", "GET", "/a", METHOD_GET,
	    0 },
	{ "GET /a HTTP/2.0\r\n", "GET /a HTTP/2.0", "GET", "/a", METHOD_GET,
	    0 },
	{ "Get /a HTTP/1.1\r\nHost: a\r\n\r\n", "Get /a HTTP/1.1", "Get", "/a",
	    METHOD_UNKNOWN, 1 },
	{ "BREW /a HTTP/1.1\r\nA: b\r\n\r\n", "BREW /a HTTP/1.1", "BREW", "/a",
	    METHOD_EXTENSION, 1 },
	{ GET "A: b\r\nC: d\r\n e\r\n\r\n", "GET / HTTP/1.1", "GET", "/",
	    METHOD_GET, 2 },
	{ "GET /\n", "GET /", NULL, NULL, METHOD_UNKNOWN, 0 },
};

static void
test_logged(void)
{
	static struct request request;

	for (size_t i = 0; i < lengthof(logged); i++) {
		struct refusal refusal =
		    parse(bytes_of(logged[i].header), &request);

		CHECK(refusal.status != STATUS_NONE, logged[i].header);
		CHECK_BYTES(request.line, bytes_of(logged[i].line), "line");
		CHECK_BYTES(request.method_name,
		    bytes_of(logged[i].method_name), "method's name");
		CHECK_BYTES(
		    request.target, bytes_of(logged[i].target), "target");
		CHECK_NUMBER(request.method, logged[i].method, "method");
		CHECK_NUMBER(
		    request.field_count, logged[i].field_count, "fields");
		CHECK_NUMBER(request.content_length, -1, "content length");
		CHECK_NUMBER(request.minor_version,
		    logged[i].field_count ? 1 : 0, "minor version");
	}
}

int
main(void)
{
	test_refused();
	test_logged();
	return check_done();
}
