/* SPDX-License-Identifier: ISC */
/*
 * What the options say of a path by its name alone, before anything is opened:
 * where scripts are, what is hidden. Paths are normalised and have their
 * leading slash.
 */
#ifndef POLICY_H
#define POLICY_H

#include "options.h"

/* Is `path` a directory of scripts (--cgi-dir) or does it lie below one? Where
 * that one ends, without a slash behind it, is *ret_len: 0 when it is the
 * root. Unspecified otherwise. */
bool policy_script_directory(
    const struct options *options, struct bytes path, size_t *ret_len);

/* Does the name say that it is a script: --cgi-suffix, or DIR/404.cgi and the
 * like of --error-pages? */
bool policy_is_script_name(const struct options *options, struct bytes path);

/* Does a segment begin with a dot? /.well-known/ is for everybody
 * (RFC 8615). */
bool policy_is_hidden(const struct options *options, struct bytes path);

/* The program of --map that `path` lies below, and the prefix without a slash
 * at its end; NULL when there is none. */
const char *policy_map(
    const struct options *options, struct bytes path, struct bytes *ret_prefix);

#endif
