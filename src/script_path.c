/* SPDX-License-Identifier: ISC */
/* Where a script is, and whether it may be run from there. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "script.h"
#include "script_links.h"
#include "system_refusal.h"

static struct refusal
too_long(void)
{
	return refuse(STATUS_INTERNAL_SERVER_ERROR,
	    "the document root's path is too long");
}

/* Makes what was written after x->text a part of it, as a string; NULL when it
 * did not fit. */
static const char *
keep(struct exchange *x, struct buffer *rest)
{
	const char *string = buffer_string(rest);

	if (string)
		x->text.len += rest->len + 1;
	return string;
}

/* Finds the document root's absolute path: as it was given, if that is one. */
static struct refusal
find_root(struct exchange *x, struct script *script)
{
	struct buffer b = buffer_rest(&x->text, PATH_MAX);

	if (x->options->root[0] == '/') {
		buffer_put_string(&b, x->options->root);
		if (x->host_directory.len) {
			buffer_put_char(&b, '/');
			buffer_put(&b, x->host_directory);
		}
	} else {
		if (fchdir(x->beneath.root) < 0 || !getcwd(b.at, b.size))
			return system_refusal(
			    "the document root's path cannot be found out");
		b.len = strlen(b.at);
	}
	while (b.len > 0 && b.at[b.len - 1] == '/')
		b.len--;
	script->root = keep(x, &b);
	return script->root ? NO_OBJECTION : too_long();
}

static struct refusal
find_file(struct exchange *x, struct script *script)
{
	struct buffer b = buffer_rest(&x->text, PATH_MAX);

	if (x->target.program) {
		buffer_put_string(&b, x->target.program);
	} else {
		buffer_put_string(&b, script->root);
		buffer_put_char(&b, '/');
		buffer_put(&b, x->target.path);
	}
	script->file = keep(x, &b);
	return script->file ? NO_OBJECTION : too_long();
}

/* Puts the directory of a path: "." when the path has none, "/" for what is in
 * the root directory. False when it does not fit. */
static bool
put_directory(struct buffer *b, struct bytes path)
{
	size_t slash = bytes_find_last(path, '/');

	if (slash == path.len)
		buffer_put_char(b, '.');
	else
		buffer_put(b, bytes_first(path, slash ? slash : 1));
	return buffer_string(b) != NULL;
}

/* Opens the directory that the script is in (RFC 3875 section 7.2); -1 with
 * errno when it cannot be opened. */
static int
open_own_directory(const struct exchange *x)
{
	struct buffer b = buffer_rest(&x->text, PATH_MAX);
	bool by_symlink;

	errno = ENAMETOOLONG;
	if (x->target.program)
		return put_directory(&b, bytes_of(x->target.program))
		    ? openat(AT_FDCWD, b.at, O_PATH | O_DIRECTORY | O_CLOEXEC)
		    : -1;
	if (!put_directory(&b, x->target.path))
		return -1;
	return beneath_open(
	    &x->beneath, b.at, O_PATH | O_DIRECTORY, &by_symlink);
}

static struct refusal
check_directories(const struct exchange *x, int directory)
{
	struct stat st;

	if (x->target.by_symlink)
		return script_links_check(
		    &x->script_rules, x->beneath.root, x->target.path.at);
	if (fstat(directory, &st) < 0)
		return system_refusal(
		    "the script's directory cannot be looked at");
	return script_rules_check_directory(&x->script_rules, &st);
}

/* The rules are for what is put below the root: a program of --map is where the
 * operator says. */
static struct refusal
check_rules(const struct exchange *x, int directory)
{
	const struct script_rules *rules = &x->script_rules;
	struct refusal refusal;

	if (x->target.program)
		return NO_OBJECTION;
	refusal = script_rules_check(rules, &x->target.st);
	if (refusal.status || !script_rules_need_directory(rules))
		return refusal;
	return check_directories(x, directory);
}

static struct refusal
find_directory(struct exchange *x, struct script *script)
{
	bool root = x->options->script_directory == SCRIPT_DIRECTORY_ROOT;
	struct refusal refusal;
	int own = -1;

	if (!root || script_rules_need_directory(&x->script_rules)) {
		own = open_own_directory(x);
		if (own < 0)
			return system_refusal(
			    "the script's directory cannot be entered");
	}
	refusal = check_rules(x, own);
	if (refusal.status && own >= 0)
		(void)close(own);
	script->directory = root ? x->beneath.root : own;
	return refusal;
}

struct refusal
script_find_paths(struct exchange *x, struct script *script)
{
	struct refusal refusal = find_root(x, script);

	if (!refusal.status)
		refusal = find_file(x, script);
	if (!refusal.status)
		refusal = find_directory(x, script);
	return refusal;
}
