/* SPDX-License-Identifier: ISC */
#include "system_refusal.h"

#include <errno.h>
#include <string.h>

#include "buffer.h"

static enum http_status
status_of(int error)
{
	switch (error) {
	case EAGAIN: /* clone(2): too many processes */
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		return STATUS_SERVICE_UNAVAILABLE;
	default:
		return STATUS_INTERNAL_SERVER_ERROR;
	}
}

struct refusal
system_refusal(const char *what)
{
	static char spaces[4][160];
	static unsigned calls;
	int error = errno;
	char *space = spaces[calls++ % lengthof(spaces)];
	struct buffer cause = { space, 0, sizeof spaces[0], false };

	buffer_put_string(&cause, what);
	buffer_put_string(&cause, ": ");
	buffer_put_string(&cause, strerror(error));
	return refuse(status_of(error), buffer_string(&cause));
}
