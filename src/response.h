/* SPDX-License-Identifier: ISC */
/* Status lines, fields, error pages, redirects: what every answer shares. */
#ifndef RESPONSE_H
#define RESPONSE_H

#include "exchange.h"

enum { RESPONSE_HEAD_SIZE = 16384 };

/*
 * Begins a response header in `head`: status line (`reason` absent: the
 * registry's), Date, Server, Connection: close and the fields of --header.
 * Notes the status for the log.
 */
void response_begin(struct exchange *x, struct buffer *head, unsigned status,
    struct bytes reason);

/* The fields of --header, for those who begin a header themselves. */
void response_put_custom(const struct exchange *x, struct buffer *head);

void response_field(struct buffer *head, const char *name, struct bytes value);
void response_number(struct buffer *head, const char *name, uint64_t value);
void response_date(struct buffer *head, const char *name, int64_t seconds);

/* Ends the header and sends it with `content` in as few packets as possible;
 * `more`: other content follows. Content is not sent to HEAD. False when the
 * client is gone. */
bool response_send(
    struct exchange *x, struct buffer *head, struct bytes content, bool more);

/*
 * Answers with an error page in CGIHTTPServer's form, and notes the cause for
 * the log. `field`: one more field for the header, complete with its CRLF, or
 * absent.
 */
void response_error(
    struct exchange *x, struct refusal refusal, struct bytes field);

/* 301 to the path with a slash behind it; keeps the query. */
void response_add_slash(struct exchange *x);

/* 204 with Allow, to OPTIONS. */
void response_options(struct exchange *x, struct bytes allow);

#endif
