/* SPDX-License-Identifier: ISC */
#include "script_links.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "system_refusal.h"

enum { LINKS_MAX = 40 }; /* as path_resolution(7) has it */

struct walk {
	const struct script_rules *rules;
	int at;     /* the directory that `rest` is relative to */
	char *rest; /* of the path, in one of the spaces */
	unsigned links;
	char spaces[2][PATH_MAX];
};

static struct refusal
impassable(void)
{
	return system_refusal(
	    "the way to the script cannot be gone link by link");
}

static struct refusal
check_directory(const struct walk *w)
{
	struct stat st;

	if (fstat(w->at, &st) < 0)
		return impassable();
	return script_rules_check_directory(w->rules, &st);
}

static struct refusal
enter(struct walk *w, const char *name)
{
	int next =
	    openat(w->at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (next < 0)
		return impassable();
	(void)close(w->at);
	w->at = next;
	return NO_OBJECTION;
}

/* Puts the target of a link, `length` octets of `space`, before the rest of the
 * path. */
static struct refusal
follow(struct walk *w, char *space, size_t length)
{
	struct buffer b = { space, length, PATH_MAX, false };

	if (w->rest) {
		buffer_put_char(&b, '/');
		buffer_put_string(&b, w->rest);
	}
	w->rest = space;
	errno = ELOOP;
	if (!buffer_string(&b) || ++w->links > LINKS_MAX)
		return impassable();
	return *space == '/' ? enter(w, "/") : NO_OBJECTION;
}

/* Goes one name further: into a directory, or, by way of a link, to another
 * path. A path ends with the file's name. */
static struct refusal
go_on(struct walk *w)
{
	char *space = w->spaces[w->links & 1];
	char *name = strsep(&w->rest, "/");
	ssize_t length = readlinkat(w->at, name, space, PATH_MAX);
	struct refusal refusal;

	if (length < 0 && w->rest)
		return *name ? enter(w, name) : NO_OBJECTION;
	refusal = check_directory(w);
	if (!refusal.status && length >= 0)
		refusal = follow(w, space, (size_t)length);
	return refusal;
}

struct refusal
script_links_check(const struct script_rules *rules, int root, const char *path)
{
	left_unset struct walk w;
	struct refusal refusal = NO_OBJECTION;

	w.rules = rules;
	w.links = 0;
	w.rest = w.spaces[1];
	w.at = fcntl(root, F_DUPFD_CLOEXEC, 0);
	if (w.at < 0 || !buffer_copy(w.rest, PATH_MAX, bytes_of(path)))
		refusal = impassable();
	while (w.rest && !refusal.status)
		refusal = go_on(&w);
	(void)close(w.at);
	return refusal;
}
