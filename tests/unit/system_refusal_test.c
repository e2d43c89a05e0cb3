/* SPDX-License-Identifier: ISC */
#include "system_refusal.h"

#include <errno.h>
#include <string.h>

#include "check.h"

static const struct {
	int error;
	enum http_status status;
} rows[] = {
	{ EAGAIN, STATUS_SERVICE_UNAVAILABLE },
	{ EMFILE, STATUS_SERVICE_UNAVAILABLE },
	{ ENFILE, STATUS_SERVICE_UNAVAILABLE },
	{ ENOBUFS, STATUS_SERVICE_UNAVAILABLE },
	{ ENOMEM, STATUS_SERVICE_UNAVAILABLE },
	{ EACCES, STATUS_INTERNAL_SERVER_ERROR },
	{ EIO, STATUS_INTERNAL_SERVER_ERROR },
	{ ENOENT, STATUS_INTERNAL_SERVER_ERROR },
	{ ENOSYS, STATUS_INTERNAL_SERVER_ERROR },
};

int
main(void)
{
	const struct bytes what = BYTES("it failed: ");

	for (size_t i = 0; i < lengthof(rows); i++) {
		const char *text = strerror(rows[i].error);
		struct refusal refusal;
		struct bytes cause;

		errno = rows[i].error;
		refusal = system_refusal("it failed");
		cause = bytes_of(refusal.cause);
		CHECK_NUMBER(refusal.status, rows[i].status, text);
		CHECK_NUMBER(refusal.message, MESSAGE_REASON, text);
		CHECK(bytes_start_with(cause, what), refusal.cause);
		CHECK_BYTES(
		    bytes_after(cause, what.len), bytes_of(text), "its text");
	}
	return check_done();
}
