/* SPDX-License-Identifier: ISC */
/* What script_header_parse refuses, and why. */
#include "buffer.h"
#include "script_header_parse.h"

#define NO_FIELD    "no field in the script's header section"
#define NO_TYPE     "neither Content-Type nor Location nor Status"
#define STATUS_LINE "a status line, which only nph- scripts may write"
#define STATUS_FORM "Status is not three digits and a reason"
#define STATUS_SIZE "Status is not between 200 and 599"
#define CONTROL     "a control character in a field's value"
#define TWO_ANSWERS "Location beside X-Sendfile"
#define LENGTH      "Content-Length is no number"
#define FOLDED      "white space at the start of a field line"
#define MEDIA_TYPE  "Content-Type is no media type"

static const struct {
	struct bytes header;
	const char *cause;
} refused[] = {
	/* no field that counts */
	{ { NULL, 0 }, NO_FIELD },
	{ TEXT(""), NO_FIELD },
	{ TEXT("\n"), NO_FIELD },
	{ TEXT("\r\n"), NO_FIELD },
	{ TEXT("\n" HTML NL), NO_FIELD },
	{ TEXT("hello\n\n"), NO_FIELD },
	{ TEXT("<!--: spam\n\n"), NO_FIELD },
	{ TEXT("Content-Type:\n\n"), NO_FIELD },
	{ TEXT("Content-Type : text/html\n\n"), NO_FIELD },
	{ TEXT("Connection: close\n\n"), NO_FIELD },

	/* no field that gives the kind of response */
	{ TEXT("A: b\n\n"), NO_TYPE },
	{ TEXT("Status:\nA: b\n\n"), NO_TYPE },
	{ TEXT("Content-Length: 5\n\n"), NO_TYPE },

	/* status line */
	{ TEXT("HTTP/1.0 200 OK\n" HTML NL), STATUS_LINE },
	{ TEXT("HTTP/1.1 200 OK\r\n" HTML NL), STATUS_LINE },
	{ TEXT("HTTP/1.1: 200\n" HTML NL), STATUS_LINE },
	{ TEXT(HTML "HTTP/1.0 200 OK\n" NL), STATUS_LINE },
	{ TEXT("HTTP/\n\n"), STATUS_LINE },

	/* Status */
	{ TEXT(HTML "Status: 404: Not Found\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: 404\tNot Found\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: 404Not Found\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: 4040\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: 40\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: 4\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: 40 4\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: +40\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: -04\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: Not Found\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: HTTP/1.1 200 OK\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: \xb2\xb2\xb2\n" NL), STATUS_FORM },
	{ TEXT(HTML "Status: 000\n" NL), STATUS_SIZE },
	{ TEXT(HTML "Status: 100 Continue\n" NL), STATUS_SIZE },
	{ TEXT(HTML "Status: 199\n" NL), STATUS_SIZE },
	{ TEXT(HTML "Status: 600\n" NL), STATUS_SIZE },
	{ TEXT(HTML "Status: 999\n" NL), STATUS_SIZE },

	/* octets that would split a response */
	{ TEXT(HTML "A: b\rSet-Cookie: c\n" NL), CONTROL },
	{ TEXT(HTML "A: b\r\r\n" NL), CONTROL },
	{ TEXT(HTML "A: b\0c\n" NL), CONTROL },
	{ TEXT(HTML "A: \x1b[0m\n" NL), CONTROL },
	{ TEXT(HTML "A: \x7f\n" NL), CONTROL },
	{ TEXT(HTML "A: \x0b\n" NL), CONTROL },
	{ TEXT(HTML "Connection: \0\n" NL), CONTROL },
	{ TEXT("Content-Type: text/html\rA: b\n\n"), CONTROL },
	{ TEXT(HTML "Status: 200 O\rK\n" NL), CONTROL },
	{ TEXT("Location: http://a/\rA: b\n\n"), CONTROL },
	{ TEXT("Location: /\0\n\n"), CONTROL },
	{ TEXT("X-Sendfile: /a\0b\n\n"), CONTROL },

	/* fields for the server, twice */
	{ TEXT(HTML "Status: 200\nStatus: 200\n" NL), "Status twice" },
	{ TEXT(HTML "Status: 200\nA: b\nstatus: 404\n" NL), "Status twice" },
	{ TEXT("Location: /a\nLocation: /a\n\n"), "Location twice" },
	{ TEXT(HTML "CONTENT-TYPE: text/html\n" NL), "Content-Type twice" },
	{ TEXT(HTML "Content-Length: 5\nContent-Length: 5\n" NL),
	    "Content-Length twice" },
	{ TEXT("X-Sendfile: a\nX-Sendfile: b\n\n"), "X-Sendfile twice" },
	{ TEXT("X-Sendfile: a\nx-accel-redirect: b\n\n"), "X-Sendfile twice" },

	/* two answers */
	{ TEXT("Location: /a\nX-Sendfile: /b\n\n"), TWO_ANSWERS },
	{ TEXT("X-Sendfile: /b\nLocation: http://a/\nStatus: 303\n\n"),
	    TWO_ANSWERS },

	/* Content-Length */
	{ TEXT(HTML "Content-Length: +3\n" NL), LENGTH },
	{ TEXT(HTML "Content-Length: -3\n" NL), LENGTH },
	{ TEXT(HTML "Content-Length: 0x3\n" NL), LENGTH },
	{ TEXT(HTML "Content-Length: 3,3\n" NL), LENGTH },
	{ TEXT(HTML "Content-Length: 3 3\n" NL), LENGTH },
	{ TEXT(HTML "Content-Length: three\n" NL), LENGTH },
	{ TEXT(HTML "Content-Length: 9223372036854775808\n" NL), LENGTH },

	/* obs-fold */
	{ TEXT(HTML " charset=utf-8\n" NL), FOLDED },
	{ TEXT(HTML "A: b\n\tc\n" NL), FOLDED },
	{ TEXT(" " HTML NL), FOLDED },
	{ TEXT(HTML " \n" NL), FOLDED },

	/* Content-Type */
	{ TEXT("Content-Type: text\n\n"), MEDIA_TYPE },
	{ TEXT("Content-Type: text/\n\n"), MEDIA_TYPE },
	{ TEXT("Content-Type: /html\n\n"), MEDIA_TYPE },
	{ TEXT("Content-Type: /\n\n"), MEDIA_TYPE },
	{ TEXT("Content-Type: text/html/x\n\n"), MEDIA_TYPE },
	{ TEXT("Content-Type: text /html\n\n"), MEDIA_TYPE },
	{ TEXT("Content-Type: text/html charset=utf-8\n\n"), MEDIA_TYPE },
	{ TEXT("Content-Type: text/html, text/html\n\n"), MEDIA_TYPE },
	{ TEXT("Content-Type: ;charset=utf-8\n\n"), MEDIA_TYPE },
	{ TEXT("Content-Type: \"text\"/html\n\n"), MEDIA_TYPE },
};

static void
test_refused(void)
{
	static struct script_header header;

	for (size_t i = 0; i < lengthof(refused); i++) {
		struct refusal refusal = parse(refused[i].header, &header);

		CHECK_NUMBER(refusal.status, STATUS_BAD_GATEWAY,
		    refused[i].header.len ? refused[i].header.at : "nothing");
		CHECK_BYTES(bytes_of(refusal.cause), bytes_of(refused[i].cause),
		    "cause");
	}
}

static struct refusal
parse_with_fields(size_t count)
{
	static char space[16 * SCRIPT_FIELDS_MAX];
	static struct script_header header;
	struct buffer b = BUFFER(space);

	buffer_put_string(&b, HTML);
	while (count--)
		buffer_put_string(&b, "A: b\n");
	buffer_put_string(&b, NL);
	return parse(buffer_bytes(&b), &header);
}

static void
test_limits(void)
{
	struct refusal refusal = parse_with_fields(SCRIPT_FIELDS_MAX);

	CHECK_NUMBER(refusal.status, STATUS_NONE, "as many as allowed");
	refusal = parse_with_fields(SCRIPT_FIELDS_MAX + 1);
	CHECK_NUMBER(refusal.status, STATUS_BAD_GATEWAY, "one too many");
	CHECK_BYTES(bytes_of(refusal.cause), BYTES("too many fields"), "cause");
}

int
main(void)
{
	test_refused();
	test_limits();
	return check_done();
}
