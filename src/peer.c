/* SPDX-License-Identifier: ISC */
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "buffer.h"
#include "log.h"

enum { PORT_SIZE = sizeof((struct peer *)NULL)->port };

static void
put_port(char *port, uint64_t number)
{
	struct buffer b = { port, 0, PORT_SIZE, false };

	buffer_put_number(&b, number);
	(void)buffer_string(&b);
}

/* As inet_ntop(3), which some C libraries implement by printf(3). */
static bool
put_v4(const unsigned char *raw, char *address)
{
	struct buffer b = { address, 0, INET_ADDRSTRLEN, false };

	for (int i = 0; i < 4; i++) {
		if (i)
			buffer_put_char(&b, '.');
		buffer_put_number(&b, raw[i]);
	}
	return buffer_string(&b) != NULL;
}

static bool
put_network_address(const struct network_address *from, char *address)
{
	return from->family == NETWORK_IPV4
	    ? put_v4(from->octets, address)
	    : network_address_text(from, address) != NULL;
}

static bool
put_address(const struct sockaddr_storage *from, char *address, char *port)
{
	/* The port is at the same place in both families. */
	const struct sockaddr_in *in = (const void *)from;
	struct network_address host = network_address_of_socket(from);

	if (from->ss_family != AF_INET && from->ss_family != AF_INET6)
		return false;
	put_port(port, ntohs(in->sin_port));
	return put_network_address(&host, address);
}

/* An address may be in brackets, as socat writes it, and have a zone (RFC 4007
 * section 11), which is left out. False, with nothing written, when it is no
 * address: a host name, for instance. */
static bool
put_text_address(const char *text, char *address)
{
	struct bytes whole = bytes_unbracket(bytes_of(text));
	struct network_address host;

	return network_address_parse(bytes_cut(&whole, '%'), &host) &&
	    put_network_address(&host, address);
}

/* False when the client has reset the connection. */
static bool
find_by_socket(int fd, struct peer *peer)
{
	struct sockaddr_storage ss = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof ss;

	if (getpeername(fd, (struct sockaddr *)&ss, &len) < 0)
		return errno != ENOTCONN;
	(void)put_address(&ss, peer->address, peer->port);
	return true;
}

/* What a variable holds. */
enum content { ADDRESS, PORT, SWITCH, ANYTHING };

/* Of variables for the same member, the later one wins. */
#define VARIABLES(X)                               \
	X(SOCAT_PEERADDR, address, ADDRESS)        \
	X(SOCAT_PEERPORT, port, PORT)              \
	X(SOCAT_SOCKADDR, server_address, ADDRESS) \
	X(SOCAT_SOCKPORT, server_port, PORT)       \
	X(REMOTE_HOST, address, ADDRESS)           \
	X(REMOTE_ADDR, address, ADDRESS)           \
	X(REMOTE_PORT, port, PORT)                 \
	X(TCPREMOTEIP, address, ADDRESS)           \
	X(TCPREMOTEPORT, port, PORT)               \
	X(TCPLOCALIP, server_address, ADDRESS)     \
	X(TCPLOCALPORT, server_port, PORT)         \
	X(HTTPS, https, SWITCH)                    \
	X(SSL_PROTOCOL, https, ANYTHING)

#define NUMBER(name, member, content) name,
enum { VARIABLES(NUMBER) VARIABLE_COUNT };

struct variable {
	char name[16];
	unsigned char offset;
	enum content content;
};

#define ROW(name, member, content) \
	[name] = { #name, offsetof(struct peer, member), content },
static const struct variable variables[] = { VARIABLES(ROW) };

/* The value of NAME=value; NULL when the variable has another name. */
static const char *
value_of(const char *variable, const char *name)
{
	while (*name && *variable == *name) {
		variable++;
		name++;
	}
	return !*name && *variable == '=' ? variable + 1 : NULL;
}

/* In one pass: getenv(3) for each name would be a sixth of the work of a plain
 * GET. */
static void
read_environment(const char *ret_values[VARIABLE_COUNT])
{
	for (char **at = environ; *at; at++)
		for (size_t i = 0; i < VARIABLE_COUNT; i++)
			if (!ret_values[i])
				ret_values[i] =
				    value_of(*at, variables[i].name);
}

static bool
is_on(const char *value)
{
	return value[0] && !bytes_equal_nocase(bytes_of(value), BYTES("off"));
}

/* A UNIX socket's path or abstract name (systemd.exec(5)), "<anon>" (socat(1)),
 * or nothing: the client is on this machine. */
static bool
is_unix_socket(const char *value)
{
	return strchr("/@<", value[0]);
}

static void
take_variable(struct peer *peer, const struct variable *v, const char *value)
{
	char *to = (char *)peer + v->offset;
	int64_t number;

	switch (v->content) {
	case ADDRESS:
		if (!put_text_address(value, to) && to == peer->address)
			peer->remote |= !is_unix_socket(value);
		break;
	case PORT:
		if (bytes_number(bytes_of(value), &number) &&
		    number <= UINT16_MAX)
			put_port(to, (uint64_t)number);
		break;
	case SWITCH:
		peer->https |= is_on(value);
		break;
	case ANYTHING:
		peer->https = true;
		break;
	}
}

static void
find_by_environment(struct peer *peer)
{
	const char *values[VARIABLE_COUNT] = { NULL };
	const char *port;

	read_environment(values);
	port = values[REMOTE_PORT];
	/* Another port: the socket leads to a wrapper on this machine, and
	 * knows neither the client's address nor ours. */
	if (port && peer->port[0] && strcmp(port, peer->port) != 0)
		*peer = (struct peer){ .address = "", .wrapped = true };
	for (size_t i = 0; i < VARIABLE_COUNT; i++)
		if (values[i])
			take_variable(peer, &variables[i], values[i]);
}

static void
find_by_proxy(const struct proxy_header *proxy, struct peer *peer)
{
	(void)network_address_text(&proxy->source, peer->address);
	put_port(peer->port, proxy->source_port);
	(void)network_address_text(&proxy->destination, peer->server_address);
	put_port(peer->server_port, proxy->destination_port);
	peer->https = proxy->tls;
}

/* No source has the client's address. Scripts may trust 127.0.0.1, so it is not
 * for a client that has come over a network; that one gets what is no client's
 * address (RFC 1122 section 3.2.1.3). */
static void
assume_address(struct peer *peer)
{
	memcpy(peer->address, "127.0.0.1", sizeof "127.0.0.1");
	if (!peer->remote && !peer->port[0])
		return;
	memcpy(peer->address, "0.0.0.0", sizeof "0.0.0.0");
	log_message(LOG_WARNING,
	    "no variable has the client's address: 0.0.0.0 stands for it");
}

bool
peer_find(int fd, bool trust_environment, const struct proxy_header *proxy,
    struct peer *ret_peer)
{
	bool there;

	*ret_peer = (struct peer){ .address = "", .https = false };
	if (proxy->source.family != NETWORK_NONE) {
		find_by_proxy(proxy, ret_peer);
		return true;
	}
	there = find_by_socket(fd, ret_peer);
	if (trust_environment)
		find_by_environment(ret_peer);
	ret_peer->https = ret_peer->https || proxy->tls;
	if (ret_peer->address[0])
		return true;
	if (there)
		assume_address(ret_peer);
	return there;
}

/* Only where nothing is set yet: what the environment says goes first. */
static void
complete(char *to, size_t size, const char *from)
{
	if (!to[0])
		memcpy(to, from, size);
}

void
peer_find_server(int fd, struct peer *peer)
{
	struct sockaddr_storage ss = { .ss_family = AF_UNSPEC };
	struct peer own = { .server_address = "127.0.0.1" };
	socklen_t len = sizeof ss;

	put_port(own.server_port, peer->https ? 443 : 80);
	if (!peer->wrapped &&
	    getsockname(fd, (struct sockaddr *)&ss, &len) == 0)
		(void)put_address(&ss, own.server_address, own.server_port);
	complete(peer->server_address, sizeof peer->server_address,
	    own.server_address);
	complete(peer->server_port, sizeof peer->server_port, own.server_port);
}
