/* SPDX-License-Identifier: ISC */
#include "await.h"

#include <errno.h>
#include <poll.h>

#include "clock.h"

bool
await(int fd, short events, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = events };
	int ready;

	do
		ready = poll(&p, 1, clock_poll_timeout(deadline));
	while (ready < 0 && errno == EINTR);
	return ready > 0;
}
