/* SPDX-License-Identifier: ISC */
#include "survey.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "policy.h"
#include "script_fault.h"
#include "uri.h"

enum {
	DEPTH_MAX = 64,
	SHOWN_MAX = URI_PATH_SIZE * 4 + 1,
};

/* The state of the walk: where it is, and what it has found. */
struct walk {
	const struct options *options;
	struct beneath beneath; /* the root, or a virtual host's */
	const char *host;       /* of --virtual-hosts; else NULL */
	unsigned depth;
	unsigned scripts, faults;
	struct buffer path; /* of the directory, with its leading slash */
	char octets[URI_PATH_SIZE];
};

/* Prints a name with what is not printable escaped: it may hold anything, and
 * the terminal must not act upon it. */
static void
show(struct bytes text)
{
	char space[SHOWN_MAX];
	struct buffer b = BUFFER(space);

	log_format_escaped(&b, text);
	printf("%.*s", (int)b.len, b.at);
}

static void
complain(struct walk *w, const char *name, const char *fault)
{
	if (w->host) {
		printf("//");
		show(bytes_of(w->host));
	}
	show(buffer_bytes(&w->path));
	printf("/");
	show(bytes_of(name));
	printf(": %s\n", fault);
	w->faults++;
}

static void
check_script(
    struct walk *w, int directory, const char *name, const struct stat *st)
{
	const char *fault = script_fault_of_mode(st);

	w->scripts++;
	if (fault)
		complain(w, name, fault);
	if (faccessat(directory, name, X_OK, AT_EACCESS) < 0)
		complain(w, name, "not executable for this user (chmod +x)");
	fault = script_fault_of_content(directory, name);
	if (fault)
		complain(w, name, fault);
}

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

static void check_directory(struct walk *w, int fd);

static bool
is_for_scripts(const struct walk *w)
{
	size_t len;

	return policy_script_directory(
	    w->options, buffer_bytes(&w->path), &len);
}

static void
enter(struct walk *w, int directory, const char *name)
{
	size_t before = w->path.len;
	int fd = openat(
	    directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	buffer_put_char(&w->path, '/');
	buffer_put_string(&w->path, name);
	if (is_for_scripts(w) && faccessat(directory, name, X_OK, AT_EACCESS))
		complain(w, ".",
		    "this user cannot search the directory: no script below "
		    "it can be run (chmod +x)");
	else if (fd < 0 && is_for_scripts(w))
		complain(w, ".",
		    "this user cannot read the directory: what is in it was "
		    "not looked at");
	if (fd >= 0 && w->depth < DEPTH_MAX) {
		w->depth++;
		check_directory(w, fd);
		w->depth--;
	}
	if (fd >= 0)
		(void)close(fd);
	w->path.len = before;
	w->path.full = false;
}

static bool
is_script(struct walk *w, const char *name)
{
	char space[URI_PATH_SIZE];
	struct buffer path = BUFFER(space);
	size_t len;

	buffer_put(&path, buffer_bytes(&w->path));
	buffer_put_char(&path, '/');
	buffer_put_string(&path, name);
	return policy_script_directory(w->options, buffer_bytes(&path), &len) ||
	    policy_is_script_name(w->options, buffer_bytes(&path));
}

/* Whether the server would follow a link. False after a complaint, or when the
 * path is too long. */
static bool
check_link(struct walk *w, const char *name)
{
	char space[URI_PATH_SIZE];
	struct buffer path = BUFFER(space);
	bool by_symlink;
	int fd;

	buffer_put(&path, bytes_after(buffer_bytes(&w->path), 1));
	if (path.len)
		buffer_put_char(&path, '/');
	buffer_put_string(&path, name);
	if (!buffer_string(&path))
		return false;
	fd = beneath_open(&w->beneath, space, O_PATH, &by_symlink);
	if (fd < 0) {
		complain(w, name, beneath_refusal(errno).cause);
		return false;
	}
	(void)close(fd);
	return true;
}

static void
check_entry(struct walk *w, int directory, const char *name)
{
	struct stat st;

	if (fstatat(directory, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	if (S_ISDIR(st.st_mode)) {
		enter(w, directory, name);
		return;
	}
	if (!is_script(w, name))
		return;
	if (S_ISLNK(st.st_mode) && !check_link(w, name))
		return;
	if (fstatat(directory, name, &st, 0) == 0 && S_ISREG(st.st_mode))
		check_script(w, directory, name, &st);
}

static bool
is_looked_at(const struct walk *w, const char *name)
{
	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	    (name[0] != '.' || w->options->dotfiles);
}

static void
check_directory(struct walk *w, int fd)
{
	struct dirent **entries;
	struct stat st;
	int count = read_names(fd, &entries);

	if (fstat(fd, &st) == 0 && st.st_mode & S_IWOTH &&
	    !(st.st_mode & S_ISVTX) && is_for_scripts(w))
		complain(w, ".",
		    "a directory of scripts that everybody may "
		    "write to (chmod o-w)");
	for (int i = 0; i < count; i++)
		if (is_looked_at(w, entries[i]->d_name))
			check_entry(w, fd, entries[i]->d_name);
	free_names(entries, count);
}

/* NOLINTEND(misc-no-recursion) */

static void
check_root(struct walk *w, int root, const char *name)
{
	int fd = openat(root, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		complain(w, "", "this user cannot read the document root");
		return;
	}
	w->beneath.root = fd;
	check_directory(w, fd);
	(void)close(fd);
}

static void
check_hosts(struct walk *w, int root)
{
	int fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent **entries = NULL;
	int count = fd < 0 ? -1 : read_names(fd, &entries);
	struct stat st;

	if (count < 0)
		complain(w, "", "this user cannot read ROOT");
	for (int i = 0; i < count; i++) {
		w->host = entries[i]->d_name;
		if (w->host[0] != '.' && fstatat(fd, w->host, &st, 0) == 0 &&
		    S_ISDIR(st.st_mode))
			check_root(w, fd, w->host);
	}
	w->host = NULL;
	free_names(entries, count);
	if (fd >= 0)
		(void)close(fd);
}

/* The programs of --map, which may be anywhere. */
static void
check_maps(struct walk *w)
{
	const struct option_list *map = &w->options->map;

	for (unsigned i = 0; i < map->count; i++) {
		const char *program = strstr(map->at[i], "=/") + 1;

		w->scripts++;
		if (script_fault_is_program(program))
			continue;
		printf("--map=");
		show(bytes_of(map->at[i]));
		printf(": %s\n",
		    errno == ENOENT ? "the program does not exist"
				    : "the program may not be executed");
		w->faults++;
	}
}

/* Checks the directories above the root. The root is open, and may have been
 * opened by root; but interpreters open a script by its path, as this user. */
static void
check_way(struct walk *w, int root)
{
	char path[PATH_MAX];

	if (fchdir(root) == 0 && getcwd(path, sizeof path) &&
	    access(path, X_OK) < 0 && errno == EACCES)
		complain(w, "",
		    "this user cannot search a directory above the document "
		    "root: not every interpreter will find its script "
		    "(chmod +x)");
}

int
survey(const struct options *options, const struct beneath *b)
{
	struct walk w = { .options = options, .beneath = *b };
	unsigned mapped;

	w.path = BUFFER(w.octets);
	check_maps(&w);
	mapped = w.scripts;
	if (options->virtual_hosts)
		check_hosts(&w, b->root);
	else
		check_root(&w, b->root, ".");
	if (w.scripts > mapped)
		check_way(&w, b->root);
	printf(
	    "%u script(s) looked at, %u fault(s) found\n", w.scripts, w.faults);
	return w.faults ? EXIT_FAILURE : EXIT_SUCCESS;
}
