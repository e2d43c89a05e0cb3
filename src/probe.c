/* SPDX-License-Identifier: ISC */
#include "probe.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "await.h"
#include "chunked.h"
#include "clock.h"
#include "config.h"
#include "log.h"
#include "uri.h"

#define UNIX_PREFIX BYTES("http://unix:")

enum { HOST_SIZE = 256, PORT_SIZE = 6, REQUEST_SIZE = 16384 };

struct probe {
	const struct options *options;
	int64_t deadline;
	struct bytes authority; /* for Host; empty for a UNIX socket */
	struct bytes path, query;
	struct sockaddr_un socket; /* the UNIX socket; else zero */
	char host[HOST_SIZE];      /* without brackets */
	char port[PORT_SIZE];
};

static int
fail(const struct probe *p, const char *what)
{
	log_message(LOG_ERR, "--probe=%s: %s", p->options->probe, what);
	return EXIT_FAILURE;
}

/* -------------------------------------------------------------------- URL */

/* "http://unix:" SOCKET ":" path */
static bool
parse_unix(struct probe *p, struct bytes *ret_target)
{
	struct bytes target =
	    bytes_after(bytes_of(p->options->probe), UNIX_PREFIX.len);
	struct bytes socket = bytes_cut(&target, ':');

	p->socket.sun_family = AF_UNIX;
	*ret_target = target;
	return bytes_start_with(socket, BYTES("/")) && target.at &&
	    buffer_copy(p->socket.sun_path, sizeof p->socket.sun_path, socket);
}

static bool
parse_authority(struct probe *p)
{
	struct bytes host = NO_BYTES, port = NO_BYTES;

	if (!uri_split_authority(p->authority, &host, &port) || !host.len)
		return false;
	return buffer_copy(p->host, sizeof p->host, bytes_unbracket(host)) &&
	    buffer_copy(p->port, sizeof p->port, port.at ? port : BYTES("80"));
}

static bool
parse_url(struct probe *p)
{
	char space[URI_PATH_SIZE];
	struct bytes target = bytes_of(p->options->probe);
	bool is_unix = bytes_start_with(target, UNIX_PREFIX);
	struct uri uri;

	if ((is_unix && !parse_unix(p, &target)) ||
	    (!is_unix && !bytes_start_with(target, BYTES("http://"))) ||
	    uri_parse(target, space, sizeof space, &uri).status ||
	    uri.form != (is_unix ? URI_ORIGIN : URI_ABSOLUTE))
		return false;
	p->authority = uri.authority;
	p->path = uri.raw_path;
	p->query = uri.query;
	return is_unix || parse_authority(p);
}

/* ------------------------------------------------------------- connection */

/* Connects by the deadline. Returns the descriptor; -1 with errno. */
static int
connect_to(
    const struct probe *p, const struct sockaddr *address, socklen_t length)
{
	int fd = socket(
	    address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int error = 0;
	socklen_t size = sizeof error;

	if (fd < 0)
		return -1;
	if (connect(fd, address, length) < 0)
		error = errno;
	if (error == EINPROGRESS) {
		if (!await(fd, POLLOUT, p->deadline))
			error = ETIMEDOUT;
		else
			(void)getsockopt(
			    fd, SOL_SOCKET, SO_ERROR, &error, &size);
	}
	if (!error)
		return fd;
	(void)close(fd);
	errno = error;
	return -1;
}

/* Connects to the first of the host's addresses that accepts a connection.
 * Returns the descriptor; -1 with errno, or with *ret_what set. */
static int
connect_to_host(const struct probe *p, const char *host, const char **ret_what)
{
	static const struct addrinfo hints = {
		.ai_flags = AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found;
	int error = getaddrinfo(host, p->port, &hints, &found), fd = -1;

	if (error) {
		*ret_what = gai_strerror(error);
		return -1;
	}
	for (const struct addrinfo *at = found; at && fd < 0; at = at->ai_next)
		fd = connect_to(p, at->ai_addr, at->ai_addrlen);
	error = errno;
	freeaddrinfo(found);
	errno = error;
	return fd;
}

/* "localhost" is this machine (RFC 6761 section 6.3), even where no hosts file
 * says so. */
static int
open_connection(const struct probe *p, const char **ret_what)
{
	bool local = bytes_equal_nocase(bytes_of(p->host), BYTES("localhost"));
	int fd;

	if (p->socket.sun_family == AF_UNIX)
		return connect_to(
		    p, (const struct sockaddr *)&p->socket, sizeof p->socket);
	fd = connect_to_host(p, local ? "127.0.0.1" : p->host, ret_what);
	if (fd < 0 && local && errno == ECONNREFUSED)
		fd = connect_to_host(p, "::1", ret_what);
	return fd;
}

/* --------------------------------------------------------------- exchange */

static bool
send_request(const struct probe *p, int fd)
{
	char space[REQUEST_SIZE];
	struct buffer b = BUFFER(space);

	if (p->options->proxy_protocol)
		buffer_put_string(&b, "PROXY UNKNOWN\r\n");
	buffer_put_string(&b, "GET ");
	buffer_put(&b, p->path);
	if (p->query.at)
		buffer_put_char(&b, '?');
	buffer_put(&b, p->query);
	buffer_put_string(&b, " HTTP/1.1\r\nHost: ");
	buffer_put(&b, p->authority);
	buffer_put_string(&b,
	    "\r\nUser-Agent: cgihttpd/" VERSION " (probe)\r\n"
	    "Connection: close\r\n\r\n");
	return !b.full && send(fd, b.at, b.len, MSG_NOSIGNAL) == (ssize_t)b.len;
}

/* As read(2), but waits until the deadline and does not read after it, even if
 * there is something to read. */
static ssize_t
receive(const struct probe *p, int fd, char *at, size_t size)
{
	if (!await(fd, POLLIN, p->deadline) ||
	    clock_monotonic_ms() >= p->deadline) {
		errno = ETIMEDOUT;
		return -1;
	}
	return read(fd, at, size);
}

/* The status in "HTTP/1." DIGIT SP 3DIGIT, with SP or CR after it; 0 for any
 * other line. */
static int64_t
parse_status(struct bytes line)
{
	int64_t status;

	if (!bytes_start_with(line, BYTES("HTTP/1.")) || line.len < 13 ||
	    !ascii_is_digit(line.at[7]) || line.at[8] != ' ' ||
	    (line.at[12] != ' ' && line.at[12] != '\r') ||
	    !bytes_number(bytes_first(bytes_after(line, 9), 3), &status))
		return 0;
	return status;
}

struct answer {
	struct buffer head; /* its beginning, with the header section */
	size_t header_end;  /* 0: the section has not ended yet */
	int64_t left;       /* of Content-Length; -1: nothing tells */
	bool chunked;       /* and the last chunk has not come yet */
	struct chunked decoder;
};

static bool
is_chunked(struct bytes codings)
{
	struct bytes last = BYTES("chunked");

	return codings.len >= last.len &&
	    bytes_equal_nocase(
		bytes_after(codings, codings.len - last.len), last);
}

/* Takes note of the fields that tell where the content ends: of both, a
 * transfer coding does (RFC 9112 section 6.3). */
static void
take_fields(struct answer *a, struct bytes header)
{
	bool coded = false;

	while (header.len) {
		struct bytes value = bytes_without_cr(bytes_cut(&header, '\n'));
		struct bytes name = bytes_cut(&value, ':');

		value = bytes_trim(value);
		if (bytes_equal_nocase(name, BYTES("Transfer-Encoding"))) {
			coded = true;
			a->chunked = is_chunked(value);
		} else if (bytes_equal_nocase(name, BYTES("Content-Length")) &&
		    !bytes_number(value, &a->left)) {
			a->left = -1;
		}
	}
	if (coded)
		a->left = -1;
}

/* Follows the chunks. Of those that are not valid nothing can be told. */
static void
take_chunks(struct answer *a, struct bytes coded)
{
	enum chunked_result result = CHUNKED_DATA;
	struct bytes data;

	while (result == CHUNKED_DATA)
		result = chunked_decode(&a->decoder, &coded, &data);
	a->chunked = result == CHUNKED_MORE;
}

static void
take_piece(struct answer *a, struct bytes piece)
{
	size_t seen = a->head.len;

	if (!a->header_end) {
		buffer_put(&a->head, piece);
		a->header_end = http_section_end(buffer_bytes(&a->head), seen);
		if (!a->header_end)
			return;
		piece = bytes_after(piece, a->header_end - seen);
		take_fields(
		    a, bytes_first(buffer_bytes(&a->head), a->header_end));
	}
	if (a->chunked)
		take_chunks(a, piece);
	else if (a->left > 0)
		a->left -= (int64_t)min((uint64_t)a->left, piece.len);
}

/* Whether an answer lacks the end that it announced (RFC 9112 section 8). */
static bool
is_cut_short(const struct answer *a, unsigned status)
{
	if (!a->header_end)
		return !a->head.full;
	return !http_status_is_bare(status) && (a->chunked || a->left > 0);
}

/* Reads the answer to its end. Returns NULL, or what failed. */
static const char *
read_answer(const struct probe *p, int fd, struct answer *a)
{
	char piece[4096];
	ssize_t got;

	while ((got = receive(p, fd, piece, sizeof piece)) > 0)
		take_piece(a, (struct bytes){ piece, (size_t)got });
	if (got == 0)
		return NULL;
	return errno == ETIMEDOUT ? "the answer was not there in time"
				  : strerror(errno);
}

static int
judge(const struct probe *p, int fd)
{
	char space[4096], words[] = "the status is 000";
	struct answer answer = { .head = BUFFER(space), .left = -1 };
	const char *what = read_answer(p, fd, &answer);
	int64_t status = parse_status(buffer_bytes(&answer.head));

	if (what)
		return fail(p, what);
	if (!status)
		return fail(p, "the answer is not in HTTP/1");
	if (status < 200 || status >= 400) {
		memcpy(words + sizeof words - 4, space + 9, 3);
		return fail(p, words);
	}
	return is_cut_short(&answer, (unsigned)status)
	    ? fail(p, "the answer was cut short")
	    : EXIT_SUCCESS;
}

int
probe(const struct options *options)
{
	struct probe p = { .options = options };
	const char *what = NULL;
	int fd;

	p.deadline = clock_monotonic_ms() + options->header_time * 1000;
	if (!parse_url(&p)) {
		(void)fail(&p,
		    "write http://HOST[:PORT]/PATH or "
		    "http://unix:/SOCKET:/PATH");
		return EX_USAGE;
	}
	fd = open_connection(&p, &what);
	if (fd < 0)
		return fail(&p, what ? what : strerror(errno));
	if (!send_request(&p, fd))
		return fail(&p, "the request could not be sent");
	return judge(&p, fd);
}
