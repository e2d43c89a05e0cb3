/* SPDX-License-Identifier: ISC */
/* Input: a method, then field lines, each line ended by a line feed. The
 * representation has the entity-tag "a" and was modified in 1994. */
#include "condition.h"
#include "fuzz.h"

#define MODIFIED INT64_C(784111777)

static const struct validators strong = { { "\"a\"", 3 }, false, MODIFIED,
	MODIFIED + 3600 };
static const struct validators weak = { { "\"a\"", 3 }, true, MODIFIED,
	MODIFIED + 3600 };
static const struct validators fresh = { { NULL, 0 }, false, MODIFIED,
	MODIFIED };

static void
parse(struct bytes text, struct request *request)
{
	request->method = http_method_find(bytes_cut(&text, '\n'));
	request->field_count = 0;
	while (text.len && request->field_count < REQUEST_FIELDS_MAX) {
		struct bytes line = bytes_cut(&text, '\n');
		struct field *field = &request->fields[request->field_count++];

		field->name = bytes_cut(&line, ':');
		field->value = line.at ? bytes_trim(line) : BYTES("");
	}
}

static bool
has(const struct request *request, const char *name)
{
	return request_field(request, name).at != NULL;
}

static bool
has_precondition(const struct request *request)
{
	return has(request, "If-Match") || has(request, "If-None-Match") ||
	    has(request, "If-Modified-Since") ||
	    has(request, "If-Unmodified-Since");
}

static void
check_status(const struct request *request, enum http_status status)
{
	enum http_method method = request->method;

	must(status == STATUS_NONE || status == STATUS_NOT_MODIFIED ||
	    status == STATUS_PRECONDITION_FAILED);
	if (method != METHOD_GET && method != METHOD_HEAD)
		must(status != STATUS_NOT_MODIFIED);
	if (method == METHOD_OPTIONS || method == METHOD_TRACE ||
	    method == METHOD_CONNECT || !has_precondition(request))
		must(status == STATUS_NONE);
	if (status == STATUS_NOT_MODIFIED)
		must(has(request, "If-None-Match") ||
		    has(request, "If-Modified-Since"));
}

static void
check_method(struct request *request, enum http_method method)
{
	enum http_status when_strong, when_weak;

	request->method = method;
	when_strong = condition_evaluate(request, &strong);
	when_weak = condition_evaluate(request, &weak);
	check_status(request, when_strong);
	check_status(request, when_weak);
	check_status(request, condition_evaluate(request, &fresh));
	/* With a weak tag the result can only change from going on to
	 * failing. */
	must(when_strong == when_weak ||
	    (when_weak == STATUS_PRECONDITION_FAILED &&
		has(request, "If-Match")));
}

static void
check_range(const struct request *request)
{
	bool when_strong = condition_range_holds(request, &strong);
	bool when_weak = condition_range_holds(request, &weak);
	bool when_fresh = condition_range_holds(request, &fresh);

	if (!has(request, "If-Range"))
		must(when_strong && when_weak && when_fresh);
	else
		must(!when_fresh && when_strong >= when_weak);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static struct field fields[REQUEST_FIELDS_MAX];
	static struct request request = { .fields = fields };
	enum http_status read;

	parse((struct bytes){ (const char *)input, size }, &request);
	check_method(&request, request.method);
	check_method(&request, METHOD_HEAD);
	read = condition_evaluate(&request, &strong);
	check_method(&request, METHOD_GET);
	must(read == condition_evaluate(&request, &strong));
	check_method(&request, METHOD_PUT);
	check_range(&request);
	return 0;
}
