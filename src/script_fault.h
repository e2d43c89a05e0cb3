/* SPDX-License-Identifier: ISC */
/*
 * Faults that would keep a script from running, or should: --check looks for
 * them before a client asks for the script. A fault is described in words for
 * the operator; NULL means that there is none.
 */
#ifndef SCRIPT_FAULT_H
#define SCRIPT_FAULT_H

#include <stdbool.h>
#include <sys/stat.h>

/* Whether the path is a regular file that the current user may execute. False
 * with errno. */
bool script_fault_is_program(const char *path);

/* A fault in a file's content: it is empty, is neither a program nor begins
 * with a #! line, or its #! line names no interpreter that can be run. NULL
 * also when the file cannot be opened. */
const char *script_fault_of_content(int directory, const char *name);

/* A fault in a file's mode: it is setuid or setgid, or everybody may write to
 * the file. */
const char *script_fault_of_mode(const struct stat *st);

#endif
