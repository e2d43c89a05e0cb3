/* SPDX-License-Identifier: ISC */
#include "sockets.h"

#include <sysexits.h>

#include "identity.h"

/* Finds out the mode and owner of UNIX sockets from the options. False after a
 * message. */
static bool
find_access(const struct options *options, struct address_access *ret_access)
{
	struct identity owner = { .uid = (uid_t)-1, .gid = (gid_t)-1 };

	if (options->socket_owner &&
	    !identity_look_up("--socket-owner", options->socket_owner, &owner))
		return false;
	*ret_access = (struct address_access){ (mode_t)options->socket_mode,
		owner.uid, owner.gid };
	return true;
}

static int
open_one(const char *text, const char *host,
    const struct address_access *access, struct listener *listener)
{
	unsigned at = listener->count;
	struct address address;
	int status = address_parse(text, host, &address), fd;

	if (status != EX_OK)
		return status;
	fd = address_listen(&address, access, &listener->files[at]);
	if (fd < 0)
		return EX_UNAVAILABLE;
	listener->sockets[at] = fd;
	listener->count++;
	return EX_OK;
}

/* All sockets or none: when one has failed, removes the files of the others. */
static int
settle(struct listener *listener, int status)
{
	listener->ours = listener->count > 0;
	for (unsigned i = 0; i < listener->count && status != EX_OK; i++)
		address_remove_file(listener->sockets[i], &listener->files[i]);
	return status;
}

int
sockets_open(const struct options *options, struct listener *listener)
{
	struct address_access access = { 0, 0, 0 };
	int status = EX_OK;

	if (!find_access(options, &access))
		return EX_NOUSER;
	for (unsigned i = 0; i < options->listen.count && status == EX_OK; i++)
		status = open_one(
		    options->listen.at[i], options->bind, &access, listener);
	return settle(listener, status);
}

int
sockets_open_port(const char *port, struct listener *listener)
{
	static const struct address_access none;

	return settle(listener, open_one(port, "*", &none, listener));
}
