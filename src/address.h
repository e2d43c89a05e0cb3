/* SPDX-License-Identifier: ISC */
/* Addresses to listen on, in the forms of ListenStream= (systemd.socket(5)). */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "attr.h"

struct address {
	struct sockaddr_storage storage;
	socklen_t length;
	const char *text; /* as it was written */
	const char *host; /* what a PORT alone is a port of; "" for others */
};

/*
 * Parses PORT, HOST:PORT, [IPV6]:PORT, *:PORT, /path or @abstract. PORT alone
 * is a port of `host`. The strings are borrowed. Returns EX_OK; after a
 * message, EX_USAGE when `text` has none of these forms, EX_UNAVAILABLE when
 * the host cannot be found.
 */
must_check int address_parse(
    const char *text, const char *host, struct address *ret_address);

/* Who may connect to a UNIX socket: mode and owner of its file; (uid_t)-1 and
 * (gid_t)-1 leave user and group as they are. */
struct address_access {
	mode_t mode;
	uid_t uid;
	gid_t gid;
};

/* Identifies the file of a UNIX socket; zero: there is none. */
struct address_file {
	dev_t device;
	ino_t inode;
};

/*
 * Returns a socket that listens on `address`; -1 after a message that names it
 * as it was written and says what to do: about a port that is taken or needs
 * root, a link-local address without its zone, or a path that exists. A UNIX
 * socket on which no server listens any more is replaced; no client can connect
 * to the new one before it has the mode and owner of `access`. *ret_file
 * identifies its file.
 */
int address_listen(const struct address *address,
    const struct address_access *access, struct address_file *ret_file);

/* Removes the file of a UNIX socket that address_listen() made, if its path
 * still leads to that file. */
void address_remove_file(int listener, const struct address_file *file);

/* Prints "Serving HTTP on HOST port PORT (http://HOST:PORT/) ..." to stdout, as
 * http.server does, with the port that the kernel chose when 0 was asked for,
 * and with the number of a link-local address's zone (RFC 4007 section 11.2);
 * for a UNIX socket, its path. Prints nothing when the socket's name cannot be
 * found out. */
void address_announce(int listener);

#endif
