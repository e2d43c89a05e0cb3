/* SPDX-License-Identifier: ISC */
#include "listing_text.h"

#include <unistd.h>

#include "utf8.h"

enum { TEXT_MAX = 16384 }; /* octets shown */

static const char names[][3][12] = {
	[LISTING_HEADER] = { "HEADER", "HEADER.txt", "HEADER.md" },
	[LISTING_README] = { "README", "README.txt", "README.md" },
};

static bool
is_named(const char *name, enum listing_text text)
{
	if (ascii_upper(name[0]) != names[text][0][0])
		return false;
	for (size_t i = 0; i < lengthof(names[text]); i++)
		if (bytes_equal_nocase(
			bytes_of(name), bytes_of(names[text][i])))
			return true;
	return false;
}

/* Finds a name of `text` that is, by the kernel's word, a plain file and no
 * link; NULL when there is none. Not every file system says so with the names
 * (DT_UNKNOWN in readdir(3)). */
static const struct entry *
find(struct directory *d, enum listing_text text)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct entry *entry = d->records[i].entry;

		if (!is_named(entry->name, text))
			continue;
		if (!entry->kind)
			entry = directory_entry(
			    d, d->backwards ? d->count - 1 - i : i);
		if (entry &&
		    (entry->kind & (ENTRY_FILE | ENTRY_LINK)) == ENTRY_FILE)
			return entry;
	}
	return NULL;
}

/* Is the client's password good for the file too? A prefix of --auth may name
 * a single file. */
static bool
is_allowed(const struct exchange *x, struct bytes path)
{
	struct credentials credentials;
	char space[CREDENTIALS_SIZE];
	struct bytes user;

	if (!x->options->auth.count)
		return true;
	credentials = x->credentials;
	credentials.space = space; /* the user, for the log, is to stay */
	return !credentials_check(&credentials, &x->request, path, &user)
		    .status;
}

/* Opens the file if the client would be served it; -1 otherwise. */
static int
open_served(const struct exchange *x, const char *name)
{
	struct target target;
	char space[TARGET_PATH_SIZE];
	struct buffer path = BUFFER(space);
	struct uri uri = x->uri;

	buffer_put(&path, x->uri.path);
	buffer_put_string(&path, name);
	if (!buffer_string(&path))
		return -1;
	uri.path = buffer_bytes(&path);
	if (!is_allowed(x, uri.path))
		return -1;
	if (target_resolve(x->options, &x->beneath, &uri, &target).status ||
	    target.kind != TARGET_FILE)
		return -1;
	return target.fd;
}

/* The beginning of a long text, up to the end of its last whole line if it has
 * one. */
static struct bytes
beginning(struct bytes text)
{
	size_t end = bytes_find_last(text, '\n');

	return end < text.len ? bytes_first(text, end + 1) : text;
}

static void
put(struct stream *s, const char *name, struct bytes text, bool cut)
{
	stream_put(s, BYTES("<section aria-label=\""));
	stream_put_escaped(s, ESCAPE_NAME, bytes_of(name));
	stream_put(s, BYTES("\">\n<pre>\n"));
	stream_put_escaped(s, ESCAPE_TEXT, cut ? beginning(text) : text);
	stream_put(s, cut ? BYTES("\u2026") : NO_BYTES);
	stream_put(s, BYTES("</pre>\n</section>\n"));
}

void
listing_put_text(struct listing *l, enum listing_text text)
{
	static char space[TEXT_MAX + 1];
	const struct entry *entry = find(&l->directory, text);
	int fd = entry ? open_served(l->x, entry->name) : -1;
	struct bytes all = { space, 0 };
	ssize_t got;
	bool cut;

	if (fd < 0)
		return;
	got = pread(fd, space, sizeof space, 0);
	cut = got > TEXT_MAX;
	all.len = got > 0 ? (size_t)got : 0;
	if (all.len && utf8_is_text(all, cut))
		put(&l->stream, entry->name, bytes_first(all, TEXT_MAX), cut);
	(void)close(fd);
}
