/* SPDX-License-Identifier: ISC */
/* What the tests of script_header.h share. */
#ifndef SCRIPT_HEADER_PARSE_H
#define SCRIPT_HEADER_PARSE_H

#include "check.h"
#include "script_header.h"

#define NL   "\n"
#define HTML "Content-Type: text/html\n"

/* As script_header_parse, with what was in the structure before made visible. */
static inline struct refusal
parse(struct bytes text, struct script_header *ret_header)
{
	memset(ret_header, 0xa5, sizeof *ret_header);
	return script_header_parse(guarded(text), ret_header);
}

#endif
