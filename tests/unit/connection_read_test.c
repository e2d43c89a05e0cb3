/* SPDX-License-Identifier: ISC */
/* connection.h: what is dropped of a client's octets, through every kind of
 * connection. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "connection.h"

enum { SENT = 60, COUNT = 10 };

static bool
open_pipe(int ends[2])
{
	return pipe(ends) == 0;
}

static bool
open_unix(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
}

static bool
open_tcp(int ends[2])
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	socklen_t length = sizeof in;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ends[1] = socket(AF_INET, SOCK_STREAM, 0);
	if (listen(listener, 1) < 0 ||
	    getsockname(listener, (struct sockaddr *)&in, &length) < 0 ||
	    connect(ends[1], (struct sockaddr *)&in, length) < 0)
		return false;
	ends[0] = accept(listener, NULL, NULL);
	(void)close(listener);
	return ends[0] >= 0;
}

static const struct {
	const char *name;
	bool (*open)(int ends[2]);
	enum connection_kind kind;
} kinds[] = {
	{ "a pipe", open_pipe, CONNECTION_PIPE },
	{ "a UNIX socket", open_unix, CONNECTION_SOCKET },
	{ "a TCP socket", open_tcp, CONNECTION_SOCKET },
};

static void
check_kind(size_t i)
{
	char octets[SENT] = "content, and what follows it";
	uint64_t most = COUNT;
	int ends[2];
	struct connection c = { .in_kind = kinds[i].kind };

	if (!kinds[i].open(ends)) {
		CHECK(false, kinds[i].name);
		return;
	}
	c.in = ends[0];
	CHECK(write(ends[1], octets, SENT) == SENT, kinds[i].name);
	(void)close(ends[1]);
	CHECK_NUMBER(connection_discard(&c, COUNT), COUNT, "dropped");
	CHECK(connection_discard_all(&c, &most), "drained");
	CHECK_NUMBER(most, 0, "all that was to be");
	CHECK_NUMBER(read(ends[0], octets, SENT), SENT - 2 * COUNT, "left");
	(void)close(ends[0]);
}

int
main(void)
{
	for (size_t i = 0; i < lengthof(kinds); i++)
		check_kind(i);
	return check_done();
}
