/* SPDX-License-Identifier: ISC */
#include "peer.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "buffer.h"

static void
put_port(char *port, size_t size, in_port_t number)
{
	struct buffer b = { port, 0, size, false };

	buffer_put_number(&b, ntohs(number));
	(void)buffer_string(&b);
}

/* A client of a dual-stack socket shows as plain IPv4 when it is that. */
static bool
put_address(const struct sockaddr_storage *from, char *address, char *port)
{
	const struct sockaddr_in *v4 = (const void *)from;
	const struct sockaddr_in6 *v6 = (const void *)from;
	const void *raw = &v4->sin_addr;
	int family = from->ss_family;

	if (family != AF_INET && family != AF_INET6)
		return false;
	put_port(port, 6, family == AF_INET ? v4->sin_port : v6->sin6_port);
	if (family == AF_INET6)
		raw = &v6->sin6_addr;
	if (family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
		family = AF_INET;
		raw = &v6->sin6_addr.s6_addr[12];
	}
	return inet_ntop(family, raw, address, INET6_ADDRSTRLEN) != NULL;
}

static void
copy(char *to, size_t size, const char *from)
{
	struct buffer b = { to, 0, size, false };

	buffer_put_string(&b, from);
	if (!buffer_string(&b))
		to[0] = '\0';
}

static bool
is_address(const char *text)
{
	unsigned char raw[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, raw) == 1 ||
	    inet_pton(AF_INET6, text, raw) == 1;
}

static void
find_by_socket(int fd, struct peer *peer)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof ss;

	if (getpeername(fd, (struct sockaddr *)&ss, &len) == 0)
		(void)put_address(&ss, peer->address, peer->port);
	len = sizeof ss;
	if (getsockname(fd, (struct sockaddr *)&ss, &len) == 0)
		(void)put_address(&ss, peer->server_address, peer->server_port);
}

struct variable {
	char name[16];
	unsigned char offset;
	unsigned char size;
	bool address;
};

#define VARIABLE(name, member, address)                            \
	{                                                          \
		name, offsetof(struct peer, member),               \
		    sizeof(((struct peer *)NULL)->member), address \
	}

/* Later rows win. */
static const struct variable variables[] = {
	VARIABLE("REMOTE_HOST", address, true),
	VARIABLE("REMOTE_ADDR", address, true),
	VARIABLE("REMOTE_PORT", port, false),
	VARIABLE("TCPREMOTEIP", address, true),
	VARIABLE("TCPREMOTEPORT", port, false),
	VARIABLE("TCPLOCALIP", server_address, true),
	VARIABLE("TCPLOCALPORT", server_port, false),
};

static bool
is_port(const char *text)
{
	int64_t number;

	return bytes_number(bytes_of(text), &number) && number <= 65535;
}

static void
find_by_environment(struct peer *peer)
{
	for (size_t i = 0; i < lengthof(variables); i++) {
		const struct variable *v = &variables[i];
		const char *value = getenv(v->name);

		if (value && (v->address ? is_address(value) : is_port(value)))
			copy((char *)peer + v->offset, v->size, value);
	}
	peer->https = getenv("HTTPS") || getenv("SSL_PROTOCOL");
}

void
peer_find(int fd, bool trust_environment, struct peer *ret_peer)
{
	*ret_peer = (struct peer){ .address = "", .https = false };
	find_by_socket(fd, ret_peer);
	if (trust_environment)
		find_by_environment(ret_peer);
	if (!ret_peer->address[0])
		copy(ret_peer->address, sizeof ret_peer->address, "127.0.0.1");
	if (!ret_peer->server_address[0])
		copy(ret_peer->server_address, sizeof ret_peer->server_address,
		    "127.0.0.1");
	if (!ret_peer->server_port[0])
		copy(ret_peer->server_port, sizeof ret_peer->server_port,
		    ret_peer->https ? "443" : "80");
}
