/* SPDX-License-Identifier: ISC */
#include "dev_log.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "http_date.h"

enum { HEAD_SIZE = 64 };

/* <30>Nov  6 08:49:37 cgihttpd[42]:, and a space */
static void
put_head(struct buffer *b, int priority, int64_t local)
{
	struct http_time t;

	http_time_of(local, &t);
	buffer_put_char(b, '<');
	buffer_put_number(b, (uint64_t)(LOG_DAEMON | priority));
	buffer_put_char(b, '>');
	buffer_put_string(b, http_month_names[t.month - 1]);
	buffer_put_string(b, t.day < 10 ? "  " : " ");
	buffer_put_number(b, t.day);
	buffer_put_char(b, ' ');
	http_time_put_clock(b, &t);
	buffer_put_string(b, " cgihttpd[");
	buffer_put_number(b, (uint64_t)getpid());
	buffer_put_string(b, "]: ");
}

/* Some syslog daemons listen for connections. */
static int
connect_either(bool *ret_stream)
{
	static const struct sockaddr_un address = { AF_UNIX, "/dev/log" };
	static const int types[] = { SOCK_DGRAM, SOCK_STREAM };

	for (size_t i = 0; i < lengthof(types); i++) {
		int fd = socket(AF_UNIX, types[i] | SOCK_CLOEXEC, 0);

		*ret_stream = types[i] == SOCK_STREAM;
		if (fd < 0 ||
		    connect(fd, (const struct sockaddr *)&address,
			sizeof address) == 0)
			return fd;
		(void)close(fd);
		if (errno != EPROTOTYPE)
			break;
	}
	return -1;
}

void
dev_log_send(int priority, int64_t local, struct bytes text)
{
	char space[HEAD_SIZE];
	struct buffer head = BUFFER(space);
	char end = '\0'; /* of a line, in a stream */
	bool stream;
	int fd = connect_either(&stream);
	struct iovec pieces[] = {
		{ space, 0 },
		{ (char *)(uintptr_t)text.at, text.len },
		{ &end, stream ? 1 : 0 },
	};
	struct msghdr message = { .msg_iov = pieces, .msg_iovlen = 3 };

	if (fd < 0)
		return;
	put_head(&head, priority, local);
	pieces[0].iov_len = head.len;
	(void)sendmsg(fd, &message, MSG_NOSIGNAL);
	(void)close(fd);
}
