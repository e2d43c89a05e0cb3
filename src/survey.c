/* SPDX-License-Identifier: ISC */
#include "survey.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy.h"
#include "uri.h"

enum { DEPTH_MAX = 64, FIRST_LINE_MAX = 256 };

/* The walk: where it is, and what it found. */
struct walk {
	const struct options *options;
	unsigned depth;
	unsigned scripts, faults;
	struct buffer path; /* of the directory, with its leading slash */
	char octets[URI_PATH_SIZE];
};

static void
complain(struct walk *w, const char *name, const char *fault)
{
	printf("%.*s/%s: %s\n", (int)w->path.len, w->path.at, name, fault);
	w->faults++;
}

/* ----------------------------------------------------------------- scripts */

static const char *
fault_of_interpreter(struct bytes line)
{
	char path[FIRST_LINE_MAX];
	struct buffer b = BUFFER(path);
	struct bytes rest = bytes_trim(bytes_after(line, 2));

	if (bytes_end_with(rest, BYTES("\r")))
		return "CR at the end of its #! line: the interpreter's name "
		       "would end in it (convert it to UNIX line ends)";
	rest = bytes_cut(&rest, ' ');
	buffer_put(&b, bytes_cut(&rest, '\t'));
	if (!b.len || !buffer_string(&b))
		return "its #! line names no interpreter";
	if (access(path, X_OK) < 0)
		return errno == ENOENT
		    ? "the interpreter in its #! line does not exist"
		    : "the interpreter in its #! line may not be executed";
	return NULL;
}

static const char *
fault_of_content(int directory, const char *name)
{
	char text[FIRST_LINE_MAX];
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text);
	struct bytes rest = { text, got > 0 ? (size_t)got : 0 };
	struct bytes line = bytes_cut(&rest, '\n');

	if (fd >= 0)
		(void)close(fd);
	if (fd < 0) /* a program need not be readable, a script must */
		return NULL;
	if (bytes_start_with(line,
		BYTES("\x7f"
		      "ELF")))
		return NULL;
	if (!bytes_start_with(line, BYTES("#!")))
		return "neither a program nor a script with a #! line";
	return fault_of_interpreter(line);
}

static const char *
fault_of_mode(const struct stat *st)
{
	if (st->st_mode & (S_ISUID | S_ISGID))
		return "setuid or setgid";
	if (st->st_mode & S_IWOTH)
		return "writable by everybody (chmod o-w)";
	return NULL;
}

static void
check_script(
    struct walk *w, int directory, const char *name, const struct stat *st)
{
	const char *fault = fault_of_mode(st);

	w->scripts++;
	if (fault)
		complain(w, name, fault);
	if (faccessat(directory, name, X_OK, AT_EACCESS) < 0)
		complain(w, name, "not executable for this user (chmod +x)");
	fault = fault_of_content(directory, name);
	if (fault)
		complain(w, name, fault);
}

/* -------------------------------------------------------------------- walk */

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
	if (fd < 0 && is_for_scripts(w))
		complain(w, ".",
		    "the directory cannot be searched by this "
		    "user (chmod +rx)");
	if (fd >= 0 && w->depth < DEPTH_MAX) {
		w->depth++;
		check_directory(w, fd);
		w->depth--;
	} else if (fd >= 0) {
		(void)close(fd);
	}
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
	if (S_ISLNK(st.st_mode) && fstatat(directory, name, &st, 0) < 0)
		complain(w, name, "a symbolic link that leads nowhere");
	else if (S_ISREG(st.st_mode))
		check_script(w, directory, name, &st);
}

/* Takes the descriptor over. */
static void
check_directory(struct walk *w, int fd)
{
	DIR *directory = fdopendir(fd);
	const struct dirent *entry;
	struct stat st;

	if (!directory) {
		(void)close(fd);
		return;
	}
	if (fstat(fd, &st) == 0 && st.st_mode & S_IWOTH &&
	    !(st.st_mode & S_ISVTX) && is_for_scripts(w))
		complain(w, ".",
		    "a directory of scripts that everybody may "
		    "write to (chmod o-w)");
	while ((entry = readdir(directory)))
		if (entry->d_name[0] != '.' || w->options->dotfiles)
			if (strcmp(entry->d_name, ".") != 0 &&
			    strcmp(entry->d_name, "..") != 0)
				check_entry(w, fd, entry->d_name);
	(void)closedir(directory);
}

int
survey(const struct options *options, const struct beneath *b)
{
	struct walk w = { .options = options };
	int fd = openat(b->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	w.path = BUFFER(w.octets);
	if (fd < 0) {
		printf("%s: cannot be read by this user: %s\n", options->root,
		    strerror(errno));
		return EXIT_FAILURE;
	}
	check_directory(&w, fd);
	printf(
	    "%u script(s) looked at, %u fault(s) found\n", w.scripts, w.faults);
	return w.faults ? EXIT_FAILURE : EXIT_SUCCESS;
}
