/* SPDX-License-Identifier: ISC */
/* X-Sendfile: a file that a script names instead of writing it. */
#ifndef SEND_FILE_H
#define SEND_FILE_H

#include "relay.h"

/*
 * Makes the file that the script named the target of r->x, with the script's
 * fields to go with it: a file below the root, to be answered with ranges and
 * conditions as any other, or as the page of the script's error status. The
 * script has decided who may have it, so no password is asked for again.
 *
 * In the path "%" HEXDIG HEXDIG is one octet; all else stands for itself.
 *
 * Refuses with 502, after a line in the log that says why, when that is no file
 * that a client could be sent.
 */
must_check struct refusal send_file_find(struct relay *r);

#endif
