/* SPDX-License-Identifier: ISC */
#include "buffer.h"
#include "script_header_parse.h"

#define DOCUMENT SCRIPT_DOCUMENT
#define LOCAL    SCRIPT_LOCAL_REDIRECT
#define CLIENT   SCRIPT_CLIENT_REDIRECT

static const struct {
	const char *header;
	enum script_response kind;
	unsigned status;
	const char *reason, *content_type, *location;
	unsigned field_count;
} kinds[] = {
	/* document */
	{ HTML NL, DOCUMENT, 200, NULL, "text/html", NULL, 0 },
	{ "Content-Type: text/html\r\n\r\n", DOCUMENT, 200, NULL, "text/html",
	    NULL, 0 },
	{ "content-TYPE:text/html;charset=utf-8\n\r\n", DOCUMENT, 200, NULL,
	    "text/html;charset=utf-8", NULL, 0 },
	{ "Content-Type:\t text/plain ; a=\"b/c;\" \t\n\n", DOCUMENT, 200, NULL,
	    "text/plain ; a=\"b/c;\"", NULL, 0 },
	{ "Content-Type: application/vnd.a+json\n\n", DOCUMENT, 200, NULL,
	    "application/vnd.a+json", NULL, 0 },
	{ HTML "A: b\nA: c\n" NL, DOCUMENT, 200, NULL, "text/html", NULL, 2 },
	{ HTML, DOCUMENT, 200, NULL, "text/html", NULL, 0 },

	/* Status */
	{ HTML "Status: 404 Not Found\n" NL, DOCUMENT, 404, "Not Found",
	    "text/html", NULL, 0 },
	{ HTML "Status:404 Not Found\n" NL, DOCUMENT, 404, "Not Found",
	    "text/html", NULL, 0 },
	{ HTML "STATUS: 404\n" NL, DOCUMENT, 404, NULL, "text/html", NULL, 0 },
	{ HTML "Status: 404 \r\n" NL, DOCUMENT, 404, NULL, "text/html", NULL,
	    0 },
	{ HTML "Status: 404  Not \t Found\n" NL, DOCUMENT, 404, "Not \t Found",
	    "text/html", NULL, 0 },
	{ HTML "Status: 404 \xc3\x84\n" NL, DOCUMENT, 404, "\xc3\x84",
	    "text/html", NULL, 0 },
	{ HTML "Status: 200\n" NL, DOCUMENT, 200, NULL, "text/html", NULL, 0 },
	{ HTML "Status: 599 Mine\n" NL, DOCUMENT, 599, "Mine", "text/html",
	    NULL, 0 },
	{ HTML "Status:\n" NL, DOCUMENT, 200, NULL, "text/html", NULL, 0 },
	{ HTML "Status:\nStatus: 404\nStatus: \t\n" NL, DOCUMENT, 404, NULL,
	    "text/html", NULL, 0 },

	/* without a type: there is a status, or no document */
	{ "Status: 200\n" NL, DOCUMENT, 200, NULL, NULL, NULL, 0 },
	{ "Status: 201 Created\nETag: \"1\"\nContent-Length: 0\n" NL, DOCUMENT,
	    201, "Created", NULL, NULL, 1 },
	{ "Status: 301 Moved\nA: b\n" NL, DOCUMENT, 301, "Moved", NULL, NULL,
	    1 },
	{ "Status: 400\n" NL, DOCUMENT, 400, NULL, NULL, NULL, 0 },
	{ "Content-Length: 0\n" NL, DOCUMENT, 200, NULL, NULL, NULL, 0 },

	/* without content */
	{ "Status: 204\n" NL, DOCUMENT, 204, NULL, NULL, NULL, 0 },
	{ "Status: 205\n" NL, DOCUMENT, 205, NULL, NULL, NULL, 0 },
	{ "Status: 304 Not Modified\nETag: \"a\"\n" NL, DOCUMENT, 304,
	    "Not Modified", NULL, NULL, 1 },

	/* an error without a document */
	{ "Status: 404 Not Found\nA: b\n" NL, DOCUMENT, 404, "Not Found", NULL,
	    NULL, 1 },
	{ "Status: 500\n" NL, DOCUMENT, 500, NULL, NULL, NULL, 0 },

	/* local redirect: a path, alone */
	{ "Location: /a?b\n" NL, LOCAL, 200, NULL, NULL, "/a?b", 0 },
	{ "location:/a\r\n\r\n", LOCAL, 200, NULL, NULL, "/a", 0 },
	{ "Location: /\nContent-Type:\nStatus: \n" NL, LOCAL, 200, NULL, NULL,
	    "/", 0 },
	{ "Location: /a\nConnection: close\nX-CGI-A: b\n<!--: spam\n" NL, LOCAL,
	    200, NULL, NULL, "/a", 0 },
	{ "Location: /a/../..\n" NL, LOCAL, 200, NULL, NULL, "/a/../..", 0 },

	/* client redirect: a URI, or a path with other fields */
	{ "Location: http://a/\n" NL, CLIENT, 302, NULL, NULL, "http://a/", 0 },
	{ "Location: mailto:a\n" NL, CLIENT, 302, NULL, NULL, "mailto:a", 0 },
	{ "Location: a.html\n" NL, CLIENT, 302, NULL, NULL, "a.html", 0 },
	{ "Location: ?a\n" NL, CLIENT, 302, NULL, NULL, "?a", 0 },
	{ "Location: ../a\n" NL, CLIENT, 302, NULL, NULL, "../a", 0 },
	{ "Location: #a\n" NL, CLIENT, 302, NULL, NULL, "#a", 0 },
	{ "Location: http://a/#b\n" NL, CLIENT, 302, NULL, NULL, "http://a/#b",
	    0 },
	{ "Location: /a\nSet-Cookie: b=c\n" NL, CLIENT, 302, NULL, NULL, "/a",
	    1 },
	{ "Location: /a\nContent-Length: 0\n" NL, CLIENT, 302, NULL, NULL, "/a",
	    0 },
	{ "Location: /a\nDate: today\n" NL, CLIENT, 302, NULL, NULL, "/a", 1 },
	{ "Location: /a#b\n" NL, CLIENT, 302, NULL, NULL, "/a#b", 0 },
	{ "Location: //host/a\n" NL, CLIENT, 302, NULL, NULL, "//host/a", 0 },
	{ "Location: /a\nStatus: 302 Found\n" NL, CLIENT, 302, "Found", NULL,
	    "/a", 0 },
	{ "Status: 303\nLocation: /a\n" NL, CLIENT, 303, NULL, NULL, "/a", 0 },
	{ "Location: http://a/\nStatus: 301\nSet-Cookie: b\n" NL, CLIENT, 301,
	    NULL, NULL, "http://a/", 1 },
	{ "Location: http://a/\nStatus: 308\n" NL, CLIENT, 308, NULL, NULL,
	    "http://a/", 0 },

	/* client redirect with document, and other uses of Location */
	{ HTML "Location: http://a/\nStatus: 301\n" NL, DOCUMENT, 301, NULL,
	    "text/html", "http://a/", 0 },
	{ HTML "Location: /a\nStatus: 303 See Other\n" NL, DOCUMENT, 303,
	    "See Other", "text/html", "/a", 0 },
	{ HTML "Location: /a\n" NL, DOCUMENT, 302, NULL, "text/html", "/a", 0 },
	{ HTML "Location: http://a/\n" NL, DOCUMENT, 302, NULL, "text/html",
	    "http://a/", 0 },
	{ HTML "Location: /a\nStatus: 201\n" NL, DOCUMENT, 201, NULL,
	    "text/html", "/a", 0 },
	{ "Location: /a\nStatus: 201 Created\n" NL, DOCUMENT, 201, "Created",
	    NULL, "/a", 0 },
	{ "Location: /a\nStatus: 304\n" NL, DOCUMENT, 304, NULL, NULL, "/a",
	    0 },
	{ "Location: /a\nStatus: 200 OK\n" NL, DOCUMENT, 200, "OK", NULL, "/a",
	    0 },
};

static void
test_kinds(void)
{
	static struct script_header header;

	for (size_t i = 0; i < lengthof(kinds); i++) {
		struct refusal refusal =
		    parse(bytes_of(kinds[i].header), &header);

		CHECK_BYTES(bytes_of(refusal.cause), NO_BYTES, kinds[i].header);
		CHECK_NUMBER(header.kind, kinds[i].kind, "kind");
		CHECK_NUMBER(header.status, kinds[i].status, "status");
		CHECK_BYTES(header.reason, bytes_of(kinds[i].reason), "reason");
		CHECK_BYTES(header.content_type,
		    bytes_of(kinds[i].content_type), "content type");
		CHECK_BYTES(
		    header.location, bytes_of(kinds[i].location), "location");
		CHECK_BYTES(header.send_file, NO_BYTES, "no file");
		CHECK_NUMBER(
		    header.field_count, kinds[i].field_count, "fields");
	}
}

static void
test_send_file(void)
{
	static struct script_header header;
	struct refusal refusal =
	    parse(BYTES("x-sendfile: /srv/a b\n\n"), &header);

	CHECK_NUMBER(refusal.status, STATUS_NONE, "X-Sendfile alone");
	CHECK_NUMBER(header.kind, SCRIPT_SEND_FILE, "kind");
	CHECK_NUMBER(header.status, 200, "status");
	CHECK_BYTES(header.send_file, BYTES("/srv/a b"), "file");
	CHECK_BYTES(header.content_type, NO_BYTES, "no content type");
	refusal =
	    parse(BYTES(HTML "X-Sendfile: a\nStatus: 404\nA: b\n" NL), &header);
	CHECK_NUMBER(refusal.status, STATUS_NONE, "X-Sendfile with others");
	CHECK_NUMBER(header.kind, SCRIPT_SEND_FILE, "kind");
	CHECK_NUMBER(header.status, 404, "status");
	CHECK_BYTES(header.content_type, BYTES("text/html"), "content type");
	CHECK_NUMBER(header.field_count, 1, "others");
	refusal = parse(BYTES(HTML "X-Sendfile:\n" NL), &header);
	CHECK_NUMBER(refusal.status, STATUS_NONE, "X-Sendfile, empty");
	CHECK_NUMBER(header.kind, SCRIPT_DOCUMENT, "kind");
}

static const struct {
	const char *header;
	bool has_status;
} statuses[] = {
	{ HTML NL, false },
	{ HTML "Status:\n" NL, false },
	{ HTML "Status: 200\n" NL, true },
	{ "Location: http://a/\n" NL, false },
	{ "Location: http://a/\nStatus: 302\n" NL, true },
};

static void
test_has_status(void)
{
	static struct script_header header;

	for (size_t i = 0; i < lengthof(statuses); i++) {
		struct refusal refusal =
		    parse(bytes_of(statuses[i].header), &header);

		CHECK_NUMBER(refusal.status, STATUS_NONE, statuses[i].header);
		CHECK(header.has_status == statuses[i].has_status,
		    "has a Status of its own");
	}
}

static const struct {
	const char *value;
	int64_t length;
} lengths[] = {
	{ "0", 0 },
	{ "5", 5 },
	{ " 0012 ", 12 },
	{ "9223372036854775807", INT64_MAX },
	{ "", -1 },
};

static void
test_lengths(void)
{
	static struct script_header header;

	for (size_t i = 0; i < lengthof(lengths); i++) {
		char space[128];
		struct buffer b = BUFFER(space);

		buffer_put_string(&b, HTML "Content-Length:");
		buffer_put_string(&b, lengths[i].value);
		buffer_put_string(&b, NL NL);
		CHECK_NUMBER(parse(buffer_bytes(&b), &header).status,
		    STATUS_NONE, lengths[i].value);
		CHECK_NUMBER(
		    header.content_length, lengths[i].length, "length");
	}
}

static const struct {
	const char *name, *value;
} kept[] = {
	{ "Set-Cookie", "a=b" },
	{ "set-cookie", "c=d" },
	{ "Empty", "" },
	{ "Date", "today" },
	{ "Server", "mine" },
	{ "X-CGI", "kept" },
	{ "Connections", "kept" },
	{ "Accept-Ranges", "a:  b" },
	{ "Latin", "\xe9" },
};

static void
test_fields(void)
{
	static struct script_header header;
	struct refusal refusal = parse(
	    BYTES("Set-Cookie: a=b\nConnection: close\r\nKeep-Alive: 5\n"
		  "Proxy-Connection: a\nTE: a\nTrailer: a\nset-cookie:c=d\n"
		  "TRANSFER-ENCODING: chunked\nUpgrade: a\nX-CGI-A: a\n" HTML
		  "x-cgi-: a\nEmpty: \t\nDate: today\nServer: mine \n"
		  "X-CGI: kept\nConnections: kept\nAccept-Ranges:a:  b\n"
		  "Latin: \xe9\n\nX-Behind: a\n"),
	    &header);

	CHECK_NUMBER(refusal.status, STATUS_NONE, "many fields");
	CHECK_NUMBER(header.field_count, lengthof(kept), "those kept");
	CHECK_NUMBER(header.dropped, 0, "none dropped");
	for (size_t i = 0; i < lengthof(kept); i++) {
		CHECK_BYTES(header.fields[i].name, bytes_of(kept[i].name),
		    kept[i].name);
		CHECK_BYTES(
		    header.fields[i].value, bytes_of(kept[i].value), "value");
	}
}

static const struct {
	const char *header;
	unsigned dropped;
	const char *first;
} droppings[] = {
	{ HTML NL, 0, NULL },
	{ HTML "hello\n" NL, 1, "hello" },
	{ "<!--: spam\n" HTML NL, 1, "<!--: spam" },
	{ HTML ": a\nA : b\nA B: c\n(A): d\n\xc3\xa9: e\n" NL, 5, ": a" },
	{ HTML "Status : 404\n" NL, 1, "Status : 404" },
	{ HTML "A\x01"
	       "b: c\n" NL,
	    1,
	    "A\x01"
	    "b: c" },
	{ HTML "A: b\n\r\r\n" NL, 1, "\r" },
};

static void
test_dropped(void)
{
	static struct script_header header;

	for (size_t i = 0; i < lengthof(droppings); i++) {
		struct refusal refusal =
		    parse(bytes_of(droppings[i].header), &header);

		CHECK_BYTES(
		    bytes_of(refusal.cause), NO_BYTES, droppings[i].header);
		CHECK_NUMBER(header.dropped, droppings[i].dropped, "dropped");
		CHECK_BYTES(header.first_dropped, bytes_of(droppings[i].first),
		    "the first of them");
		CHECK_NUMBER(header.status, 200, "status");
	}
}

/* Nothing is written after the fields that are used. */
static void
test_memory(void)
{
	static struct script_header header;
	const char *after = (const char *)&header.fields[1];
	bool touched = false;

	(void)!parse(BYTES(HTML "A: b\n" NL), &header).status;
	for (size_t i = 0; i < 199 * sizeof header.fields[0]; i++)
		touched |= after[i] != '\xa5';
	CHECK(!touched, "unused fields are not touched");
}

static const struct {
	const char *output;
	size_t end;
} ends[] = {
	{ "", 0 },
	{ "\n", 1 },
	{ "\n\n", 1 },
	{ "\r", 0 },
	{ "\r\n", 2 },
	{ "\r\nA: b\n\n", 2 },
	{ "A: b", 0 },
	{ "A: b\n", 0 },
	{ "A: b\r\n", 0 },
	{ "A: b\r\n\r", 0 },
	{ "A: b\n\n", 6 },
	{ "A: b\n\r\n", 7 },
	{ "A: b\r\n\n", 7 },
	{ "A: b\r\n\r\n", 8 },
	{ "A: b\n\ncontent\n\n", 6 },
	{ "A: b\nC: d\n\n", 11 },
	{ "A: b\n\rC: d\n\n", 12 },
	{ "A: b\n\r\r\n", 0 },
	{ "A: b\r\r\n\n", 8 },
};

/* The end does not depend on how the header arrives: in one piece, in two, with
 * any part seen before. */
static void
test_ends(void)
{
	for (size_t i = 0; i < lengthof(ends); i++) {
		struct bytes output = guarded(bytes_of(ends[i].output));
		size_t end = ends[i].end;
		bool same = true;

		CHECK_NUMBER(script_header_end(output, 0), end, ends[i].output);
		for (size_t seen = 0; seen < (end ? end : output.len); seen++)
			same &= script_header_end(output, seen) == end;
		CHECK(same, "with any part seen before");
	}
	CHECK_NUMBER(script_header_end(NO_BYTES, 0), 0, "absent");
}

int
main(void)
{
	test_kinds();
	test_send_file();
	test_has_status();
	test_lengths();
	test_fields();
	test_dropped();
	test_memory();
	test_ends();
	return check_done();
}
