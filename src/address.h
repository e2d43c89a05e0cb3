/* SPDX-License-Identifier: ISC */
/* Addresses to listen on, in the forms of ListenStream= (systemd.socket(5)). */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

struct address {
	struct sockaddr_storage storage;
	socklen_t length;
};

/*
 * PORT, HOST:PORT, [IPV6]:PORT, *:PORT, /path or @abstract. A bare port listens
 * on `host`. False after a message.
 */
bool address_parse(
    const char *text, const char *host, struct address *ret_address);

/*
 * A socket that listens there; -1 after a message that says what to do: a port
 * that is taken, one that needs root, a path that exists. A UNIX socket that
 * nobody listens on any more is replaced.
 */
int address_listen(const struct address *address, const char *text);

/* "Serving HTTP on HOST port PORT (http://HOST:PORT/) ..." to stdout, as
 * http.server says it: the port chosen when 0 was asked for. */
void address_announce(int listener);

#endif
