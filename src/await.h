/* SPDX-License-Identifier: ISC */
/* Waiting for one descriptor. */
#ifndef AWAIT_H
#define AWAIT_H

#include <stdbool.h>
#include <stdint.h>

/* Waits as poll(2) for `events` on `fd` until `deadline`, on
 * clock_monotonic_ms. False when they did not come. */
bool await(int fd, short events, int64_t deadline);

#endif
