/* SPDX-License-Identifier: ISC */
/*
 * The journal's native protocol through libsystemd (sd_journal_sendv(3)):
 * records whose fields can be searched, as in `journalctl HTTP_STATUS=500`.
 * Only the executable that loads libsystemd is built with this file.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "log_format.h"

/* Sends one note: `text` as MESSAGE, and REQUEST_ID and CGI_SCRIPT when it has
 * them. */
void journal_note(struct bytes text, const struct log_note *note);

/* Sends the record of one exchange: `text` as MESSAGE, and HTTP_METHOD,
 * HTTP_TARGET, HTTP_HOST, HTTP_STATUS, HTTP_OCTETS, HTTP_DURATION_USEC,
 * HTTP_CAUSE, REMOTE_ADDR, REMOTE_USER, REQUEST_ID, CGI_SCRIPT, CGI_EXIT;
 * absent ones are left out. The fields are put together in `space`; one that
 * does not fit there is left out. */
void journal_access(
    struct bytes text, const struct log_record *record, struct buffer space);

#endif
