/* SPDX-License-Identifier: ISC */
#include "http.h"

#include "check.h"

static const struct {
	const char *name;
	enum http_method method;
} methods[] = {
	{ "GET", METHOD_GET },
	{ "HEAD", METHOD_HEAD },
	{ "POST", METHOD_POST },
	{ "PUT", METHOD_PUT },
	{ "DELETE", METHOD_DELETE },
	{ "PATCH", METHOD_PATCH },
	{ "OPTIONS", METHOD_OPTIONS },
	{ "TRACE", METHOD_TRACE },
	{ "CONNECT", METHOD_CONNECT },
	{ "get", METHOD_UNKNOWN },
	{ "Options", METHOD_UNKNOWN },
	{ "CONNECt", METHOD_UNKNOWN },
	{ "GE", METHOD_EXTENSION },
	{ "GETS", METHOD_EXTENSION },
	{ "GET ", METHOD_EXTENSION },
	{ "CONNECTS", METHOD_EXTENSION },
	{ "PROPFIND", METHOD_EXTENSION },
	{ "propfind", METHOD_EXTENSION },
	{ "M-SEARCH", METHOD_EXTENSION },
};

static void
test_methods(void)
{
	for (size_t i = 0; i < lengthof(methods); i++) {
		CHECK_NUMBER(
		    http_method_find(guarded(bytes_of(methods[i].name))),
		    methods[i].method, methods[i].name);
		if (methods[i].method != METHOD_UNKNOWN &&
		    methods[i].method != METHOD_EXTENSION)
			CHECK_BYTES(http_method_name(methods[i].method),
			    bytes_of(methods[i].name), methods[i].name);
	}
	CHECK_BYTES(http_method_name(METHOD_UNKNOWN), BYTES(""), "unknown");
	CHECK_BYTES(http_method_name(METHOD_EXTENSION), BYTES(""), "extension");
	CHECK_NUMBER(
	    http_method_find(BYTES("GET\0")), METHOD_EXTENSION, "GET and NUL");
}

static const struct {
	unsigned code;
	const char *reason, *explanation;
} statuses[] = {
	{ 100, "Continue", "" },
	{ 200, "OK", "" },
	{ 304, "Not Modified", "" },
	{ 403, "Forbidden", "Request forbidden" },
	{ 404, "Not Found", "Nothing matches the given URI" },
	{ 208, "Already Reported", "" },
	{ 423, "Locked", "" },
	{ 511, "Network Authentication Required", "" },
	{ 507, "Insufficient Storage", "No space to receive the content" },
	{ 0, "", "" },
	{ 99, "", "" },
	{ 299, "", "" },
	{ 418, "", "" },
	{ 600, "", "" },
	{ 1200, "", "" },
	{ 65536 + 200, "", "" },
};

static void
test_statuses(void)
{
	for (size_t i = 0; i < lengthof(statuses); i++) {
		CHECK_BYTES(bytes_of(http_reason(statuses[i].code)),
		    bytes_of(statuses[i].reason), "http_reason");
		CHECK_BYTES(bytes_of(http_explanation(statuses[i].code)),
		    bytes_of(statuses[i].explanation), "http_explanation");
	}
}

static const enum http_status said_by_server[] = {
	STATUS_CONTINUE,
	STATUS_OK,
	STATUS_NO_CONTENT,
	STATUS_PARTIAL_CONTENT,
	STATUS_MOVED_PERMANENTLY,
	STATUS_FOUND,
	STATUS_NOT_MODIFIED,
	STATUS_BAD_REQUEST,
	STATUS_UNAUTHORIZED,
	STATUS_FORBIDDEN,
	STATUS_NOT_FOUND,
	STATUS_METHOD_NOT_ALLOWED,
	STATUS_REQUEST_TIMEOUT,
	STATUS_PRECONDITION_FAILED,
	STATUS_CONTENT_TOO_LARGE,
	STATUS_URI_TOO_LONG,
	STATUS_RANGE_NOT_SATISFIABLE,
	STATUS_EXPECTATION_FAILED,
	STATUS_FIELDS_TOO_LARGE,
	STATUS_INTERNAL_SERVER_ERROR,
	STATUS_NOT_IMPLEMENTED,
	STATUS_BAD_GATEWAY,
	STATUS_SERVICE_UNAVAILABLE,
	STATUS_GATEWAY_TIMEOUT,
	STATUS_VERSION_NOT_SUPPORTED,
	STATUS_INSUFFICIENT_STORAGE,
};

static void
test_said_by_server(void)
{
	for (size_t i = 0; i < lengthof(said_by_server); i++) {
		const char *reason = http_reason(said_by_server[i]);

		CHECK(*reason, reason);
		CHECK(said_by_server[i] < 400 ||
			*http_explanation(said_by_server[i]),
		    "an error has an explanation");
	}
}

static void
test_bare_statuses(void)
{
	CHECK(http_status_is_bare(100), "100 has no content");
	CHECK(http_status_is_bare(199), "199 has no content");
	CHECK(http_status_is_bare(204), "204 has no content");
	CHECK(http_status_is_bare(304), "304 has no content");
	CHECK(!http_status_is_bare(200), "200 has content");
	CHECK(!http_status_is_bare(205), "205 has content, if empty");
	CHECK(!http_status_is_bare(404), "404 has content");
	CHECK(http_status_is_empty(205), "205's is always empty");
	CHECK(!http_status_is_empty(200), "200's is not");
	CHECK(!http_status_is_empty(204), "204 has none that could be");
}

/* One check each for all octets. */
static void
test_characters(void)
{
	static const char separators[] = "\"(),/:;<=>?@[\\]{}";
	bool token = true, value = true, control = true;

	for (int i = 0; i < 256; i++) {
		struct bytes octet = { &(char){ (char)i }, 1 };
		bool visible = i > ' ' && i < 0x7f;

		token &=
		    http_is_token(octet) == (visible && !strchr(separators, i));
		value &= http_is_field_value(octet) ==
		    ((i >= ' ' && i != 0x7f) || i == '\t');
		control &= http_is_control((char)i) ==
		    ((i < ' ' && i != '\t') || i == 0x7f);
	}
	CHECK(token, "http_is_token of all octets");
	CHECK(value, "http_is_field_value of all octets");
	CHECK(control, "http_is_control of all octets");
}

static void
test_words(void)
{
	CHECK(http_is_token(guarded(BYTES("Content-Type"))), "a token");
	CHECK(!http_is_token(guarded(BYTES(""))), "nothing is no token");
	CHECK(!http_is_token(NO_BYTES), "absent is no token");
	CHECK(!http_is_token(guarded(BYTES("a b"))), "two tokens are none");
	CHECK(http_is_field_value(guarded(BYTES(""))), "an empty value");
	CHECK(http_is_field_value(NO_BYTES), "an absent value");
	CHECK(http_is_field_value(guarded(BYTES("a\t\xe4 b"))), "a value");
	CHECK(!http_is_field_value(guarded(BYTES("a\r\nb"))), "two lines");
	CHECK(!http_is_field_value(guarded(BYTES("a\0"))), "NUL at the end");
}

static void
test_media_types(void)
{
	CHECK(http_is_media_type(guarded(BYTES("text/plain"))), "a type");
	CHECK(http_is_media_type(guarded(BYTES("a/b \t; c=\"d;e\""))),
	    "a type with a parameter");
	CHECK(http_is_media_type(guarded(BYTES("a/b;"))), "no parameter");
	CHECK(!http_is_media_type(guarded(BYTES("text"))), "no subtype");
	CHECK(!http_is_media_type(guarded(BYTES("text/;a"))), "an empty one");
	CHECK(!http_is_media_type(guarded(BYTES("/plain"))), "no type");
	CHECK(!http_is_media_type(guarded(BYTES("a/b/c"))), "three names");
	CHECK(!http_is_media_type(guarded(BYTES("a/ b"))), "a space within");
	CHECK(!http_is_media_type(guarded(BYTES(""))), "nothing is no type");
	CHECK(!http_is_media_type(NO_BYTES), "absent is no type");
}

static const struct {
	const char *list;
	const char *elements[4];
} lists[] = {
	{ "", { NULL } },
	{ NULL, { NULL } },
	{ " ", { NULL } },
	{ ",", { NULL } },
	{ " ,\t, ,", { NULL } },
	{ "a", { "a" } },
	{ " a ", { "a" } },
	{ "a,b", { "a", "b" } },
	{ "a , b,\tc d ", { "a", "b", "c d" } },
	{ ",,a,,b,,", { "a", "b" } },
	{ "\"a,b\",c", { "\"a,b\"", "c" } },
	{ "a=\"\\\",\",b", { "a=\"\\\",\"", "b" } },
	{ "a=\"\\\\\",b", { "a=\"\\\\\"", "b" } },
	{ "a\\,b", { "a\\", "b" } },
	{ "\"a,b", { "\"a,b" } },
	{ "a,\"", { "a", "\"" } },
	{ "\"\\", { "\"\\" } },
};

static void
test_lists(void)
{
	for (size_t i = 0; i < lengthof(lists); i++) {
		struct bytes rest =
		    lists[i].list ? guarded(bytes_of(lists[i].list)) : NO_BYTES;
		struct bytes element = BYTES("untouched");

		for (size_t j = 0; lists[i].elements[j]; j++) {
			CHECK(http_list_next(&rest, &element), "one more");
			CHECK_BYTES(element, bytes_of(lists[i].elements[j]),
			    lists[i].list);
			element = BYTES("untouched");
		}
		CHECK(!http_list_next(&rest, &element), "no more");
		CHECK_BYTES(element, BYTES("untouched"), "nothing taken");
	}
}

static const struct {
	const char *text;
	size_t at;
} unquoted[] = {
	{ "", 0 },
	{ ";", 0 },
	{ "a;b", 1 },
	{ "a", 1 },
	{ "\";\";", 3 },
	{ "\"\\\";\";", 5 },
	{ "\\;", 1 },
	{ "\";", 2 },
	{ "\"\\", 2 },
};

static void
test_unquoted(void)
{
	for (size_t i = 0; i < lengthof(unquoted); i++)
		CHECK_NUMBER(http_find_unquoted(
				 guarded(bytes_of(unquoted[i].text)), ';'),
		    unquoted[i].at, unquoted[i].text);
}

static const struct {
	const char *text;
	size_t end;
} sections[] = {
	{ "", 0 },
	{ "\n", 0 },
	{ "\r\n", 0 },
	{ "a: b\r\n", 0 },
	{ "a: b\r\n\r", 0 },
	{ "a: b\r\n\r\n", 8 },
	{ "a: b\n\n", 6 },
	{ "a: b\n\r\n", 7 },
	{ "a: b\r\n\n", 7 },
	{ "a: b\r\n\r\ncontent\n\n", 8 },
	{ "a: b\r\nc: d\r\n\r\n", 14 },
	{ "a: b\n\rc\n\n", 9 },
	{ "a: b\r\r\n", 0 },
	{ "\n\n", 2 },
	{ "\r\n\r\n", 4 },
};

/* The end does not depend on how much of the section was seen before. */
static void
test_sections(void)
{
	for (size_t i = 0; i < lengthof(sections); i++) {
		struct bytes text = guarded(bytes_of(sections[i].text));
		size_t end = sections[i].end;
		bool same = true;

		CHECK_NUMBER(http_section_end(text, 0), end, "section's end");
		for (size_t seen = 0; seen < (end ? end : text.len); seen++)
			same &= http_section_end(text, seen) == end;
		CHECK(same, "the same when some was seen");
	}
	CHECK_NUMBER(http_section_end(NO_BYTES, 0), 0, "absent");
}

static void
test_refusals(void)
{
	struct refusal refusal = refuse(STATUS_NOT_FOUND, "because");

	CHECK_NUMBER(refusal.status, STATUS_NOT_FOUND, "a refusal's status");
	CHECK_BYTES(
	    bytes_of(refusal.cause), BYTES("because"), "a refusal's cause");
	CHECK_BYTES(bytes_of(http_refusal_text(refusal)), BYTES("Not Found"),
	    "a refusal without a message");
	refusal = refuse_saying(STATUS_NOT_FOUND, MESSAGE_NO_SCRIPT, "because");
	CHECK_BYTES(bytes_of(http_refusal_text(refusal)),
	    BYTES("No such CGI script"), "a refusal's message");
	CHECK_BYTES(bytes_of(refusal.cause), BYTES("because"),
	    "the cause of a refusal with a message");
	CHECK(NO_OBJECTION.status == STATUS_NONE, "no objection, no status");
}

int
main(void)
{
	test_methods();
	test_statuses();
	test_said_by_server();
	test_bare_statuses();
	test_characters();
	test_words();
	test_media_types();
	test_lists();
	test_unquoted();
	test_sections();
	test_refusals();
	return check_done();
}
