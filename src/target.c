/* SPDX-License-Identifier: ISC */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "policy.h"

/* What the functions below pass to each other. */
struct resolution {
	const struct options *options;
	const struct beneath *beneath;
	struct bytes path; /* of the uri, with its leading slash */
	struct target *target;
};

static struct refusal
not_found(const char *cause)
{
	return refuse_saying(STATUS_NOT_FOUND, MESSAGE_NO_FILE, cause);
}

/* Makes `path` (with its leading slash) followed by `more` the target's path,
 * relative to the root, and returns it; NULL when it is too long. */
static const char *
keep_path(struct target *target, struct bytes path, struct bytes more)
{
	struct buffer b = BUFFER(target->space);

	/* The uri's whole path ends in a NUL already. */
	if (!more.len && path.len > 1 && !path.at[path.len]) {
		target->path = bytes_after(path, 1);
		return target->path.at;
	}
	buffer_put(&b, path);
	buffer_put(&b, more);
	if (b.len == 1)
		buffer_put_char(&b, '.');
	target->path = bytes_after(buffer_bytes(&b), 1);
	return buffer_string(&b) ? target->path.at : NULL;
}

/* ---------------------------------------------------------------- scripts */

static struct refusal
no_such_script(void)
{
	return refuse_saying(
	    STATUS_NOT_FOUND, MESSAGE_NO_SCRIPT, "no such script");
}

static struct refusal
scripts_are_off(void)
{
	return refuse(STATUS_FORBIDDEN, "scripts are off (--no-cgi)");
}

static struct refusal
not_plain(const char *cause)
{
	return refuse_saying(STATUS_FORBIDDEN, MESSAGE_NOT_PLAIN, cause);
}

static struct refusal
script_refusal(int error)
{
	struct refusal refusal = beneath_refusal(error);

	if (refusal.status == STATUS_NOT_FOUND)
		refusal.message = MESSAGE_NO_SCRIPT;
	return refusal;
}

/* Refuses what look_at opened unless it is a script that can be run. */
static struct refusal
check_script(const struct resolution *r)
{
	struct target *t = r->target;

	if (!S_ISREG(t->st.st_mode))
		return not_plain("the script is no plain file");
	t->interpreter = policy_interpreter(r->options, t->path);
	if (beneath_may(
		r->beneath, t->fd, t->path.at, t->interpreter ? R_OK : X_OK)) {
		t->kind = TARGET_SCRIPT;
		return NO_OBJECTION;
	}
	if (errno != EACCES)
		return script_refusal(errno);
	if (t->interpreter)
		return refuse(STATUS_FORBIDDEN,
		    "the script is not readable for the user that runs its "
		    "interpreter (chmod +r)");
	return refuse_saying(STATUS_FORBIDDEN, MESSAGE_NOT_EXECUTABLE,
	    "the script is not executable for the user that runs it "
	    "(chmod +x; a file that is no script belongs elsewhere)");
}

/* The first `len` octets of the path name the script; the rest is PATH_INFO. */
static struct refusal
accept_script(struct resolution *r, size_t len)
{
	r->target->script_name = bytes_first(r->path, len);
	if (len < r->path.len)
		r->target->path_info = bytes_after(r->path, len);
	return check_script(r);
}

/* Opens `directory` followed by `more` with O_PATH, to look at it. False with
 * errno. */
static bool
look_at_path(struct resolution *r, struct bytes directory, struct bytes more)
{
	struct target *t = r->target;
	const char *path = keep_path(t, directory, more);

	t->fd =
	    path ? beneath_open(r->beneath, path, O_PATH, &t->by_symlink) : -1;
	if (!path)
		errno = ENAMETOOLONG;
	return t->fd >= 0 && fstat(t->fd, &t->st) == 0;
}

/* As look_at_path, for the first `len` octets of the path. */
static bool
look_at(struct resolution *r, size_t len)
{
	return look_at_path(r, bytes_first(r->path, len), NO_BYTES);
}

/* Descends while the path names directories. The first name that is none is the
 * script, and what follows it is PATH_INFO (RFC 3875 section 4.1.5). */
static struct refusal
resolve_script(struct resolution *r, size_t directory)
{
	size_t end = directory;

	if (r->options->no_cgi)
		return scripts_are_off();
	while (end + 1 < r->path.len) {
		end = bytes_segment_end(r->path, end);
		if (policy_is_hidden(r->options, bytes_first(r->path, end)))
			return no_such_script();
		if (!look_at(r, end))
			return script_refusal(errno);
		if (!S_ISDIR(r->target->st.st_mode))
			return accept_script(r, end);
		(void)close(r->target->fd);
	}
	return not_plain("a directory of scripts, not a script");
}

/* The end of the first segment whose name is that of a script
 * (policy_is_script_name) and which is no directory; 0 when there is none. */
static size_t
find_by_suffix(struct resolution *r)
{
	size_t end = 0;

	while ((r->options->cgi_suffix.count || r->options->error_pages) &&
	    end + 1 < r->path.len) {
		end = bytes_segment_end(r->path, end);
		if (!policy_is_script_name(
			r->options, bytes_first(r->path, end)))
			continue;
		if (!look_at(r, end))
			return end; /* to be refused as a script */
		(void)close(r->target->fd);
		if (!S_ISDIR(r->target->st.st_mode))
			return end;
	}
	return 0;
}

static struct refusal
resolve_suffixed(struct resolution *r, size_t end)
{
	if (r->options->no_cgi)
		return scripts_are_off();
	if (policy_is_hidden(r->options, bytes_first(r->path, end)))
		return no_such_script();
	if (!look_at(r, end))
		return script_refusal(errno);
	return accept_script(r, end);
}

static bool
resolve_map(struct resolution *r)
{
	struct target *t = r->target;
	struct bytes prefix;

	t->program = policy_map(r->options, r->path, &prefix);
	if (!t->program)
		return false;
	t->kind = TARGET_SCRIPT;
	t->script_name = prefix;
	if (r->path.len > prefix.len)
		t->path_info = bytes_after(r->path, prefix.len);
	return true;
}

/* ------------------------------------------------------------------ files */

/* Whether `path`, below the root, is that of the file that `fd` has open. */
static bool
is_named(const struct beneath *b, int fd, const char *path)
{
	struct stat open, named;

	return fstat(fd, &open) == 0 &&
	    fstatat(b->root, path, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	    open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

/* Refuses what a link led to if that is a script: its source must not become
 * readable. */
static struct refusal
check_link(struct resolution *r, int fd)
{
	char space[PATH_MAX];
	bool known;
	struct bytes real = beneath_real_path(r->beneath, fd, space, &known);

	if (!known)
		return refuse(STATUS_FORBIDDEN,
		    "a symbolic link was followed, and without /proc it cannot "
		    "be seen where to");
	if (!real.at)
		return NO_OBJECTION;
	if (policy_is_script(r->options, real))
		return not_found("a symbolic link leads to a script");
	/* Its name is known no more: proc(5). */
	if (bytes_end_with(real, BYTES(" (deleted)")) &&
	    !is_named(r->beneath, fd, real.at + 1))
		return not_found("a symbolic link led to a file that is gone");
	return NO_OBJECTION;
}

/* Opens a file or a directory for reading. A directory that may not be read is
 * opened with O_PATH: it may hold an index page even so. */
static int
open_readable(
    const struct resolution *r, const char *path, bool *ret_by_symlink)
{
	int fd = beneath_open(r->beneath, path, O_RDONLY, ret_by_symlink);

	if (fd >= 0 || errno != EACCES)
		return fd;
	fd = beneath_open(
	    r->beneath, path, O_PATH | O_DIRECTORY, ret_by_symlink);
	if (fd < 0 && errno == ENOTDIR)
		errno = EACCES;
	return fd;
}

/* Opens the path followed by `more` for reading, as the target. */
static struct refusal
open_file(struct resolution *r, struct bytes more)
{
	struct target *t = r->target;
	const char *path = keep_path(t, r->path, more);
	struct refusal refusal;
	bool by_symlink;

	if (!path)
		return beneath_refusal(ENAMETOOLONG);
	t->fd = open_readable(r, path, &by_symlink);
	if (t->fd < 0 || fstat(t->fd, &t->st) < 0)
		return beneath_refusal(errno);
	refusal = by_symlink ? check_link(r, t->fd) : NO_OBJECTION;
	if (refusal.status)
		(void)close(t->fd);
	return refusal;
}

/* Looks for an index that is a script: SCRIPT_NAME names it, not the
 * directory. False when there is none of that name. */
static bool
find_index_script(
    struct resolution *r, struct bytes name, struct refusal *ret_refusal)
{
	struct target *t = r->target;

	if (!look_at_path(r, r->path, name))
		return false;
	t->for_scripts = true;
	t->script_name = target_rooted_path(t);
	*ret_refusal = r->options->no_cgi ? scripts_are_off() : check_script(r);
	return true;
}

/* Opens an index that is a page. False when there is none of that name, or the
 * directory may not even be searched for it. */
static bool
find_index_page(
    struct resolution *r, struct bytes name, struct refusal *ret_refusal)
{
	struct target *t = r->target;
	struct refusal refusal = open_file(r, name);

	if (refusal.status == STATUS_NOT_FOUND ||
	    (refusal.status == STATUS_FORBIDDEN &&
		!look_at_path(r, r->path, name)))
		return false;
	if (!refusal.status && !S_ISREG(t->st.st_mode)) {
		(void)close(t->fd);
		return false;
	}
	t->kind = TARGET_FILE;
	*ret_refusal = refusal;
	return true;
}

/* The first name of --index that exists decides. */
static bool
find_index(struct resolution *r, struct refusal *ret_refusal)
{
	struct bytes names = bytes_of(r->options->index);

	while (names.at) {
		struct bytes name = bytes_cut(&names, ',');
		bool is_script = policy_is_script_name(r->options, name);

		if (name.len &&
		    (is_script ? find_index_script(r, name, ret_refusal)
			       : find_index_page(r, name, ret_refusal)))
			return true;
	}
	return false;
}

static struct refusal
resolve_directory(struct resolution *r)
{
	struct target *t = r->target;
	struct refusal refusal;

	if (r->path.at[r->path.len - 1] != '/') {
		t->kind = TARGET_REDIRECT;
		return NO_OBJECTION;
	}
	(void)close(t->fd);
	if (find_index(r, &refusal))
		return refusal;
	if (r->options->no_listing)
		return not_found("a directory without an index page "
				 "(--no-listing)");
	refusal = open_file(r, NO_BYTES);
	t->kind = TARGET_DIRECTORY;
	if (refusal.status || !(fcntl(t->fd, F_GETFL) & O_PATH))
		return refusal;
	/* open_readable() could open it with O_PATH only. */
	return refuse_saying(STATUS_NOT_FOUND, MESSAGE_NO_LISTING,
	    "no permission to read the directory");
}

static struct refusal
resolve_file(struct resolution *r)
{
	struct refusal refusal = open_file(r, NO_BYTES);

	if (refusal.status)
		return refusal;
	if (S_ISDIR(r->target->st.st_mode))
		return resolve_directory(r);
	r->target->kind = TARGET_FILE;
	if (S_ISREG(r->target->st.st_mode))
		return NO_OBJECTION;
	(void)close(r->target->fd);
	return refuse(STATUS_FORBIDDEN, "not a plain file");
}

struct refusal
target_resolve(const struct options *options, const struct beneath *b,
    const struct uri *uri, struct target *ret_target)
{
	struct resolution r = { options, b, uri->path, ret_target };
	size_t directory, script;

	ret_target->fd = -1;
	ret_target->program = ret_target->interpreter = NULL;
	ret_target->script_name = ret_target->path_info = NO_BYTES;
	ret_target->for_scripts = true;
	if (!options->no_cgi && resolve_map(&r))
		return NO_OBJECTION;
	if (policy_script_directory(options, uri->path, &directory) &&
	    directory < uri->path.len)
		return resolve_script(&r, directory);
	script = find_by_suffix(&r);
	if (script)
		return resolve_suffixed(&r, script);
	ret_target->for_scripts = false;
	if (policy_is_hidden(options, uri->path))
		return not_found("a name that begins with a dot is hidden "
				 "(--dotfiles would show it)");
	return resolve_file(&r);
}
