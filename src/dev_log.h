/* SPDX-License-Identifier: ISC */
/*
 * The machine's syslog daemon, reached as by syslog(3), but without the C
 * library: musl's cuts each line at 1 KiB, which leaves no valid JSON.
 */
#ifndef DEV_LOG_H
#define DEV_LOG_H

#include "bytes.h"

/* Sends a line of any length to /dev/log (RFC 3164), with the facility
 * "daemon". `local` is the time in seconds since the epoch, shifted to local
 * time. The line is lost when no daemon is there. */
void dev_log_send(int priority, int64_t local, struct bytes text);

#endif
