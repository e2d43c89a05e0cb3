/* SPDX-License-Identifier: ISC */
/*
 * Request -> what it names: a file, a directory, a script, a redirect. That is
 * decided by what was opened, never by the name alone, and in one place, so
 * that no two layers can disagree about what a script is.
 */
#ifndef TARGET_H
#define TARGET_H

#include <sys/stat.h>

#include "beneath.h"
#include "uri.h"

enum target_kind {
	TARGET_FILE,      /* `fd` is open for reading */
	TARGET_DIRECTORY, /* to be listed; `fd` is open for reading */
	TARGET_REDIRECT,  /* a directory named without its slash */
	TARGET_SCRIPT, /* `fd` is an O_PATH descriptor, -1 for a mapped one */
};

/* Octets of the path of a uri, or of an index page that it leads to: with its
 * name, and a NUL. */
enum { TARGET_PATH_SIZE = URI_PATH_SIZE + NAME_MAX + 1 };

struct target {
	/* First: so the members below share a page with what follows a struct
	 * target. */
	char space[TARGET_PATH_SIZE];
	enum target_kind kind;
	/* The path lies where scripts are, so a POST there is not "to a file".
	 * Set even when the target is refused. */
	bool for_scripts;
	int fd;
	struct stat st;
	/* The path below the root, without a leading slash, NUL-terminated: of
	 * the file, which may be an index; of the directory, "." for the
	 * root. */
	struct bytes path;
	/* Of a script: a symbolic link leads to it. */
	bool by_symlink;
	const char *program;      /* of --map; else NULL */
	const char *interpreter;  /* of --cgi-suffix; else NULL */
	struct bytes script_name; /* SCRIPT_NAME; borrows from the uri */
	struct bytes path_info;   /* absent when there is none; likewise */
};

/* The path with the slash before it, from the root on. */
static inline struct bytes
target_rooted_path(const struct target *t)
{
	return (struct bytes){ t->path.at - 1, t->path.len + 1 };
}

/*
 * Finds out what `uri` names below `b`. *ret_target borrows from `uri` and from
 * itself.
 *
 * Refuses with 404 what is not there, is hidden (a name that begins with a dot,
 * except /.well-known/), leads out of the root, or is a directory that may not
 * be listed; with 403 what may not be read or is no plain file, and scripts
 * with --no-cgi. Below a directory of scripts, with CGIHTTPServer's words: 404
 * "No such CGI script", 403 "CGI script is not a plain file", 403 "CGI script
 * is not executable"; a script with an interpreter need only be readable.
 * Errors of the system are 503 or 500, as beneath_refusal has it. A file below
 * a directory of scripts is never TARGET_FILE, whatever name or link leads to
 * it. After a refusal `fd` may be anything, and is not to be used or closed.
 */
must_check struct refusal target_resolve(const struct options *options,
    const struct beneath *b, const struct uri *uri, struct target *ret_target);

#endif
