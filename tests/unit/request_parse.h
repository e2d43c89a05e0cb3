/* SPDX-License-Identifier: ISC */
/* Shared by the tests of request.h. */
#ifndef REQUEST_PARSE_H
#define REQUEST_PARSE_H

#include "check.h"
#include "request.h"

#define GET   "GET / HTTP/1.1\r\n"
#define HOST  "Host: a\r\n"
#define CRLF  "\r\n"
#define GET_0 "GET / HTTP/1.0\r\n"
#define TE    "Transfer-Encoding: "
#define CL    "Content-Length: "

/* Like request_parse(), but fills the structures first, so that members which
 * it does not set are noticed. */
static inline struct refusal
parse(struct bytes header, struct request *ret_request)
{
	static struct field fields[REQUEST_FIELDS_MAX];

	memset(ret_request, 0xa5, sizeof *ret_request);
	memset(fields, 0xa5, sizeof fields);
	return request_parse(guarded(header), fields, ret_request);
}

#endif
