/* SPDX-License-Identifier: ISC */
#include "proxy.h"

#include "log.h"

void
proxy_log_refused(const struct sockaddr_storage *sender, const char *cause)
{
	struct network_address address = network_address_of_socket(sender);
	char space[NETWORK_TEXT_SIZE];

	log_message(LOG_NOTICE, "refused a connection from %s: %s",
	    network_address_text(&address, space), cause);
}

const char *
proxy_fault(
    const struct options *options, const struct sockaddr_storage *sender)
{
	struct network_address address = network_address_of_socket(sender);

	return network_list_has(options->proxy_protocol, &address)
	    ? NULL
	    : "--proxy-protocol does not name it";
}

bool
proxy_admit(struct exchange *x, int64_t deadline)
{
	struct connection *c = &x->connection;
	struct sockaddr_storage ss = { .ss_family = AF_UNIX }; /* a pipe */
	socklen_t length = sizeof ss;
	const char *fault;

	if (c->in_kind == CONNECTION_SOCKET &&
	    getpeername(c->in, (struct sockaddr *)&ss, &length) < 0)
		return false; /* the sender has left */
	fault = proxy_fault(x->options, &ss);
	if (!fault)
		fault = connection_read_proxy_header(
		    c, deadline, x->proxy_space, &x->proxy);
	if (!fault)
		return x->proxy.length > 0;
	proxy_log_refused(&ss, fault);
	connection_reset(c);
	return false;
}
