/* SPDX-License-Identifier: ISC */
/*
 * The two descriptors that a connection arrives as: reading the header section
 * and not an octet more, sending under a deadline, ending the connection so
 * that the client gets everything. Knows sockets, pairs of pipes (from some TLS
 * wrappers and containers) and, to read from, regular files
 * (`cgihttpd <request`).
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
	bool delimits; /* the response's end is told by the connection's */
	bool broken;   /* the client is gone, or was too slow: send nothing */
	struct pace pace; /* at which the client takes octets */
	uint64_t sent;    /* octets that the system accepted */
	uint64_t taken;   /* of these, taken by the client when last looked */
};

/* Begins a connection whose descriptors are known to be sockets. Ignores
 * SIGPIPE. */
void connection_open_socket(struct connection *c, int in, int out);

/* Begins a connection and finds out the kinds of its descriptors. Where `in` is
 * no socket, `out` is a pipe or a socket (stay.h). Returns false with errno
 * when one of them is of none of the kinds above; ENOTTY: it is a terminal or
 * another device. */
must_check bool connection_open(struct connection *c, int in, int out);

/*
 * Reads the header section and leaves what follows it unread: a socket is
 * peeked into, a pipe is copied by tee(2), a file is read by pread(2). The
 * section is put into `text`, which has room for CONNECTION_HEADER_MAX octets;
 * *ret_header borrows from that.
 *
 * Refuses with 408 when it is not complete by `deadline` (clock_monotonic_ms),
 * however it drips; 414 when not even the request-line fits in
 * CONNECTION_HEADER_MAX, 431 when the rest does not; 400 when the client ends
 * or resets the connection in the midst of it; as system_refusal does when
 * reading fails. When the connection was ended or reset before the first octet,
 * *ret_header is absent and there is no refusal.
 */
must_check struct refusal connection_read_header(struct connection *c,
    struct buffer *text, int64_t deadline, struct bytes *ret_header);

/* The refusal for a client that ends in the midst of its header. */
static inline struct refusal
connection_ended_early(void)
{
	return refuse(STATUS_BAD_REQUEST,
	    "the client ended in the midst of its request header");
}

/* The refusal for a client that resets the connection there. */
static inline struct refusal
connection_was_reset(void)
{
	return refuse(STATUS_BAD_REQUEST,
	    "the client reset the connection in its request header");
}

/* The refusal for a client whose request-line does not fit in
 * CONNECTION_HEADER_MAX. */
static inline struct refusal
connection_line_too_long(void)
{
	_Static_assert(CONNECTION_HEADER_MAX == 32768, "as the message says");
	return refuse(
	    STATUS_URI_TOO_LONG, "the request line is longer than 32 KiB");
}

/*
 * Reads the PROXY header at the front of the connection, and not an octet more,
 * into `space`, of PROXY_HEADER_MAX octets. Returns NULL when it is there, or,
 * with a length of 0, when the connection was ended or reset before the first
 * octet; otherwise what was wrong, for the log: no such header, no valid one,
 * not complete by `deadline`, or reading failed.
 */
must_check const char *connection_read_proxy_header(struct connection *c,
    int64_t deadline, char *space, struct proxy_header *ret_header);

/*
 * Sends all of `pieces` (which it uses up), waiting as the client's pace
 * allows. `more` says that other octets follow at once, or the end: what does
 * not fill a packet goes out together with those. Returns false when the client
 * is gone or too slow; `broken` is set then.
 */
bool connection_send(
    struct connection *c, struct iovec *pieces, unsigned count, bool more);

/* As connection_send, without waiting. Returns how many octets were sent, -1
 * when the connection is broken. */
ssize_t connection_send_some(struct connection *c, const struct iovec *pieces,
    unsigned count, bool more);

/* Takes `went` octets off the front of the pieces. Returns how many are
 * left. */
size_t connection_use_up(struct iovec *pieces, unsigned count, size_t went);

/* Moves up to `length` octets from a pipe to the client, by splice(2) and
 * without waiting. Returns how many were moved, -1 when the connection is
 * broken. */
ssize_t connection_splice(struct connection *c, int pipe, uint64_t length);

enum connection_copied {
	CONNECTION_COPIED,      /* all of it */
	CONNECTION_FILE_SHORT,  /* the file ended before `length` octets */
	CONNECTION_FILE_FAILED, /* reading it failed: errno */
	CONNECTION_BROKEN,      /* the client is gone, or was too slow */
};

/* Sends `length` octets of a file from `offset` on, by sendfile(2), waiting as
 * the client's pace allows. */
enum connection_copied connection_send_file(
    struct connection *c, int fd, off_t offset, uint64_t length);

/* Makes all calls on the socket return at once instead of waiting, or wait
 * again: a socket that a script inherits must wait. */
void connection_set_nonblocking(struct connection *c, bool nonblocking);

/* Receives what has arrived, waiting for it until `deadline`
 * (clock_monotonic_ms). Returns as recv(2), with ETIMEDOUT when nothing
 * came. */
ssize_t connection_receive(
    struct connection *c, char *at, size_t size, int64_t deadline);

/* When a client that is waited for, its pace resumed, is to be given up, on
 * clock_monotonic_ms; and whether that time has come. It moves when the client
 * has taken something: what waits in the system for its acknowledgement does
 * not count as taken. */
int64_t connection_send_deadline(struct connection *c);
bool connection_is_overdue(struct connection *c);

/* Whether something waits to be read from a socket. False for other kinds,
 * where what is left unread does no harm. */
bool connection_has_unread(const struct connection *c);

/* Reads and drops up to `count` octets, without waiting. Returns as recv(2). */
ssize_t connection_discard(const struct connection *c, size_t count);

/* Reads and drops what the client has sent, at most *most octets, without
 * waiting, and takes their number off *most. Returns true when the client has
 * ended or failed, or *most has come to 0. */
bool connection_discard_all(struct connection *c, uint64_t *most);

/* Tells the client that the response is complete. connection_close does the
 * rest of the ending. */
void connection_finish(struct connection *c);

/* For a response whose end is the connection's (RFC 9112 section 6.3): until
 * connection_finish, the end of this process, as by a signal, resets a TCP
 * connection, or the response would look whole. */
void connection_delimit(struct connection *c);

/*
 * Ends the connection: the client sees the end of the response now, even while
 * a super-server holds the connection too. When the client is still sending, or
 * may be, lingers to read what it sends, so that the kernel does not answer
 * that with a reset which would overtake the response (RFC 9112 section 9.6);
 * when it has not yet taken a large response, watches it for about two seconds.
 * Resets a connection that is `broken`.
 */
void connection_close(struct connection *c);

/* Ends the connection by a reset: what was sent is not a whole response, and
 * the client must be able to see that. A pipe is closed instead, and a UNIX
 * socket shut down: there, only a length or the chunked coding tell. */
void connection_reset(struct connection *c);

#endif
