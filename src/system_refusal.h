/* SPDX-License-Identifier: ISC */
/*
 * Answers to failures that are neither the client's fault nor a script's.
 */
#ifndef SYSTEM_REFUSAL_H
#define SYSTEM_REFUSAL_H

#include "http.h"

/* The refusal for a system call that failed with errno: with 503 when
 * descriptors, processes or memory are missing, which may be there for the next
 * request, otherwise with 500. The cause is `what` and strerror(3)'s text; it
 * stays for three more calls, of which the page of an error makes some. */
struct refusal system_refusal(const char *what);

#endif
