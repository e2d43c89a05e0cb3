/* SPDX-License-Identifier: ISC */
/*
 * The two descriptors that a connection arrives as: reading the header
 * section and not an octet more, sending under a deadline, ending it so that
 * the client gets everything. Knows sockets, pairs of pipes (some TLS wrappers
 * and containers) and, to read from, regular files (`cgihttpd <request`).
 */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <sys/types.h>
#include <sys/uio.h>

#include "buffer.h"
#include "http.h"
#include "pace.h"
#include "proxy_header.h"

enum { CONNECTION_HEADER_MAX = 32768 }; /* octets of a header section */

enum connection_kind { CONNECTION_SOCKET, CONNECTION_PIPE, CONNECTION_FILE };

struct connection {
	int in, out;
	enum connection_kind in_kind, out_kind;
	bool unread;   /* the client may have sent more than was read */
	bool finished; /* the end of the response was sent */
	bool broken;   /* the client is gone, or was too slow: send nothing */
	struct pace pace; /* at which the client takes octets */
	uint64_t sent;    /* octets, to the system */
	uint64_t taken;   /* of them, by the client, as far as was looked */
};

/* Of a socket, which nothing need be asked. */
void connection_open_socket(struct connection *c, int in, int out);

/* Looks at the two descriptors, `out` a pipe where `in` is no socket
 * (stay.h). False, with errno set, when `in` is none of the three kinds;
 * ENOTTY says that it is a terminal or another device. */
must_check bool connection_open(struct connection *c, int in, int out);

/*
 * Reads the header section, leaving what stands behind it unread: a socket is
 * peeked into, a pipe is copied with tee(2), a file is rewound. It is put into
 * `text`, which has room for CONNECTION_HEADER_MAX octets; *ret_header borrows
 * from that.
 *
 * Refuses with 408 when it is not complete by `deadline`, however it drips;
 * 414 when not even the request-line fits in CONNECTION_HEADER_MAX, 431 when
 * the rest does not; 400 when the client ends in the midst of it. When the
 * client ended without a word, *ret_header is absent and there is no refusal.
 */
must_check struct refusal connection_read_header(struct connection *c,
    struct buffer *text, int64_t deadline, struct bytes *ret_header);

/* What is refused to a client that ends in the midst of its header. */
static inline struct refusal
connection_ended_early(void)
{
	return refuse(STATUS_BAD_REQUEST,
	    "the client ended in the midst of its request header");
}

/* What is refused to a client whose request-line does not fit in
 * CONNECTION_HEADER_MAX. */
static inline struct refusal
connection_line_too_long(void)
{
	return refuse(
	    STATUS_URI_TOO_LONG, "the request line is longer than 32 KiB");
}

/*
 * Reads a PROXY header off the front of the connection into `space`, of
 * PROXY_HEADER_MAX octets, and not an octet more. NULL when it is there, or
 * (length 0) the client ended without a word; else what was wrong, for the
 * log: no such header, no valid one, not complete by `deadline`.
 */
must_check const char *connection_read_proxy_header(struct connection *c,
    int64_t deadline, char *space, struct proxy_header *ret_header);

/*
 * Sends all of `pieces` (which it uses up), waiting as the client's pace
 * allows; `more` says that other octets follow at once, or the end: what is
 * over goes out together with those. False when the client is gone or too
 * slow: `broken` is set then.
 */
bool connection_send(
    struct connection *c, struct iovec *pieces, unsigned count, bool more);

/* As connection_send, without waiting: how many octets went, -1 when the
 * connection is broken. */
ssize_t connection_send_some(struct connection *c, const struct iovec *pieces,
    unsigned count, bool more);

/* Takes `went` octets off the front of the pieces; how many are left. */
size_t connection_use_up(struct iovec *pieces, unsigned count, size_t went);

/* Moves up to `length` octets from a pipe to the client without waiting, by
 * splice(2): how many went, -1 when the connection is broken. */
ssize_t connection_splice(struct connection *c, int pipe, uint64_t length);

enum connection_copied {
	CONNECTION_COPIED,      /* all of it */
	CONNECTION_FILE_SHORT,  /* the file ended before `length` octets */
	CONNECTION_FILE_FAILED, /* reading it failed: errno */
	CONNECTION_BROKEN,      /* the client is gone */
};

/* Sends `length` octets of a file from `offset` on, by sendfile(2). */
enum connection_copied connection_send_file(
    struct connection *c, int fd, off_t offset, uint64_t length);

/* Makes calls on the socket not wait, whichever they are, or wait again: what
 * a script inherits must wait. */
void connection_set_nonblocking(struct connection *c, bool nonblocking);

/* Receives what has arrived, waiting for some until `deadline`; as recv(2),
 * ETIMEDOUT when nothing came. */
ssize_t connection_receive(
    struct connection *c, char *at, size_t size, int64_t deadline);

/* Waits until there is room for more octets to the client, at most as long as
 * its pace allows. False when it was too slow. */
bool connection_wait_writable(struct connection *c);

/* When a client that we wait for, its pace resumed, is given up, on
 * clock_monotonic_ms. Later than before when it has taken something: what
 * waits in the system for its acknowledgement does not count as taken. */
int64_t connection_send_deadline(struct connection *c);
bool connection_is_overdue(struct connection *c);

/* Does something wait to be read (of a socket; on others it does no harm)? */
bool connection_has_unread(const struct connection *c);

/* Takes up to `count` octets that nobody wants, without waiting; as recv(2). */
ssize_t connection_drop(const struct connection *c, size_t count);

/* Reads and drops what the client sends, without waiting, and takes that off
 * *most. True when the client has ended, or *most has come to 0. */
bool connection_drain(struct connection *c, uint64_t *most);

/* Tells the client that the response is complete; the rest of the ending is
 * connection_close's. */
void connection_finish(struct connection *c);

/*
 * Ends the conversation: the client sees the end of the response now, even
 * while a super-server holds the connection too. When the client may still be
 * sending, lingers for what it sends, so that the kernel does not answer that
 * with a reset which would overtake the response (RFC 9112 section 9.6).
 */
void connection_close(struct connection *c);

/* Ends it by a reset: what was sent is not a whole response, and the client
 * must be able to see that. On a pipe, just ends. */
void connection_reset(struct connection *c);

#endif
