/* SPDX-License-Identifier: ISC */
#include "representation.h"

#include <fcntl.h>
#include <unistd.h>

#include "accept.h"
#include "policy.h"
#include "response.h"
#include "utf8.h"

enum { SAMPLE_SIZE = 4096 };

/* In our order of preference among codings that the client likes equally. */
static const struct coding {
	char name[8];
	char suffix[8];
} codings[] = {
	{ "br", ".br" },
	{ "zstd", ".zst" },
	{ "gzip", ".gz" },
};

/* The last --media-type=.EXT=TYPE for the extension counts; without one, the
 * compiled-in table does. */
static struct bytes
media_type_of(const struct options *options, struct bytes path, char *space)
{
	for (unsigned i = options->media_type.count; i > 0; i--) {
		struct bytes type = bytes_of(options->media_type.at[i - 1]);
		struct bytes extension = bytes_cut(&type, '=');

		if (path.len >= extension.len &&
		    bytes_equal_nocase(
			bytes_after(path, path.len - extension.len), extension))
			return type;
	}
	return media_type_find(path, space);
}

static struct bytes
read_sample(struct exchange *x, int fd)
{
	struct buffer space = buffer_rest(&x->text, SAMPLE_SIZE);
	ssize_t got = pread(fd, space.at, space.size, 0);

	if (got < 0)
		return NO_BYTES;
	x->text.len += (size_t)got;
	return (struct bytes){ space.at, (size_t)got };
}

static struct bytes
charset_of(struct exchange *x, struct representation *r)
{
	bool cut;

	if (!bytes_start_with(r->type, BYTES("text/")) ||
	    bytes_find(r->type, ';') < r->type.len)
		return NO_BYTES;
	if (x->options->charset)
		return bytes_of(x->options->charset);
	r->sample = read_sample(x, r->fd);
	cut = (off_t)r->sample.len < r->st.st_size;
	return r->sample.at && utf8_is_text(r->sample, cut) ? BYTES("utf-8")
							    : NO_BYTES;
}

/* May whoever is given the file be given its sibling too? It may need another
 * password, or be a script by its suffix. */
static bool
is_alike(const struct options *options, struct bytes file, struct bytes sibling)
{
	return credentials_are_same(options, file, sibling) &&
	    !policy_is_script(options, sibling);
}

/* Opens the sibling, if it is a plain file, not reached by a symbolic link, no
 * older than the original and for the same clients; -1 otherwise. */
static int
open_sibling(struct exchange *x, const char *suffix, struct stat *st)
{
	struct buffer path = buffer_rest(&x->text, TARGET_PATH_SIZE);
	const struct stat *plain = &x->target.st;
	struct bytes file = target_rooted_path(&x->target);
	const char *name = path.at + 1;
	bool by_symlink;
	int fd;

	buffer_put(&path, file);
	buffer_put_string(&path, suffix);
	if (!buffer_string(&path) || !beneath_may_exist(&x->beneath, name) ||
	    !is_alike(x->options, file, buffer_bytes(&path)))
		return -1;
	fd = beneath_open(&x->beneath, name, O_RDONLY, &by_symlink);
	if (fd < 0)
		return -1;
	if (!by_symlink && fstat(fd, st) == 0 && S_ISREG(st->st_mode) &&
	    st->st_mtime >= plain->st_mtime)
		return fd;
	(void)close(fd);
	return -1;
}

/* Is a coding of that weight better than the one chosen so far? One that
 * weighs as much as identity is preferred to it. */
static bool
is_better(const struct representation *r, unsigned weight, unsigned chosen)
{
	return weight &&
	    (weight > chosen || (weight == chosen && !r->coding.at));
}

/* Looks at all siblings and takes the one that the client likes best. Those
 * that it does not accept are looked for as well: if one exists, Vary has to
 * tell the caches that serve other clients. */
static void
choose_coding(struct exchange *x, struct bytes accept, struct representation *r)
{
	unsigned chosen = accept_coding(accept, BYTES("identity"));

	r->acceptable = chosen > 0;
	for (size_t i = 0; i < lengthof(codings); i++) {
		struct bytes name = bytes_of(codings[i].name);
		unsigned weight = accept_coding(accept, name);
		struct stat st;
		int fd = open_sibling(x, codings[i].suffix, &st);

		if (fd < 0)
			continue;
		x->by_coding = true;
		if (!is_better(r, weight, chosen)) {
			(void)close(fd);
			continue;
		}
		chosen = weight;
		r->acceptable = true;
		r->coding = name;
		r->fd = fd;
		r->st = st;
		r->sample = NO_BYTES;
	}
}

static void
put_time(struct buffer *b, const struct timespec *t)
{
	buffer_put_char(b, '-');
	buffer_put_hex(b, (uint64_t)t->tv_sec);
	buffer_put_char(b, '.');
	buffer_put_hex(b, (uint64_t)t->tv_nsec);
}

/*
 * The entity-tag is strong, because the times have nanoseconds, but weak while
 * the file is so young that another change might leave it the same times. A
 * file of equal size and modification time put in its place is told apart by
 * the inode's change time, which cannot be set. The inode number would do that
 * too, but must not be disclosed (CVE-2003-1418).
 */
static void
set_validators(struct exchange *x, struct representation *r)
{
	struct buffer b = BUFFER(r->etag);
	const struct stat *st = &r->st;
	int64_t now = exchange_now(x);

	buffer_put_char(&b, '"');
	buffer_put_hex(&b, (uint64_t)st->st_size);
	put_time(&b, &st->st_mtim);
	put_time(&b, &st->st_ctim);
	buffer_put_char(&b, '"');
	r->validators.etag = buffer_bytes(&b);
	r->validators.weak = st->st_mtime >= now - 1;
	r->validators.last_modified = r->modified;
	r->validators.now = now;
}

void
representation_choose(
    struct exchange *x, struct representation *ret_representation)
{
	struct representation *r = ret_representation;

	r->fd = x->target.fd;
	r->st = x->target.st;
	r->sample = NO_BYTES;
	if (x->file_type.at) {
		r->type = x->file_type;
		r->charset = NO_BYTES;
	} else {
		r->type =
		    media_type_of(x->options, x->target.path, r->type_space);
		r->charset = charset_of(x, r);
	}
	r->coding = NO_BYTES;
	r->acceptable = true;
	/* A script that names the file by X-Sendfile may have chosen. */
	if (!response_has_field(x, BYTES("Content-Encoding")))
		choose_coding(x, exchange_list_field(x, "Accept-Encoding"), r);
	r->size = (uint64_t)r->st.st_size;
	r->modified = r->st.st_mtime;
	/* No date in the future may be sent (RFC 9110 section 8.8.2.1). */
	if (r->modified > exchange_now(x))
		r->modified = exchange_now(x);
	set_validators(x, r);
}

void
representation_put_type(const struct representation *r, struct buffer *head)
{
	buffer_put(head, BYTES("Content-Type: "));
	buffer_put(head, r->type);
	if (r->charset.at) {
		buffer_put(head, BYTES(";charset="));
		buffer_put(head, r->charset);
	}
	buffer_put_crlf(head);
}

void
representation_put_validators(
    const struct representation *r, struct buffer *head)
{
	buffer_put_string(head, "ETag: ");
	if (r->validators.weak)
		buffer_put_string(head, "W/");
	buffer_put(head, r->validators.etag);
	buffer_put_crlf(head);
	response_date(head, "Last-Modified", r->modified);
}
