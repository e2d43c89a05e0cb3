/* SPDX-License-Identifier: ISC */
#include "script_limit.h"

#include "check.h"

static const struct {
	const char *text;
	enum script_limit limit;
	int64_t number; /* -1: not valid */
} rows[] = {
	{ "cpu=10", SCRIPT_LIMIT_CPU, 10 },
	{ "memory=1G", SCRIPT_LIMIT_MEMORY, INT64_C(1) << 30 },
	{ "memory=4096", SCRIPT_LIMIT_MEMORY, 4096 },
	{ "file-size=10M", SCRIPT_LIMIT_FILE_SIZE, 10485760 },
	{ "files=64", SCRIPT_LIMIT_FILES, 64 },
	{ "processes=0", SCRIPT_LIMIT_PROCESSES, 0 },
	{ "cpu=1K", SCRIPT_LIMIT_CPU, -1 },
	{ "cpu", SCRIPT_LIMIT_CPU, -1 },
	{ "cpu=", SCRIPT_LIMIT_CPU, -1 },
	{ "=1", SCRIPT_LIMIT_CPU, -1 },
	{ "", SCRIPT_LIMIT_CPU, -1 },
	{ "CPU=1", SCRIPT_LIMIT_CPU, -1 },
	{ "cp=1", SCRIPT_LIMIT_CPU, -1 },
	{ "memory=-1", SCRIPT_LIMIT_MEMORY, -1 },
};

int
main(void)
{
	for (size_t i = 0; i < lengthof(rows); i++) {
		enum script_limit limit = rows[i].limit;
		int64_t number = -1;
		bool good = script_limit_parse(
		    guarded(bytes_of(rows[i].text)), &limit, &number);

		CHECK(good == (rows[i].number >= 0), rows[i].text);
		CHECK_NUMBER(number, rows[i].number, rows[i].text);
		CHECK_NUMBER(limit, rows[i].limit, rows[i].text);
	}
	return check_done();
}
