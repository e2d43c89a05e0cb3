/* SPDX-License-Identifier: ISC */
/* The values of --script-limit: what a script may consume. */
#ifndef SCRIPT_LIMIT_H
#define SCRIPT_LIMIT_H

#include "bytes.h"

enum script_limit {
	SCRIPT_LIMIT_CPU,       /* seconds */
	SCRIPT_LIMIT_MEMORY,    /* octets of address space */
	SCRIPT_LIMIT_FILE_SIZE, /* octets */
	SCRIPT_LIMIT_FILES,     /* descriptors */
	SCRIPT_LIMIT_PROCESSES, /* processes of its user */
};

/* Parses NAME=NUMBER, where NAME is cpu, memory, file-size, files or processes;
 * K, M or G may follow a number of octets. False for anything else. */
must_check bool script_limit_parse(
    struct bytes text, enum script_limit *ret_limit, int64_t *ret_number);

#endif
