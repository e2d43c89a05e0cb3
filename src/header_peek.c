/* SPDX-License-Identifier: ISC */
#include "header_peek.h"

#include <errno.h>
#include <sys/socket.h>

#include "proxy_header.h"
#include "request.h"

enum {
	/* A header in more pieces is left to a process to wait for: each piece
	 * takes more of the system's buffer than its octets, and the buffer of
	 * a UNIX socket is small. */
	HEARD_MAX = 200,
	/* From that many octets on, the rest is left to a process too, unless
	 * the socket's buffer is more than BUFFER_TIMES as large as what has
	 * arrived. */
	HEARD_SURELY = 4096,
	BUFFER_TIMES = 4,
};

/* As peek(), but for any octet of the client's: the PROXY header before it does
 * not count, and only its length is looked at. */
static ssize_t
peek_after_proxy_header(const struct client *client, char *space, bool ended)
{
	ssize_t got = recv(
	    client->fd, space, PROXY_HEADER_MAX + 1, MSG_PEEK | MSG_DONTWAIT);
	struct bytes arrived = { space, got > 0 ? (size_t)got : 0 };

	if (got <= 0 || ended || proxy_header_length(arrived) < arrived.len)
		return got;
	errno = EAGAIN;
	return -1;
}

/* Whether the system can hold what is missing while the listener only peeks. */
static bool
has_room(const struct client *client, size_t got)
{
	socklen_t length = sizeof(int);
	int size = 0;

	return got < HEARD_SURELY ||
	    (got < HEADER_PEEK_SIZE &&
		getsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &size, &length) ==
		    0 &&
		got < (size_t)size / BUFFER_TIMES);
}

static ssize_t
peek(struct client *client, char *space, bool ended)
{
	ssize_t got =
	    recv(client->fd, space, HEADER_PEEK_SIZE, MSG_PEEK | MSG_DONTWAIT);
	struct bytes arrived = { space, got > 0 ? (size_t)got : 0 };

	if (got <= 0 || ++client->heard == HEARD_MAX ||
	    request_header_end(arrived, client->seen) ||
	    !has_room(client, arrived.len))
		return got;
	client->seen = (uint16_t)got;
	errno = ended ? ENODATA : EAGAIN;
	return -1;
}

ssize_t
header_peek(struct client *client, char *space, bool ended, bool proxied)
{
	return proxied ? peek_after_proxy_header(client, space, ended)
		       : peek(client, space, ended);
}
