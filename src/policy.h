/* SPDX-License-Identifier: ISC */
/*
 * What the options say of a path by its name alone, before anything is opened:
 * where scripts are, what is hidden. Paths are normalised and begin with a
 * slash.
 */
#ifndef POLICY_H
#define POLICY_H

#include "options.h"

/* Whether `path` is a directory of scripts (--cgi-dir) or lies below one.
 * *ret_len is then the length of that directory's path, without a slash after
 * it: 0 when it is the root. Otherwise *ret_len is unspecified. */
bool policy_script_directory(
    const struct options *options, struct bytes path, size_t *ret_len);

/* Whether the name says that it is a script: by --cgi-suffix, or as DIR/404.cgi
 * and the like of --error-pages. */
bool policy_is_script_name(const struct options *options, struct bytes path);

/* Whether the file at that path would be a script: by its directory or by its
 * name. */
bool policy_is_script(const struct options *options, struct bytes path);

/* The PROGRAM of the first --cgi-suffix that `path` ends in; NULL when it has
 * none, or no suffix fits. */
const char *policy_interpreter(
    const struct options *options, struct bytes path);

/* Whether a segment begins with a dot, other than .well-known as the first one
 * (RFC 8615). Never with --dotfiles. */
bool policy_is_hidden(const struct options *options, struct bytes path);

/* Returns the program of the first --map whose prefix `path` is or lies below;
 * *ret_prefix is that prefix without a slash at its end. NULL when there is
 * none. */
const char *policy_map(
    const struct options *options, struct bytes path, struct bytes *ret_prefix);

#endif
