/* SPDX-License-Identifier: ISC */
#include "log_format.h"

#include <syslog.h>

#include "check.h"

/* Sun, 06 Nov 1994 08:49:37.000042 GMT */
#define WHEN (INT64_C(784111777) * 1000000 + 42)

#define NEW_YORK INT64_C(-18000) /* seconds east of UTC */

static const struct log_record page = {
	.when = WHEN,
	.duration = 1234,
	.id = TEXT("1-2"),
	.client = TEXT("192.0.2.1"),
	.user = TEXT("ann"),
	.host = TEXT("www.example"),
	.method = TEXT("GET"),
	.target = TEXT("/p?q"),
	.line = TEXT("GET /p?q HTTP/1.1"),
	.referer = TEXT("http://a.example/"),
	.user_agent = TEXT("me/1.0"),
	.status = 200,
	.octets = 12,
};

static const struct log_record failure = {
	.when = WHEN,
	.id = TEXT("1-2"),
	.client = TEXT("::1"),
	.method = TEXT("POST"),
	.target = TEXT("/cgi-bin/s"),
	.line = TEXT("POST /cgi-bin/s HTTP/1.0"),
	.status = 502,
	.cause = "it failed",
	.script = TEXT("/cgi-bin/s"),
	.script_end = "signal 11",
};

/* The request for a script that speaks HTTP itself; an invalid request. */
static const struct log_record own = {
	.line = TEXT("GET /cgi-bin/nph-s HTTP/1.1"),
	.method = TEXT("GET"),
	.target = TEXT("/cgi-bin/nph-s"),
};
static const struct log_record nonsense = {
	.line = TEXT("\x16\x03\x01"),
	.status = 400,
	.cause = "nonsense",
};

static const struct {
	const char *name;
	enum log_format format;
	int64_t zone;
	const struct log_record *record;
	struct bytes line;
} rows[] = {
	{ "combined", LOG_FORMAT_COMBINED, NEW_YORK, &page,
	    TEXT("192.0.2.1 - ann [06/Nov/1994:08:49:37 +0000] "
		 "\"GET /p?q HTTP/1.1\" 200 12 \"http://a.example/\" "
		 "\"me/1.0\"") },
	{ "combined, absent", LOG_FORMAT_COMBINED, 0, &own,
	    TEXT("- - - [01/Jan/1970:00:00:00 +0000] "
		 "\"GET /cgi-bin/nph-s HTTP/1.1\" - - \"-\" \"-\"") },
	{ "common", LOG_FORMAT_COMMON, NEW_YORK, &page,
	    TEXT("192.0.2.1 - ann [06/Nov/1994:08:49:37 +0000] "
		 "\"GET /p?q HTTP/1.1\" 200 12") },
	{ "common, binary", LOG_FORMAT_COMMON, 0, &nonsense,
	    TEXT("- - - [01/Jan/1970:00:00:00 +0000] "
		 "\"\\x16\\x03\\x01\" 400 -") },
	{ "python", LOG_FORMAT_PYTHON, NEW_YORK, &page,
	    TEXT("192.0.2.1 - - [06/Nov/1994 03:49:37] "
		 "\"GET /p?q HTTP/1.1\" 200 -") },
	{ "python, absent", LOG_FORMAT_PYTHON, 0, &own,
	    TEXT("- - - [01/Jan/1970 00:00:00] "
		 "\"GET /cgi-bin/nph-s HTTP/1.1\" - -") },
	{ "json", LOG_FORMAT_JSON, NEW_YORK, &page,
	    TEXT("{\"time\":\"1994-11-06T08:49:37.000042Z\","
		 "\"priority\":\"info\",\"id\":\"1-2\","
		 "\"peer\":\"192.0.2.1\",\"user\":\"ann\","
		 "\"host\":\"www.example\",\"method\":\"GET\","
		 "\"target\":\"/p?q\",\"protocol\":\"HTTP/1.1\","
		 "\"status\":200,\"octets\":12,\"duration_us\":1234,"
		 "\"referer\":\"http://a.example/\","
		 "\"user_agent\":\"me/1.0\"}") },
	{ "json, failure", LOG_FORMAT_JSON, 0, &failure,
	    TEXT("{\"time\":\"1994-11-06T08:49:37.000042Z\","
		 "\"priority\":\"err\",\"id\":\"1-2\",\"peer\":\"::1\","
		 "\"method\":\"POST\",\"target\":\"/cgi-bin/s\","
		 "\"protocol\":\"HTTP/1.0\",\"status\":502,\"octets\":0,"
		 "\"duration_us\":0,\"script\":\"/cgi-bin/s\","
		 "\"exit\":\"signal 11\",\"cause\":\"it failed\"}") },
	{ "json, absent", LOG_FORMAT_JSON, 0, &own,
	    TEXT("{\"time\":\"1970-01-01T00:00:00.000000Z\","
		 "\"priority\":\"info\",\"method\":\"GET\","
		 "\"target\":\"/cgi-bin/nph-s\",\"protocol\":\"HTTP/1.1\","
		 "\"octets\":0,\"duration_us\":0}") },
	{ "json, binary", LOG_FORMAT_JSON, 0, &nonsense,
	    TEXT("{\"time\":\"1970-01-01T00:00:00.000000Z\","
		 "\"priority\":\"notice\","
		 "\"line\":\"\\u0016\\u0003\\u0001\",\"status\":400,"
		 "\"octets\":0,\"duration_us\":0,\"cause\":\"nonsense\"}") },
};

/* Escapes inside a JSON string. */
static const struct {
	struct bytes text, json;
} strings[] = {
	{ TEXT("a\"b\\c/d"), TEXT("a\\\"b\\\\c/d") },
	{ TEXT("\t\n\x7f"), TEXT("\\u0009\\u000a\\u007f") },
	{ TEXT("\u00e4\u20ac"), TEXT("\\u00e4\\u20ac") },
	{ TEXT("\U0001f40c\U0010ffff"), TEXT("\\ud83d\\udc0c\\udbff\\udfff") },
	{ TEXT("\xc2\x80\xc2\x9f\u2028\ufeff"),
	    TEXT("\\u0080\\u009f\\u2028\\ufeff") },
	{ TEXT("\xff"), TEXT("\\ufffd") },
	{ TEXT("\xed\xa0\x80"), TEXT("\\ufffd\\ufffd\\ufffd") },
	{ TEXT("\xc3"), TEXT("\\ufffd") },
};

static void
check_rows(void)
{
	for (size_t i = 0; i < lengthof(rows); i++) {
		char space[1024];
		struct buffer b = BUFFER(space);

		log_format_record(
		    &b, rows[i].format, rows[i].record, rows[i].zone);
		CHECK_BYTES(buffer_bytes(&b), rows[i].line, rows[i].name);
	}
}

static void
check_strings(void)
{
	for (size_t i = 0; i < lengthof(strings); i++) {
		struct log_record record = { .user = guarded(strings[i].text) };
		char space[512], expected_space[512];
		struct buffer b = BUFFER(space);
		struct buffer expected = BUFFER(expected_space);

		log_format_record(&b, LOG_FORMAT_JSON, &record, 0);
		buffer_put_string(&expected,
		    "{\"time\":\"1970-01-01T00:00:00.000000Z\","
		    "\"priority\":\"info\",\"user\":\"");
		buffer_put(&expected, strings[i].json);
		buffer_put_string(
		    &expected, "\",\"octets\":0,\"duration_us\":0}");
		CHECK_BYTES(buffer_bytes(&b), buffer_bytes(&expected),
		    "a string in JSON");
	}
}

static bool
is_harmless(struct bytes line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.at[i] < ' ' || line.at[i] > '~')
			return false;
	return true;
}

/* Makes a record in which everything that a client can influence is this text.
 */
static struct log_record
record_of(struct bytes text)
{
	struct log_record record = failure;

	record.user = record.host = record.method = record.target = text;
	record.line = record.referer = record.user_agent = text;
	record.script = text;
	return record;
}

static bool
all_harmless(const struct log_record *record)
{
	static char space[LOG_FORMAT_SIZE];

	for (int format = 0; format <= LOG_FORMAT_JSON; format++) {
		struct buffer b = BUFFER(space);

		if (format != LOG_FORMAT_JSON)
			log_format_cause(&b, record);
		log_format_record(&b, (enum log_format)format, record, 0);
		if (b.full || !is_harmless(buffer_bytes(&b)))
			return false;
	}
	return true;
}

static void
check_octets(void)
{
	static char long_text[5000];

	for (int c = 0; c < 256; c++) {
		char text[] = { 'a', (char)c, 'b' };
		struct log_record record =
		    record_of(guarded((struct bytes){ text, sizeof text }));

		CHECK(all_harmless(&record), "an octet does no harm");
		memset(long_text, c, sizeof long_text);
		record =
		    record_of((struct bytes){ long_text, sizeof long_text });
		CHECK(all_harmless(&record), "however many there are");
	}
}

static void
check_notes(void)
{
	char space[256];
	struct buffer b = BUFFER(space);
	struct log_note note = {
		.when = WHEN,
		.priority = LOG_WARNING,
		.text = TEXT("\ta\0b\033\xc2\x9b\u00e4\xff"),
		.script = TEXT("/s\n"),
		.id = TEXT("1-2"),
	};

	log_format_note(&b, LOG_FORMAT_PYTHON, &note);
	CHECK_BYTES(buffer_bytes(&b),
	    BYTES("/s? (request 1-2):  a?b???\u00e4?"), "words of a script");
	b.len = 0;
	log_format_note(&b, LOG_FORMAT_JSON, &note);
	CHECK_BYTES(buffer_bytes(&b),
	    BYTES(
		"{\"time\":\"1994-11-06T08:49:37.000042Z\","
		"\"priority\":\"warning\",\"id\":\"1-2\","
		"\"script\":\"/s\\u000a\","
		"\"message\":\"\\u0009a\\u0000b\\u001b\\u009b\\u00e4\\ufffd\"}"),
	    "the same in JSON");
	b.len = 0;
	note.script = note.id = NO_BYTES;
	log_format_note(&b, LOG_FORMAT_COMBINED, &note);
	CHECK_BYTES(
	    buffer_bytes(&b), BYTES(" a?b???\u00e4?"), "words of our own");
}

static void
check_causes(void)
{
	char space[256];
	struct buffer b = BUFFER(space);
	struct log_record record = own;

	log_format_cause(&b, &failure);
	CHECK_BYTES(buffer_bytes(&b),
	    BYTES("502 \"/cgi-bin/s\": it failed; script \"/cgi-bin/s\" ended "
		  "with signal 11 (client ::1, request 1-2)"),
	    "the cause of a failure");
	b.len = 0;
	record.cause = "nobody waited";
	log_format_cause(&b, &record);
	CHECK_BYTES(buffer_bytes(&b),
	    BYTES("- \"/cgi-bin/nph-s\": nobody waited (client -, request -)"),
	    "the cause where there is no status");
}

int
main(void)
{
	check_rows();
	check_causes();
	check_strings();
	check_octets();
	check_notes();
	CHECK_NUMBER(log_format_priority(&page), LOG_INFO, "info");
	CHECK_NUMBER(log_format_priority(&nonsense), LOG_NOTICE, "notice");
	CHECK_NUMBER(log_format_priority(&failure), LOG_ERR, "err");
	return check_done();
}
