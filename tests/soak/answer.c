/* SPDX-License-Identifier: ISC */
/* Checks of an answer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "soak.h"

struct answer {
	unsigned status;
	const char *content; /* up to the end of the connection */
	size_t len;
	int64_t content_length; /* -1: no such field */
	bool chunked;
};

/* Returns the value of a field in the lines from `at` to `end`; NULL: none. */
static const char *
field(const char *at, const char *end, const char *name)
{
	size_t len = strlen(name);

	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at++;
		if ((size_t)(end - at) > len && at[len] == ':' &&
		    strncasecmp(at, name, len) == 0)
			return at + len + 1;
	}
	return NULL;
}

static bool
parse(const char *text, size_t len, struct answer *ret_answer)
{
	const char *end = memmem(text, len, "\r\n\r\n", 4);
	const char *length;

	if (!end || len < 12 || memcmp(text, "HTTP/1.1 ", 9) != 0)
		return false;
	length = field(text, end, "Content-Length");
	*ret_answer = (struct answer){
		.status = (unsigned)strtoul(text + 9, NULL, 10),
		.content = end + 4,
		.len = len - (size_t)(end + 4 - text),
		.content_length = length ? strtoll(length, NULL, 10) : -1,
		.chunked = field(text, end, "Transfer-Encoding") != NULL,
	};
	return true;
}

/* Returns the octets of chunked content; -1 when its last chunk is missing. */
static int64_t
dechunked_length(const char *at, const char *end)
{
	int64_t total = 0;

	for (;;) {
		const char *line = memmem(at, (size_t)(end - at), "\r\n", 2);
		long size = line ? strtol(at, NULL, 16) : 0;

		if (!line)
			return -1;
		at = line + 2;
		if (end - at < size + 2 || memcmp(at + size, "\r\n", 2) != 0)
			return -1;
		if (!size)
			return at + 2 == end ? total : -1;
		at += size + 2;
		total += size;
	}
}

/* Returns the octets of content that is whole; -1 when it is not. */
static int64_t
whole_length(const struct answer *a, enum framing framing)
{
	if (framing == BARE || framing == CLOSED)
		return (int64_t)a->len;
	if (a->chunked)
		return dechunked_length(a->content, a->content + a->len);
	return a->content_length == (int64_t)a->len ? a->content_length : -1;
}

const char *
answer_fault(
    const struct kind *kind, const char *answer, size_t len, bool reset)
{
	struct answer a;
	int64_t length;

	if (kind->status == NO_ANSWER)
		return NULL;
	if (!parse(answer, len, &a))
		return reset ? "reset" : "no answer";
	if (a.status != kind->status)
		return "another status";
	length = reset ? -1 : whole_length(&a, kind->framing);
	if (kind->framing == CUT)
		return length >= 0 ? "it looks whole" : NULL;
	if (length < 0)
		return "it is not whole";
	if (kind->length != LENGTH_ANY && length != kind->length)
		return "another length";
	return NULL;
}
