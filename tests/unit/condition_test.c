/* SPDX-License-Identifier: ISC */
#include "condition.h"

#include "check.h"

enum {
	GO_ON = STATUS_NONE,
	UNCHANGED = STATUS_NOT_MODIFIED,
	FAILED = STATUS_PRECONDITION_FAILED,
};

#define BEFORE   "Sun, 06 Nov 1994 08:49:36 GMT"
#define MODIFIED "Sun, 06 Nov 1994 08:49:37 GMT"
#define AFTER    "Sun, 06 Nov 1994 08:49:38 GMT"
#define OLD_FORM "Sunday, 06-Nov-94 08:49:37 GMT"
#define NO_DATE  "yesterday"

static const struct validators strong = { { "\"a\"", 3 }, false, 784111777,
	784111777 + 3600 };
static const struct validators weak = { { "\"a\"", 3 }, true, 784111777,
	784111777 + 3600 };

struct row {
	enum http_method method;
	const char *fields[6]; /* names and values */
	int expected, expected_when_weak;
};

#define IM  "If-Match"
#define INM "If-None-Match"
#define IMS "If-Modified-Since"
#define IUS "If-Unmodified-Since"

static const struct row preconditions[] = {
	{ METHOD_GET, { NULL }, GO_ON, GO_ON },
	{ METHOD_POST, { NULL }, GO_ON, GO_ON },
	{ METHOD_GET, { "Range", "bytes=0-1", "X-If-Match", "\"b\"" }, GO_ON,
	    GO_ON },

	/* If-None-Match: weak comparison */
	{ METHOD_GET, { INM, "\"a\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_HEAD, { INM, "\"a\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, "W/\"a\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { "if-none-match", "\"a\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, "*" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, "\"b\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"A\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"\"" }, GO_ON, GO_ON },
	{ METHOD_PUT, { INM, "\"a\"" }, FAILED, FAILED },
	{ METHOD_PUT, { INM, "W/\"a\"" }, FAILED, FAILED },
	{ METHOD_PUT, { INM, "*" }, FAILED, FAILED },
	{ METHOD_POST, { INM, "*" }, FAILED, FAILED },
	{ METHOD_DELETE, { INM, "\"a\"" }, FAILED, FAILED },
	{ METHOD_PATCH, { INM, "\"b\"" }, GO_ON, GO_ON },

	/* lists of entity-tags */
	{ METHOD_GET, { INM, "\"b\", \"a\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, "\"a\",\"b\",\"c\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, "W/\"b\" ,\tW/\"a\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, ",, \"a\" ,," }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, "\"b\", \"c\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"b\"", INM, "\"a\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, "\"a\"", INM, "\"b\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, "\"b,\", \"a\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, "\"b\\\", \"a\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { INM, "\"!#~\x80\xff\", \"a\"" }, UNCHANGED, UNCHANGED },

	/* invalid lists match nothing */
	{ METHOD_GET, { INM, "" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "a" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "'a'" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"a" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "a\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "W/" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "W/a" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "w/\"a\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "W\"a\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "W/ \"a\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "W/W/\"a\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"a\" \"b\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"a\"\"b\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"a\"; \"b\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"a\", b" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "b, \"a\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"a b\", \"a\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"\x7f\", \"a\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"a\", *" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "\"*\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "**" }, GO_ON, GO_ON },
	{ METHOD_GET, { INM, "b", INM, "\"a\"" }, UNCHANGED, UNCHANGED },

	/* If-Modified-Since: only for GET and HEAD */
	{ METHOD_GET, { IMS, BEFORE }, GO_ON, GO_ON },
	{ METHOD_GET, { IMS, MODIFIED }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { IMS, AFTER }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { IMS, OLD_FORM }, UNCHANGED, UNCHANGED },
	{ METHOD_HEAD, { IMS, MODIFIED }, UNCHANGED, UNCHANGED },
	{ METHOD_POST, { IMS, MODIFIED }, GO_ON, GO_ON },
	{ METHOD_PUT, { IMS, MODIFIED }, GO_ON, GO_ON },
	{ METHOD_GET, { IMS, NO_DATE }, GO_ON, GO_ON },
	{ METHOD_GET, { IMS, "" }, GO_ON, GO_ON },
	{ METHOD_GET, { IMS, MODIFIED, IMS, MODIFIED }, GO_ON, GO_ON },
	{ METHOD_GET, { IMS, MODIFIED ", " MODIFIED }, GO_ON, GO_ON },

	/* ... and not beside If-None-Match */
	{ METHOD_GET, { IMS, MODIFIED, INM, "\"b\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { IMS, MODIFIED, INM, "" }, GO_ON, GO_ON },
	{ METHOD_GET, { IMS, BEFORE, INM, "\"a\"" }, UNCHANGED, UNCHANGED },

	/* If-Match: strong comparison */
	{ METHOD_GET, { IM, "\"a\"" }, GO_ON, FAILED },
	{ METHOD_PUT, { IM, "\"a\"" }, GO_ON, FAILED },
	{ METHOD_GET, { IM, "W/\"a\"" }, FAILED, FAILED },
	{ METHOD_GET, { IM, "\"b\"" }, FAILED, FAILED },
	{ METHOD_GET, { IM, "\"b\", \"a\"" }, GO_ON, FAILED },
	{ METHOD_GET, { IM, "\"b\"", IM, "\"a\"" }, GO_ON, FAILED },
	{ METHOD_GET, { IM, "*" }, GO_ON, GO_ON },
	{ METHOD_PUT, { IM, "*" }, GO_ON, GO_ON },
	{ METHOD_PUT, { IM, "" }, FAILED, FAILED },
	{ METHOD_PUT, { IM, "\"a" }, FAILED, FAILED },

	/* If-Unmodified-Since: any method, not beside If-Match */
	{ METHOD_GET, { IUS, BEFORE }, FAILED, FAILED },
	{ METHOD_GET, { IUS, MODIFIED }, GO_ON, GO_ON },
	{ METHOD_GET, { IUS, AFTER }, GO_ON, GO_ON },
	{ METHOD_PUT, { IUS, BEFORE }, FAILED, FAILED },
	{ METHOD_PUT, { IUS, OLD_FORM }, GO_ON, GO_ON },
	{ METHOD_PUT, { IUS, NO_DATE }, GO_ON, GO_ON },
	{ METHOD_PUT, { IUS, BEFORE, IUS, BEFORE }, GO_ON, GO_ON },
	{ METHOD_PUT, { IUS, BEFORE, IM, "*" }, GO_ON, GO_ON },
	{ METHOD_PUT, { IUS, AFTER, IM, "\"b\"" }, FAILED, FAILED },

	/* the first pair takes precedence over the second */
	{ METHOD_GET, { IM, "\"b\"", INM, "\"a\"" }, FAILED, FAILED },
	{ METHOD_GET, { IM, "*", INM, "\"a\"" }, UNCHANGED, UNCHANGED },
	{ METHOD_GET, { IM, "*", INM, "\"b\"" }, GO_ON, GO_ON },
	{ METHOD_GET, { IUS, BEFORE, IMS, MODIFIED }, FAILED, FAILED },
	{ METHOD_GET, { IUS, MODIFIED, IMS, MODIFIED }, UNCHANGED, UNCHANGED },
	{ METHOD_PUT, { IM, "*", INM, "*" }, FAILED, FAILED },

	/* methods that no precondition applies to */
	{ METHOD_OPTIONS, { IM, "\"b\"" }, GO_ON, GO_ON },
	{ METHOD_TRACE, { INM, "*" }, GO_ON, GO_ON },
	{ METHOD_CONNECT, { IUS, BEFORE }, GO_ON, GO_ON },
};

#define IR "If-Range"

/* In these 1 is true. */
static const struct row ranges[] = {
	{ METHOD_GET, { NULL }, 1, 1 },
	{ METHOD_GET, { IR, "\"a\"" }, 1, 0 },
	{ METHOD_GET, { "IF-RANGE", "\"a\"" }, 1, 0 },
	{ METHOD_GET, { IR, "W/\"a\"" }, 0, 0 },
	{ METHOD_GET, { IR, "\"b\"" }, 0, 0 },
	{ METHOD_GET, { IR, "\"a\", \"b\"" }, 0, 0 },
	{ METHOD_GET, { IR, "\"a\" " MODIFIED }, 0, 0 },
	{ METHOD_GET, { IR, "\"a" }, 0, 0 },
	{ METHOD_GET, { IR, "a" }, 0, 0 },
	{ METHOD_GET, { IR, "*" }, 0, 0 },
	{ METHOD_GET, { IR, "" }, 0, 0 },
	{ METHOD_GET, { IR, BEFORE }, 0, 0 },
	{ METHOD_GET, { IR, MODIFIED }, 1, 1 },
	{ METHOD_GET, { IR, OLD_FORM }, 1, 1 },
	{ METHOD_GET, { IR, AFTER }, 0, 0 },
	{ METHOD_GET, { IR, NO_DATE }, 0, 0 },
	{ METHOD_GET, { IR, MODIFIED, IR, MODIFIED }, 0, 0 },
	{ METHOD_GET, { IR, "\"a\"", IR, "\"a\"" }, 0, 0 },
};

static struct request
request_of(const struct row *row)
{
	static struct field fields[lengthof(row->fields)];
	struct request request = { .method = row->method, .fields = fields };

	for (size_t i = 0; i < lengthof(row->fields) && row->fields[i]; i += 2)
		request.fields[request.field_count++] =
		    (struct field){ guarded(bytes_of(row->fields[i])),
			    guarded(bytes_of(row->fields[i + 1])) };
	return request;
}

static const char *
name_of(const struct row *row)
{
	return row->fields[0] ? row->fields[1] : "no field";
}

static void
test_preconditions(void)
{
	for (size_t i = 0; i < lengthof(preconditions); i++) {
		const struct row *row = &preconditions[i];
		struct request request = request_of(row);

		CHECK_NUMBER(condition_evaluate(&request, &strong),
		    row->expected, name_of(row));
		CHECK_NUMBER(condition_evaluate(&request, &weak),
		    row->expected_when_weak, "the same with a weak tag");
	}
}

static void
test_ranges(void)
{
	for (size_t i = 0; i < lengthof(ranges); i++) {
		const struct row *row = &ranges[i];
		struct request request = request_of(row);

		CHECK_NUMBER(condition_range_holds(&request, &strong),
		    row->expected, name_of(row));
		CHECK_NUMBER(condition_range_holds(&request, &weak),
		    row->expected_when_weak, "the same with a weak tag");
	}
}

static void
test_dates_of_this_second(void)
{
	static const struct row row = { METHOD_GET, { IR, MODIFIED }, 0, 0 };
	struct request request = request_of(&row);
	struct validators validators = strong;

	validators.now = validators.last_modified;
	CHECK(!condition_range_holds(&request, &validators),
	    "a date of this second is weak");
	validators.now++;
	CHECK(condition_range_holds(&request, &validators),
	    "one of the last second is strong");
	validators.now -= 2;
	CHECK(!condition_range_holds(&request, &validators),
	    "one of the future is weak");
}

/* What has no validators. */
static const struct row bare[] = {
	{ METHOD_GET, { INM, "*" }, UNCHANGED, 0 },
	{ METHOD_HEAD, { INM, "*" }, UNCHANGED, 0 },
	{ METHOD_GET, { INM, "\"\"" }, GO_ON, 0 },
	{ METHOD_GET, { INM, "\"a\"" }, GO_ON, 0 },
	{ METHOD_GET, { IM, "*" }, GO_ON, 0 },
	{ METHOD_GET, { IM, "\"a\"" }, FAILED, 0 },
	{ METHOD_GET, { IM, "\"\"" }, FAILED, 0 },
	{ METHOD_GET, { IMS, AFTER }, GO_ON, 0 },
	{ METHOD_GET, { IUS, BEFORE }, GO_ON, 0 },
};

static void
test_no_validators(void)
{
	for (size_t i = 0; i < lengthof(bare); i++) {
		struct request request = request_of(&bare[i]);

		CHECK_NUMBER(condition_evaluate(&request, NULL),
		    bare[i].expected, name_of(&bare[i]));
	}
}

int
main(void)
{
	test_preconditions();
	test_ranges();
	test_dates_of_this_second();
	test_no_validators();
	return check_done();
}
