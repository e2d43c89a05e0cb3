/* SPDX-License-Identifier: ISC */
/*
 * Request -> what it names: a file, a directory, a script, a redirect. Decided
 * on what was opened, never on the name alone; in one place, so that no two
 * layers can disagree about what a script is.
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

struct target {
	/* First: what stands behind a struct target is touched with it. */
	char space[URI_PATH_SIZE + 256];
	enum target_kind kind;
	/* Set even when the target is refused: the path lies where scripts
	 * are, so a POST there is not "to a file". */
	bool for_scripts;
	int fd;
	struct stat st;
	/* Below the root, without a leading slash, NUL-terminated: the file,
	 * with the index's name; the directory, "." for the root. */
	struct bytes path;
	const char *program;      /* of --map; else NULL */
	struct bytes script_name; /* SCRIPT_NAME; borrows from the uri */
	struct bytes path_info;   /* absent when there is none; likewise */
};

/*
 * Finds out what `uri` names below `b`.
 *
 * Refuses with 404 what is not there, is hidden (a name that begins with a
 * dot, but /.well-known/) or leads out of the root; 403 what may not be read
 * or is no plain file. Below a directory of scripts, with CGIHTTPServer's
 * words: 404 "No such CGI script", 403 "CGI script is not a plain file", 403
 * "CGI script is not executable". A file below such a directory is never
 * TARGET_FILE, whatever name or link leads to it.
 */
must_check struct refusal target_resolve(const struct options *options,
    const struct beneath *b, const struct uri *uri, struct target *ret_target);

#endif
