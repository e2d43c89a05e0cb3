/* SPDX-License-Identifier: ISC */
#include "dismissal.h"

#include <sys/socket.h>
#include <unistd.h>

#include "response.h"

enum {
	DRAINED_MAX = CONNECTION_HEADER_MAX, /* what was only peeked at */
	UNHEARD_MAX = 65536,                 /* of who is turned away */
};

void
dismissal_turn_away(int fd)
{
	static const char answer[] =
	    "HTTP/1.1 503 Service Unavailable\r\n"
	    "Connection: close\r\nRetry-After: 1\r\n"
	    "Content-Type: text/plain\r\nContent-Length: 22\r\n\r\n"
	    "Try again in a moment\n";
	struct connection c = { .in = fd, .in_kind = CONNECTION_SOCKET };
	uint64_t most = UNHEARD_MAX;

	(void)send(fd, answer, sizeof answer - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)shutdown(fd, SHUT_WR);
	(void)connection_discard_all(&c, &most);
	(void)close(fd);
}

void
dismissal_end(struct exchange *x, const struct options *options, int fd)
{
	struct refusal refusal = connection_ended_early();
	uint64_t most = DRAINED_MAX;

	memset(x, 0, offsetof(struct exchange, text_space));
	x->options = options;
	x->text = BUFFER(x->text_space);
	x->cause = refusal.cause;
	/* The pace is 0: a client that takes the answer slowly is not waited
	 * for. */
	connection_open_socket(&x->connection, fd, fd);
	exchange_begin(x);
	if (peer_find(fd, false, &x->proxy, &x->peer)) {
		response_error(x, refusal);
		connection_finish(&x->connection);
		(void)connection_discard_all(&x->connection, &most);
	} else {
		x->status = refusal.status;
		x->cause = connection_was_reset().cause;
	}
	exchange_log(x);
	(void)close(fd);
}
