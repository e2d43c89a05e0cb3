/* SPDX-License-Identifier: ISC */
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "chunked.h"
#include "descriptors.h"
#include "log.h"
#include "pace.h"
#include "system_refusal.h"

enum {
	SPOOL_MEMORY_MAX = 1 << 20,
	SPOOL_PIECE = 16384,
	SPOOL_RESERVE_MAX = 1 << 30,
};

struct spool {
	int fd;
	bool in_memory;
	uint64_t size;
};

/* For file systems without O_TMPFILE, such as NFS. */
static int
open_and_unlink(const char *directory)
{
	char path[PATH_MAX];
	struct buffer b = BUFFER(path);
	int fd;

	buffer_put_string(&b, directory);
	buffer_put_string(&b, "/cgihttpd.XXXXXX");
	if (!buffer_string(&b))
		return -1;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		(void)unlink(path);
	return fd;
}

/* Opens an unlinked file in $TMPDIR, by default /tmp; -1, after a message, when
 * that fails. */
static int
open_temporary(void)
{
	const char *directory = getenv("TMPDIR");
	int fd;

	if (!directory || !*directory)
		directory = "/tmp";
	fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		fd = open_and_unlink(directory);
	if (fd < 0)
		log_message(
		    LOG_ERR, "no file in %s: %s", directory, strerror(errno));
	return fd;
}

/* Clients must not fill up a file system: an eighth of it, or 1 GiB if that is
 * less, is left to others when so many octets more are there. */
static bool
leaves_room(int fd, uint64_t more)
{
	struct statvfs fs;
	uint64_t reserve;

	if (fstatvfs(fd, &fs) < 0)
		return true;
	reserve = (uint64_t)fs.f_blocks / 8 * fs.f_frsize;
	if (reserve > SPOOL_RESERVE_MAX)
		reserve = SPOOL_RESERVE_MAX;
	return (uint64_t)fs.f_bavail * fs.f_frsize >= reserve + more;
}

static bool
fail_to_write(void)
{
	log_message(
	    LOG_ERR, "cannot spool content in $TMPDIR: %s", strerror(errno));
	return false;
}

/* Moves the content from memory to a file. On a failure it is lost; s->fd is -1
 * when there is no file. */
static bool
spool_to_file(struct spool *s)
{
	int memory = s->fd;
	off_t from = 0;
	bool copied;

	s->fd = open_temporary();
	s->in_memory = false;
	copied = s->fd >= 0 && leaves_room(s->fd, s->size);
	while (copied && (uint64_t)from < s->size)
		copied = sendfile(s->fd, memory, &from,
			     (size_t)(s->size - (uint64_t)from)) > 0 ||
		    fail_to_write();
	(void)close(memory);
	return copied;
}

static bool
spool_write(struct spool *s, struct bytes data)
{
	if (s->in_memory && s->size + data.len > SPOOL_MEMORY_MAX &&
	    !spool_to_file(s))
		return false;
	if (!s->in_memory && !leaves_room(s->fd, data.len))
		return false;
	while (data.len > 0) {
		ssize_t went = write(s->fd, data.at, data.len);

		if (went <= 0)
			return fail_to_write();
		s->size += (uint64_t)went;
		data = bytes_after(data, (size_t)went);
	}
	return true;
}

/* The refusal when content cannot be stored. */
static struct refusal
cannot_store(const struct spool *s)
{
	if (s->fd < 0)
		return system_refusal(
		    "there is no file to spool the content in ($TMPDIR)");
	return refuse(STATUS_INSUFFICIENT_STORAGE,
	    "the content cannot be spooled in $TMPDIR (an eighth of it, or "
	    "1 GiB, is kept free)");
}

static struct refusal
spool_piece(struct exchange *x, struct spool *s, struct chunked *decoder,
    struct bytes coded, bool *ret_end)
{
	struct refusal too_large = refuse(STATUS_CONTENT_TOO_LARGE,
	    "the content is larger than --max-content");
	uint64_t most = (uint64_t)x->options->max_content;
	struct bytes data;

	for (;;) {
		switch (chunked_decode(decoder, &coded, &data)) {
		case CHUNKED_MORE:
			return s->size + chunked_announced(decoder) > most
			    ? too_large
			    : NO_OBJECTION;
		case CHUNKED_END:
			*ret_end = true;
			return NO_OBJECTION;
		case CHUNKED_INVALID:
			return refuse(STATUS_BAD_REQUEST,
			    "the chunked content is not valid");
		case CHUNKED_DATA:
			if (s->size + data.len > most)
				return too_large;
			if (!spool_write(s, data))
				return cannot_store(s);
			break;
		}
	}
}

static struct refusal
spool_all(struct exchange *x, struct spool *s)
{
	struct chunked decoder = { 0 };
	char piece[SPOOL_PIECE];
	struct pace pace;
	bool end = false;

	pace_begin(&pace, x->options->content_time, x->options->min_rate);
	pace_resume(&pace);
	while (!end) {
		ssize_t got = connection_receive(
		    &x->connection, piece, sizeof piece, pace_deadline(&pace));
		struct refusal refusal;

		if (got < 0 && errno == ETIMEDOUT)
			return refuse(
			    STATUS_REQUEST_TIMEOUT, "the content stalled");
		if (got <= 0)
			return refuse(STATUS_BAD_REQUEST,
			    "the client ended in the midst of its content");
		pace_note(&pace, (uint64_t)got);
		refusal = spool_piece(
		    x, s, &decoder, (struct bytes){ piece, (size_t)got }, &end);
		if (refusal.status)
			return refusal;
	}
	return NO_OBJECTION;
}

struct refusal
spool_content(struct exchange *x, int *ret_fd, int64_t *ret_length)
{
	struct spool s = { memfd_create("content", MFD_CLOEXEC), true, 0 };
	struct refusal refusal;

	if (s.fd < 0)
		s = (struct spool){ open_temporary(), false, 0 };
	/* A file that reaches RLIMIT_FSIZE means that there is no more room; it
	 * must not end this process. */
	(void)signal(SIGXFSZ, SIG_IGN);
	refusal = s.fd < 0 ? cannot_store(&s) : spool_all(x, &s);
	if (!refusal.status && lseek(s.fd, 0, SEEK_SET) < 0)
		refusal =
		    system_refusal("the spooled content cannot be read again");
	if (refusal.status) {
		x->connection.unread = true;
		descriptors_close(&s.fd);
		return refusal;
	}
	x->connection.unread = connection_has_unread(&x->connection);
	*ret_fd = s.fd;
	*ret_length = (int64_t)s.size;
	return NO_OBJECTION;
}
