/* SPDX-License-Identifier: ISC */
#include "script_limit.h"

static const struct row {
	char name[12];
	bool octets;
} rows[] = {
	[SCRIPT_LIMIT_CPU] = { "cpu", false },
	[SCRIPT_LIMIT_MEMORY] = { "memory", true },
	[SCRIPT_LIMIT_FILE_SIZE] = { "file-size", true },
	[SCRIPT_LIMIT_FILES] = { "files", false },
	[SCRIPT_LIMIT_PROCESSES] = { "processes", false },
};

bool
script_limit_parse(
    struct bytes text, enum script_limit *ret_limit, int64_t *ret_number)
{
	struct bytes number = text;
	struct bytes name = bytes_cut(&number, '=');
	size_t i = 0;

	while (i < lengthof(rows) && !bytes_equal(name, bytes_of(rows[i].name)))
		i++;
	if (i == lengthof(rows))
		return false;
	*ret_limit = (enum script_limit)i;
	return rows[i].octets ? bytes_size(number, ret_number)
			      : bytes_number(number, ret_number);
}
