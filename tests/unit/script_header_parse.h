/* SPDX-License-Identifier: ISC */
/* Shared by the tests of script_header.h. */
#ifndef SCRIPT_HEADER_PARSE_H
#define SCRIPT_HEADER_PARSE_H

#include "check.h"
#include "script_header.h"

#define NL   "\n"
#define HTML "Content-Type: text/html\n"

/* Like script_header_parse(), but fills the structure first, so that members
 * which it does not set are noticed. */
static inline struct refusal
parse(struct bytes text, struct script_header *ret_header)
{
	memset(ret_header, 0xa5, sizeof *ret_header);
	return script_header_parse(guarded(text), ret_header);
}

#endif
