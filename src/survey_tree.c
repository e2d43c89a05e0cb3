/* SPDX-License-Identifier: ISC */
#include "survey_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy.h"
#include "script_fault.h"
#include "script_links.h"

enum { DEPTH_MAX = 64 };

/* ------------------------------------------------------------------- names */

/* Reads the names in a directory, in the order of their octets. Returns their
 * number; -1 when it cannot be read. */
static int
read_names(int directory, struct dirent ***ret_entries)
{
	*ret_entries = NULL;
	if (fchdir(directory) < 0)
		return -1;
	return scandir(".", ret_entries, NULL, alphasort);
}

static void
free_names(struct dirent **entries, int count)
{
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
}

/* -------------------------------------------------------------------- walk */

/* NOLINTBEGIN(misc-no-recursion): not deeper than DEPTH_MAX. */

static void check_directory(struct survey *s, int fd);

static bool
is_for_scripts(const struct survey *s)
{
	size_t len;

	return policy_script_directory(
	    s->options, buffer_bytes(&s->path), &len);
}

/* Notes which patterns of --cgi-dir name the directory `path`, or one above. */
static void
note_patterns(struct survey *s, struct bytes path)
{
	const struct option_list *patterns = &s->options->cgi_dir;
	struct options one = { .root = NULL };
	size_t len;

	for (unsigned i = 0; i < patterns->count; i++) {
		one.cgi_dir = (struct option_list){ 1, &patterns->at[i] };
		s->found[i] |= policy_script_directory(&one, path, &len);
	}
}

/* Whether a directory has scripts by its name alone: /cgi-bin, /htbin. */
static bool
is_default(struct bytes path)
{
	static const struct options defaults;
	size_t len;

	return policy_script_directory(&defaults, path, &len);
}

/* Whether this user may do that (R_OK, X_OK) with a file. */
static bool
may(int directory, const char *name, int mode)
{
	return faccessat(directory, name, mode, AT_EACCESS) == 0;
}

/* Checks the directory of s->path, which is `name` in `directory`, but not what
 * is in it. `readable`: this user can read it. */
static void
check_access(struct survey *s, int directory, const char *name, bool readable)
{
	if (!is_for_scripts(s)) {
		if (s->depth == 0 && is_default(buffer_bytes(&s->path)))
			survey_complain(s, "",
			    "--cgi-dir does not name it: what is in it is sent "
			    "as files");
		return;
	}
	if (!may(directory, name, X_OK))
		survey_complain(s, "",
		    "user %s cannot search the directory: no script below it "
		    "can be run (chmod +x)",
		    s->user);
	else if (!readable)
		survey_complain(s, "",
		    "user %s cannot read the directory: what is in it was not "
		    "looked at",
		    s->user);
}

/* `flags` as open(2) has them: O_NOFOLLOW, or 0. */
static void
enter(struct survey *s, int directory, const char *name, int flags)
{
	size_t before = s->path.len;
	int fd =
	    openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);

	buffer_put_char(&s->path, '/');
	buffer_put_string(&s->path, name);
	note_patterns(s, buffer_bytes(&s->path));
	s->found_default |= is_default(buffer_bytes(&s->path));
	check_access(s, directory, name, fd >= 0);
	if (fd >= 0 && s->depth < DEPTH_MAX) {
		s->depth++;
		check_directory(s, fd);
		s->depth--;
	}
	if (fd >= 0)
		(void)close(fd);
	s->path.len = before;
	s->path.full = false;
}

/* The path of a name in the directory of s->path. */
static struct bytes
path_of(const struct survey *s, const char *name, struct buffer *path)
{
	buffer_put(path, buffer_bytes(&s->path));
	buffer_put_char(path, '/');
	buffer_put_string(path, name);
	return buffer_bytes(path);
}

/* Whether its name makes a file a script, wherever it is. */
static bool
has_script_name(const struct survey *s, const char *name)
{
	char space[URI_PATH_SIZE];
	struct buffer b = BUFFER(space);

	return policy_is_script_name(s->options, path_of(s, name, &b));
}

/* Whether the server would follow a link. False after a complaint, or when the
 * path is too long. */
static bool
check_link(struct survey *s, const char *name)
{
	char space[URI_PATH_SIZE];
	struct buffer path = BUFFER(space);
	bool by_symlink;
	int fd;

	buffer_put(&path, bytes_after(buffer_bytes(&s->path), 1));
	if (path.len)
		buffer_put_char(&path, '/');
	buffer_put_string(&path, name);
	if (!buffer_string(&path))
		return false;
	fd = beneath_open(&s->beneath, space, O_PATH, &by_symlink);
	if (fd < 0) {
		survey_complain(s, name, "%s",
		    errno == ENOENT ? "a symbolic link that leads nowhere"
				    : beneath_refusal(errno).cause);
		return false;
	}
	(void)close(fd);
	return true;
}

/* Whether a file in the directory of s->path is meant to be run: by its mode or
 * its name. */
static bool
is_meant_to_run(const struct survey *s, int directory, const char *name)
{
	return may(directory, name, X_OK) || has_script_name(s, name);
}

/* Checks owner and mode of a script, and of the directories on the way to it
 * through symbolic links. */
static void
check_rules(struct survey *s, int directory, const char *name,
    const struct stat *st, bool by_symlink)
{
	struct refusal refusal = script_rules_check(s->rules, st);

	if (!refusal.status && by_symlink &&
	    script_rules_need_directory(s->rules) &&
	    is_meant_to_run(s, directory, name))
		refusal = script_links_check(s->rules, directory, name);
	if (refusal.status)
		survey_complain(s, name, "%s", refusal.cause);
}

/* A module or data among scripts is no fault: clients are to get 403 for it. */
static void
check_content(struct survey *s, int directory, const char *name)
{
	bool executable = may(directory, name, X_OK);
	const char *fault;

	if (policy_interpreter(s->options, bytes_of(name))) {
		if (!may(directory, name, R_OK))
			survey_complain(s, name,
			    "not readable for user %s (chmod +r)", s->user);
		return;
	}
	if (!is_meant_to_run(s, directory, name) &&
	    script_fault_is_data(directory, name))
		return;
	if (!executable)
		survey_complain(s, name,
		    "not executable for user %s (chmod +x, or another --user)",
		    s->user);
	fault = script_fault_of_content(directory, name);
	if (fault)
		survey_complain(s, name, "%s", fault);
}

/* Looks at a link to the directory `linked`, whose path is `path`. It is
 * followed only if it is in the root and one of the directories of scripts:
 * another one might lead back. */
static void
check_linked(struct survey *s, int directory, const char *name,
    struct bytes path, const struct stat *linked)
{
	char space[URI_PATH_SIZE];
	struct buffer inside = BUFFER(space);
	struct refusal refusal = NO_OBJECTION;
	size_t len;

	if (s->depth > 0 || !policy_script_directory(s->options, path, &len) ||
	    !check_link(s, name))
		return;
	buffer_put_string(&inside, name);
	buffer_put_string(&inside, "/.");
	/* What the linked directory itself has is told once it is entered. */
	if (script_rules_need_directory(s->rules) && buffer_string(&inside) &&
	    !script_rules_check_directory(s->rules, linked).status)
		refusal = script_links_check(s->rules, directory, space);
	if (refusal.status)
		survey_complain(s, name, "%s", refusal.cause);
	enter(s, directory, name, 0);
}

static void
check_entry(struct survey *s, int directory, const char *name)
{
	char space[URI_PATH_SIZE];
	struct buffer b = BUFFER(space);
	struct bytes path = path_of(s, name, &b);
	struct stat st;
	bool by_symlink;

	if (fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	if (S_ISDIR(st.st_mode)) {
		enter(s, directory, name, O_NOFOLLOW);
		return;
	}
	by_symlink = S_ISLNK(st.st_mode);
	if (by_symlink) { /* perhaps of a directory */
		note_patterns(s, path);
		s->found_default |= is_default(path);
		if (fstatat(directory, name, &st, 0) == 0 &&
		    S_ISDIR(st.st_mode)) {
			check_linked(s, directory, name, path, &st);
			return;
		}
	}
	if (!policy_is_script(s->options, path))
		return;
	if (by_symlink && !check_link(s, name))
		return;
	if (fstatat(directory, name, &st, 0) < 0 || !S_ISREG(st.st_mode))
		return;
	s->scripts++;
	check_rules(s, directory, name, &st, by_symlink);
	check_content(s, directory, name);
}

/* Whether a path leads to the directory of --error-pages, or into it, which is
 * served even if its name begins with a dot. */
static bool
has_error_pages(const struct survey *s, struct bytes path)
{
	struct bytes pages = bytes_of(s->options->error_pages);
	struct bytes below = bytes_after(path, 1);

	if (bytes_end_with(pages, BYTES("/")))
		pages.len--;
	return pages.len &&
	    (bytes_is_below(pages, below) || bytes_is_below(below, pages));
}

static bool
is_looked_at(const struct survey *s, const char *name)
{
	char space[URI_PATH_SIZE];
	struct buffer b = BUFFER(space);
	struct bytes path = path_of(s, name, &b);

	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	    (!policy_is_hidden(s->options, path) || has_error_pages(s, path));
}

/* Whether the directory of s->path has scripts: as --cgi-dir says, or by their
 * names. */
static bool
has_scripts(const struct survey *s, struct dirent **entries, int count)
{
	bool found = is_for_scripts(s);

	for (int i = 0; i < count && !found; i++)
		found = entries[i]->d_type != DT_DIR &&
		    is_looked_at(s, entries[i]->d_name) &&
		    has_script_name(s, entries[i]->d_name);
	return found;
}

static void
check_directory(struct survey *s, int fd)
{
	struct dirent **entries;
	struct refusal refusal;
	struct stat st;
	int count = read_names(fd, &entries);

	if (fstat(fd, &st) == 0 && has_scripts(s, entries, count)) {
		refusal = script_rules_check_directory(s->rules, &st);
		if (refusal.status)
			survey_complain(s, "", "%s", refusal.cause);
	}
	for (int i = 0; i < count; i++)
		if (is_looked_at(s, entries[i]->d_name))
			check_entry(s, fd, entries[i]->d_name);
	free_names(entries, count);
}

/* NOLINTEND(misc-no-recursion) */

void
survey_root(struct survey *s, int root, const char *name)
{
	int fd = openat(root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		survey_complain(
		    s, "", "user %s cannot read the document root", s->user);
		return;
	}
	s->beneath.root = fd;
	check_directory(s, fd);
	(void)close(fd);
}

void
survey_hosts(struct survey *s, int root)
{
	int fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent **entries = NULL;
	int count = fd < 0 ? -1 : read_names(fd, &entries);
	struct stat st;

	if (count < 0)
		survey_complain(s, "", "user %s cannot read ROOT", s->user);
	for (int i = 0; i < count; i++) {
		s->host = entries[i]->d_name;
		if (s->host[0] != '.' && fstatat(fd, s->host, &st, 0) == 0 &&
		    S_ISDIR(st.st_mode))
			survey_root(s, fd, s->host);
	}
	s->host = NULL;
	free_names(entries, count);
	if (fd >= 0)
		(void)close(fd);
}
