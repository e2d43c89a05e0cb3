/* SPDX-License-Identifier: ISC */
/* Status lines, fields, error pages, redirects: what all answers share. */
#ifndef RESPONSE_H
#define RESPONSE_H

#include "exchange.h"

enum { RESPONSE_HEAD_SIZE = 16384 };

/* Room for a response header, after what is in x->text. `file_type` and
 * `file_fields` may be as long as a script's whole header section. */
static inline struct buffer
response_space(const struct exchange *x)
{
	return buffer_rest(&x->text,
	    RESPONSE_HEAD_SIZE + x->file_fields.len + x->file_type.len);
}

/*
 * Begins a response header in `head`: the status line (with the registry's
 * reason phrase when `reason` is absent), Date, Server, Connection: close,
 * x->file_fields, and those of x->field and --header that a script has not set.
 * Notes the status for the log.
 */
void response_begin(struct exchange *x, struct buffer *head, unsigned status,
    struct bytes reason);

/* Appends a field line to `head`. */
void response_field(struct buffer *head, const char *name, struct bytes value);
/* As response_field, where the name is no string. */
void response_field_bytes(
    struct buffer *head, struct bytes name, struct bytes value);
/* Whether the response has a field of that name: a script's, or x->field. */
bool response_has_field(const struct exchange *x, struct bytes name);
/* As response_field, unless the response or --header has one of that name. */
void response_field_default(const struct exchange *x, struct buffer *head,
    const char *name, struct bytes value);
/* By default, forbids the client to guess another type than Content-Type has
 * (X-Content-Type-Options, fetch.spec.whatwg.org). */
void response_nosniff(const struct exchange *x, struct buffer *head);
/* As response_field, with a decimal number, and with the HTTP-date of `seconds`
 * since the epoch (RFC 9110 section 5.6.7). */
void response_number(struct buffer *head, const char *name, uint64_t value);
void response_date(struct buffer *head, const char *name, int64_t seconds);

/* Ends the header, enters the sandbox that is due, and sends the header with
 * `content`, in as few packets as possible: the last one waits for other
 * content or for the connection's end, one of which has to follow at once.
 * Content is not sent in answer to HEAD. Returns false when the client is gone
 * or too slow. */
bool response_send(
    struct exchange *x, struct buffer *head, struct bytes content);

/* Answers with an error page in CGIHTTPServer's form, and the refusal's
 * message, or without one the registry's reason phrase. */
void response_error(struct exchange *x, struct refusal refusal);

/* Answers 301, to the path with a slash added and the query kept. Refuses with
 * 414 when that does not fit. */
must_check struct refusal response_add_slash(struct exchange *x);

/* Answers OPTIONS with 204 and `allow`, an Allow field with its CRLF. */
void response_options(struct exchange *x, struct bytes allow);

#endif
