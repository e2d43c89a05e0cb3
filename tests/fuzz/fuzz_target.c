/* SPDX-License-Identifier: ISC */
/*
 * Input: one octet that chooses options, and a request-target. Compares what
 * the target names with what was really opened: the kinds of file in tree.c.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "fuzz.h"
#include "target.h"
#include "tree.h"

enum {
	NO_CGI = 1,
	DOTFILES = 2,
	SUFFIX = 4,
	NO_LISTING = 8,
	MAP = 16,
	PATTERN = 32,
	INDEX_SCRIPT = 64,
	ERROR_PAGES = 128,
};

#define PROGRAM "/usr/bin/true"

static void
choose(unsigned flags, struct options *options)
{
	static const char *suffixes[] = { ".cgi" };
	static const char *interpreted[] = { ".cgi=" PROGRAM };
	static const char *programs[] = { "/list/sub=" PROGRAM,
		"/git/=" PROGRAM };
	static const char *patterns[] = { "/cgi-bin", "/deep/*/bin" };

	*options = (struct options){
		.index = flags & INDEX_SCRIPT ? "index.cgi,index.html"
					      : "index.html,index.htm",
		.no_cgi = flags & NO_CGI,
		.dotfiles = flags & DOTFILES,
		.no_listing = flags & NO_LISTING,
		.error_pages = flags & ERROR_PAGES ? "errors" : NULL,
	};
	if (flags & (SUFFIX | INDEX_SCRIPT))
		options->cgi_suffix = (struct option_list){ 1,
			flags & SUFFIX ? suffixes : interpreted };
	if (flags & MAP)
		options->map = (struct option_list){ 2, programs };
	if (flags & PATTERN)
		options->cgi_dir = (struct option_list){ 2, patterns };
}

/* Returns whether a file of tree.c for scripts is one by the options chosen. */
static bool
is_script(unsigned flags, struct bytes path)
{
	if (bytes_start_with(path, BYTES("/cgi-bin/")))
		return true;
	if (bytes_start_with(path, BYTES("/deep/")))
		return flags & PATTERN;
	if (bytes_start_with(path, BYTES("/errors/")))
		return flags & (ERROR_PAGES | SUFFIX | INDEX_SCRIPT);
	return flags & (SUFFIX | INDEX_SCRIPT);
}

/* In directories for scripts everything is a script, and is run. */
static bool
is_for_scripts(unsigned flags, struct bytes path)
{
	return bytes_equal(path, BYTES("/cgi-bin")) ||
	    bytes_start_with(path, BYTES("/cgi-bin/")) ||
	    (flags & PATTERN && bytes_start_with(path, BYTES("/deep/a/bin")));
}

static void
check_file(unsigned flags, const struct target *t)
{
	struct bytes path = tree_path_of(t->fd);
	enum tree_kind kind = tree_kind_of(t->fd);

	must(S_ISREG(t->st.st_mode) && path.at && !is_for_scripts(flags, path));
	must(kind == TREE_PUBLIC || (kind == TREE_HIDDEN && flags & DOTFILES) ||
	    (kind == TREE_SCRIPT && !is_script(flags, path)));
}

static void
check_directory(unsigned flags, const struct target *t, struct bytes path)
{
	struct bytes real = tree_path_of(t->fd);

	must(tree_kind_of(t->fd) == TREE_DIRECTORY && real.at);
	must(!is_for_scripts(flags, real) && !(flags & NO_LISTING));
	must(bytes_end_with(path, BYTES("/")));
}

static void
check_redirect(unsigned flags, const struct target *t, struct bytes path)
{
	struct bytes real = tree_path_of(t->fd);

	must(S_ISDIR(t->st.st_mode) && real.at);
	/* The directory for scripts itself is answered with 403 once the slash
	 * is there. */
	must(!is_for_scripts(flags, real) || bytes_equal(real, path));
	must(!bytes_end_with(path, BYTES("/")));
}

/* SCRIPT_NAME and PATH_INFO are the two parts of the path, unless an index was
 * found. */
static void
check_cut(const struct target *t, struct bytes path)
{
	struct bytes name = t->script_name;

	if (bytes_end_with(path, BYTES("/")) && !t->path_info.at) {
		must(bytes_start_with(name, path) || t->program);
		return;
	}
	must(bytes_start_with(path, name));
	must(bytes_equal(bytes_after(path, name.len),
	    t->path_info.at ? t->path_info : BYTES("")));
	must(!t->path_info.at || t->path_info.at[0] == '/');
}

static void
check_script(unsigned flags, const struct target *t, struct bytes path)
{
	char name[32];
	int fd;

	must(!(flags & NO_CGI) && t->for_scripts);
	check_cut(t, path);
	if (t->program) {
		must(flags & MAP && t->fd < 0);
		must(bytes_equal(bytes_of(t->program), BYTES(PROGRAM)));
		return;
	}
	(void)snprintf(name, sizeof name, "/proc/self/fd/%d", t->fd);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && tree_kind_of(fd) == TREE_SCRIPT);
	must(is_script(flags, tree_path_of(fd)));
	must(!t->interpreter ||
	    (flags & INDEX_SCRIPT && bytes_end_with(t->path, BYTES(".cgi"))));
	(void)close(fd);
}

static void
check_path(const struct target *t)
{
	must(t->program || t->path.at[t->path.len] == '\0');
	must(t->program || (t->path.len > 0 && t->path.at[0] != '/'));
}

/* No segment begins with a dot, except a first one that is public
 * (RFC 8615). */
static void
check_visible(struct bytes path)
{
	struct bytes public = BYTES("/.well-known");

	if (bytes_start_with(path, public) &&
	    (path.len == public.len || path.at[public.len] == '/'))
		path = bytes_after(path, public.len);
	for (size_t i = 0; i + 1 < path.len; i++)
		must(path.at[i] != '/' || path.at[i + 1] != '.');
}

static void
check_taken(unsigned flags, const struct target *t, struct bytes path)
{
	check_path(t);
	switch (t->kind) {
	case TARGET_FILE:
		check_file(flags, t);
		break;
	case TARGET_DIRECTORY:
		check_directory(flags, t, path);
		break;
	case TARGET_REDIRECT:
		check_redirect(flags, t, path);
		break;
	case TARGET_SCRIPT:
		check_script(flags, t, path);
		break;
	}
	/* Hidden names are not served, but may be the PATH_INFO of a script. */
	if (!(flags & DOTFILES) && t->kind != TARGET_SCRIPT)
		check_visible(path);
}

static void
check(unsigned flags, const struct beneath *b, struct bytes target)
{
	static struct target t;
	char space[URI_PATH_SIZE];
	struct options options;
	struct refusal refusal;
	struct uri uri;

	choose(flags, &options);
	if (uri_parse(target, space, sizeof space, &uri).status || !uri.path.at)
		return;
	refusal = target_resolve(&options, b, &uri, &t);
	if (refusal.status)
		must(refusal.cause &&
		    (refusal.status == STATUS_NOT_FOUND ||
			refusal.status == STATUS_FORBIDDEN));
	else
		check_taken(flags, &t, uri.path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct beneath b = { tree_root(), SYMLINKS_INSIDE };
	struct bytes target = { (const char *)input, size };
	unsigned flags = size ? input[0] : 0;
	int first = fcntl(b.root, F_DUPFD_CLOEXEC, 0);

	check(flags, &b, bytes_after(target, 1));
	tree_close_from(first);
	return 0;
}
