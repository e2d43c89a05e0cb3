/* SPDX-License-Identifier: ISC */
/*
 * The journal's native protocol through libsystemd (sd_journal_sendv(3)):
 * records whose fields can be searched, as in `journalctl HTTP_STATUS=500`.
 * Only the executable that loads libsystemd has this file.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "log_format.h"

/* One note: MESSAGE, and REQUEST_ID and CGI_SCRIPT when it has them. */
void journal_note(struct bytes text, const struct log_note *note);

/* One exchange: MESSAGE and HTTP_METHOD, HTTP_TARGET, HTTP_HOST, HTTP_STATUS,
 * HTTP_OCTETS, HTTP_DURATION_USEC, HTTP_CAUSE, REMOTE_ADDR, REMOTE_USER,
 * REQUEST_ID, CGI_SCRIPT, CGI_EXIT; absent ones are left out. They are put
 * into `space`, and are whole where that has room for all. */
void journal_access(
    struct bytes text, const struct log_record *record, struct buffer space);

#endif
