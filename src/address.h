/* SPDX-License-Identifier: ISC */
/* Addresses to listen on, in the forms of ListenStream= (systemd.socket(5)). */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

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

/* Who may connect to a UNIX socket: mode and owner of its file; (uid_t)-1 and
 * (gid_t)-1 leave the owner as it is. */
struct address_access {
	mode_t mode;
	uid_t uid;
	gid_t gid;
};

/* A socket's file, by which it is known again; zero: there is none. */
struct address_file {
	dev_t device;
	ino_t inode;
};

/*
 * A socket that listens there; -1 after a message that says what to do: a port
 * that is taken, one that needs root, a path that exists. A UNIX socket that
 * nobody listens on any more is replaced; nobody can connect to ours before it
 * has the access asked for. *ret_file is its file.
 */
int address_listen(const struct address *address, const char *text,
    const struct address_access *access, struct address_file *ret_file);

/* Removes the file of a socket that address_listen() made, if it is still its
 * own. */
void address_remove_file(int listener, const struct address_file *file);

/* "Serving HTTP on HOST port PORT (http://HOST:PORT/) ..." to stdout, as
 * http.server says it: the port chosen when 0 was asked for. */
void address_announce(int listener);

#endif
