/* SPDX-License-Identifier: ISC */
/*
 * The journal's native protocol through libsystemd (sd_journal_sendv(3)):
 * records whose fields can be searched, as in `journalctl HTTP_STATUS=500`.
 * Only the executable that is linked with libsystemd has this file.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "log.h"

/* One message; `priority` as in syslog(3). */
void journal_message(int priority, struct bytes text);

/* One exchange: MESSAGE and HTTP_METHOD, HTTP_TARGET, HTTP_STATUS,
 * HTTP_OCTETS, HTTP_DURATION_USEC, HTTP_CAUSE, REMOTE_ADDR, REMOTE_USER,
 * REQUEST_ID, CGI_SCRIPT, CGI_EXIT; absent ones are left out. */
void journal_access(
    int priority, struct bytes text, const struct log_record *record);

#endif
