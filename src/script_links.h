/* SPDX-License-Identifier: ISC */
/*
 * The way to a script through symbolic links: those who may write to the
 * directory of any of them choose what runs.
 */
#ifndef SCRIPT_LINKS_H
#define SCRIPT_LINKS_H

#include "script_rules.h"

/* Resolves `path`, relative to the directory `root`, name by name
 * (path_resolution(7)), and applies script_rules_check_directory to the
 * directory of each symbolic link on the way and to that of the file. Refuses
 * as system_refusal does when the way cannot be gone. */
must_check struct refusal script_links_check(
    const struct script_rules *rules, int root, const char *path);

#endif
