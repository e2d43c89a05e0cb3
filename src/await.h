/* SPDX-License-Identifier: ISC */
/* Waiting for one descriptor. */
#ifndef AWAIT_H
#define AWAIT_H

#include <stdbool.h>
#include <stdint.h>

/* Waits like poll(2) for `events` on `fd` until `deadline`, on
 * clock_monotonic_ms. True when poll(2) reports any of them, an error or a
 * hang-up; false at the deadline, or when poll(2) fails. */
bool await(int fd, short events, int64_t deadline);

#endif
