/* SPDX-License-Identifier: ISC */
#include "address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "buffer.h"
#include "log.h"

enum { HOST_SIZE = 256, BACKLOG = 1024 };

/* Says why it is not possible to listen at an address, and what to do. */
static void
complain(const struct address *a, const char *why, const char *what_to_do)
{
	log_message(LOG_ERR, "cannot listen on %s%s%s: %s%s", a->host,
	    a->host[0] ? " port " : "", a->text, why, what_to_do);
}

static int
parse_unix(struct address *a)
{
	struct sockaddr_un *un = (void *)&a->storage;
	size_t len = strlen(a->text);

	if (len >= sizeof un->sun_path) {
		complain(a, "the path is too long", "");
		return EX_USAGE;
	}
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, a->text, len);
	if (a->text[0] == '@')
		un->sun_path[0] = '\0';
	a->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len +
	    (a->text[0] == '@' ? 0 : 1));
	return EX_OK;
}

/* Parses an IPv4 address without the resolver, whose memory every child would
 * have a copy of. False when it is none. */
static bool
parse_ipv4(const char *host, in_port_t port, struct address *a)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };

	if (inet_pton(AF_INET, host, &v4.sin_addr) != 1)
		return false;
	v4.sin_port = htons(port);
	memcpy(&a->storage, &v4, sizeof v4);
	a->length = sizeof v4;
	return true;
}

static int
look_up(const char *host, const char *port, struct address *a)
{
	static const struct addrinfo hints = {
		.ai_flags = AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found;
	int error = getaddrinfo(host, port, &hints, &found);

	if (error) {
		complain(a, gai_strerror(error), "");
		return EX_UNAVAILABLE;
	}
	memcpy(&a->storage, found->ai_addr, found->ai_addrlen);
	a->length = found->ai_addrlen;
	freeaddrinfo(found);
	return EX_OK;
}

static bool
has_ipv6(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0)
		(void)close(fd);
	return fd >= 0;
}

/* All addresses of this machine: one socket for IPv6 and IPv4 where there is
 * IPv6, as systemd.socket(5) has it. */
static void
take_all(in_port_t port, struct address *a)
{
	struct sockaddr_in6 *v6 = (void *)&a->storage;
	struct sockaddr_in *v4 = (void *)&a->storage;

	if (has_ipv6()) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		a->length = sizeof *v6;
	} else {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		a->length = sizeof *v4;
	}
}

static int
parse(const char *host, struct address *a)
{
	struct bytes name = bytes_of(a->text);
	size_t colon = bytes_find_last(name, ':');
	const char *port = a->text;
	char space[HOST_SIZE];
	int64_t number;

	if (a->text[0] == '/' || a->text[0] == '@')
		return parse_unix(a);
	if (colon < name.len) {
		port += colon + 1;
		name = bytes_first(name, colon);
	} else {
		a->host = host[0] ? host : "*";
		name = bytes_of(host);
	}
	if (!bytes_number(bytes_of(port), &number) || number > UINT16_MAX ||
	    !buffer_copy(space, sizeof space, bytes_unbracket(name))) {
		complain(a,
		    "write PORT (to 65535), HOST:PORT, [IPV6]:PORT, /path or "
		    "@abstract",
		    "");
		return EX_USAGE;
	}
	if (bytes_equal(name, BYTES("*")) || !name.len)
		take_all((in_port_t)number, a);
	else if (!parse_ipv4(space, (in_port_t)number, a))
		return look_up(space, port, a);
	return EX_OK;
}

int
address_parse(const char *text, const char *host, struct address *ret_address)
{
	struct address a = { .text = text, .host = "" };
	int status = parse(host, &a);

	if (status == EX_OK)
		*ret_address = a;
	return status;
}

static const char *
advice(int error)
{
	switch (error) {
	case EADDRINUSE:
		return "; another program listens there: end it, or listen "
		       "elsewhere";
	case EACCES:
		return "; ports below 1024 are root's: choose a higher one, "
		       "such as 8000";
	case EADDRNOTAVAIL:
		return "; this machine has no such address";
	case EINVAL:
		return "; a link-local address needs a zone, such as %eth0";
	default:
		return "";
	}
}

static int
fail(int fd, const struct address *a, const char *what_to_do)
{
	complain(a, strerror(errno), what_to_do);
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

static bool
bind_to(int fd, const struct address *a)
{
	return bind(fd, (const struct sockaddr *)&a->storage, a->length) == 0;
}

/* ------------------------------------------------------------ UNIX sockets */

/* The path of a UNIX socket in the file system; NULL for an abstract one. */
static const char *
path_of(const struct address *a)
{
	const struct sockaddr_un *un = (const void *)&a->storage;

	return un->sun_path[0] ? un->sun_path : NULL;
}

/* Removes the path of a UNIX socket whose server is gone. */
static void
remove_stale(const struct address *a)
{
	const char *path = path_of(a);
	struct stat st;
	int fd;

	/* A file that is not a socket refuses a connection too, and stays. */
	if (!path || lstat(path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return;
	/* Its server may be slow to accept: that is EAGAIN. */
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	if (connect(fd, (const struct sockaddr *)&a->storage, a->length) < 0 &&
	    errno == ECONNREFUSED)
		(void)unlink(path);
	(void)close(fd);
}

static const char *
advice_on_path(const struct address *a, int error)
{
	const char *path = path_of(a);
	struct stat st;

	switch (error) {
	case EADDRINUSE:
		if (path && lstat(path, &st) == 0 && !S_ISSOCK(st.st_mode))
			return "; there is a file that is no socket: move it "
			       "away, or choose another path";
		return advice(error);
	case EACCES:
		return "; its directory is not writable for us";
	case ENOENT:
		return "; create its directory";
	default:
		return "";
	}
}

/* Binds a UNIX socket. No client can connect before it listens, so its file may
 * get its owner afterwards. */
static bool
make_file(int fd, const struct address *a, const struct address_access *access,
    struct address_file *ret_file)
{
	const char *path = path_of(a);
	mode_t mask = umask(0777 & ~access->mode);
	bool bound = bind_to(fd, a);
	struct stat st;

	(void)umask(mask);
	if (!bound || !path)
		return bound;
	if (lstat(path, &st) < 0)
		return false;
	*ret_file = (struct address_file){ st.st_dev, st.st_ino };
	return lchown(path, access->uid, access->gid) == 0;
}

static int
listen_unix(int fd, const struct address *a,
    const struct address_access *access, struct address_file *ret_file)
{
	struct address_file file = { 0, 0 };

	remove_stale(a);
	if (!make_file(fd, a, access, &file) || listen(fd, BACKLOG) < 0) {
		int error = errno;
		const char *what_to_do = file.inode && error == EPERM
		    ? "; only root can give it to another user"
		    : advice_on_path(a, error);

		address_remove_file(fd, &file);
		errno = error;
		return fail(fd, a, what_to_do);
	}
	*ret_file = file;
	return fd;
}

void
address_remove_file(int listener, const struct address_file *file)
{
	struct sockaddr_un un = { .sun_family = AF_UNSPEC };
	socklen_t length = sizeof un;
	struct stat st;

	if (file->inode &&
	    getsockname(listener, (struct sockaddr *)&un, &length) == 0 &&
	    lstat(un.sun_path, &st) == 0 && st.st_dev == file->device &&
	    st.st_ino == file->inode)
		(void)unlink(un.sun_path);
}

/* --------------------------------------------------------------------- all */

int
address_listen(const struct address *a, const struct address_access *access,
    struct address_file *ret_file)
{
	int family = a->storage.ss_family, yes = 1, no = 0;
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*ret_file = (struct address_file){ 0, 0 };
	if (fd < 0)
		return fail(fd, a, advice(errno));
	if (family == AF_UNIX)
		return listen_unix(fd, a, access, ret_file);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
	if (!bind_to(fd, a) || listen(fd, BACKLOG) < 0)
		return fail(fd, a, advice(errno));
	return fd;
}

static void
announce_unix(const struct sockaddr_un *un)
{
	printf("Serving HTTP on %s%s ...\n", un->sun_path[0] ? "" : "@",
	    un->sun_path[0] ? un->sun_path : un->sun_path + 1);
}

static void
announce_inet(const struct sockaddr_storage *ss)
{
	const struct sockaddr_in *v4 = (const void *)ss;
	const struct sockaddr_in6 *v6 = (const void *)ss;
	const void *raw = &v4->sin_addr;
	const char *left = "", *right = "";
	in_port_t port = v4->sin_port;
	char host[INET6_ADDRSTRLEN];
	char zone[16] = ""; /* its "%" is "%25" in a URL (RFC 6874) */

	if (ss->ss_family == AF_INET6) {
		raw = &v6->sin6_addr;
		port = v6->sin6_port;
		left = "[";
		right = "]";
		if (v6->sin6_scope_id)
			(void)snprintf(
			    zone, sizeof zone, "%%25%u", v6->sin6_scope_id);
	}
	if (inet_ntop(ss->ss_family, raw, host, sizeof host))
		printf("Serving HTTP on %s%.1s%s port %u "
		       "(http://%s%s%s%s:%u/) ...\n",
		    host, zone, zone + 3, ntohs(port), left, host, zone, right,
		    ntohs(port));
}

void
address_announce(int listener)
{
	struct sockaddr_storage ss;
	socklen_t length = sizeof ss;

	memset(&ss, 0, sizeof ss);
	if (getsockname(listener, (struct sockaddr *)&ss, &length) < 0)
		return;
	if (ss.ss_family == AF_UNIX)
		announce_unix((const void *)&ss);
	else
		announce_inet(&ss);
	if (fflush(stdout) == EOF || ferror(stdout))
		log_message(LOG_WARNING,
		    "cannot print where connections are accepted: %s",
		    strerror(errno));
}
