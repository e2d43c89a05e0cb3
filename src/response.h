/* SPDX-License-Identifier: ISC */
/* Status lines, fields, error pages, redirects: what every answer shares. */
#ifndef RESPONSE_H
#define RESPONSE_H

#include "exchange.h"

enum { RESPONSE_HEAD_SIZE = 16384 };

/* Room for a response header, in x->text behind what is there. The field and
 * the type may be all that a script has said. */
static inline struct buffer
response_space(const struct exchange *x)
{
	return buffer_rest(
	    &x->text, RESPONSE_HEAD_SIZE + x->field.len + x->file_type.len);
}

/*
 * Begins a response header in `head`: status line (`reason` absent: the
 * registry's), Date, Server, Connection: close, x->field and the fields of
 * --header that it does not have. Notes the status for the log.
 */
void response_begin(struct exchange *x, struct buffer *head, unsigned status,
    struct bytes reason);

/* As response_begin, without the fields of --header. */
void response_start(struct exchange *x, struct buffer *head, unsigned status,
    struct bytes reason);

void response_field(struct buffer *head, const char *name, struct bytes value);
/* Is a field of that name among x->field? */
bool response_says(const struct exchange *x, struct bytes name);
/* As response_field, unless x->field or --header has one of that name. */
void response_default(const struct exchange *x, struct buffer *head,
    const char *name, struct bytes value);
void response_number(struct buffer *head, const char *name, uint64_t value);
void response_date(struct buffer *head, const char *name, int64_t seconds);

/* Ends the header and sends it with `content`, in as few packets as possible:
 * the last one waits for other content, or for the connection's end, which has
 * to follow at once. Content is not sent to HEAD. False when the client is
 * gone. */
bool response_send(
    struct exchange *x, struct buffer *head, struct bytes content);

/* Answers with an error page in CGIHTTPServer's form. */
void response_error(struct exchange *x, struct refusal refusal);

/* 301 to the path with a slash behind it; keeps the query. Refuses with 414
 * when that does not fit. */
must_check struct refusal response_add_slash(struct exchange *x);

/* 204 with the Allow field `allow`, complete with its CRLF, to OPTIONS. */
void response_options(struct exchange *x, struct bytes allow);

#endif
