/* SPDX-License-Identifier: ISC */
/*
 * What would keep a script from running, or should: looked for by --check
 * before anybody asks for it. Faults are words for people; NULL: there is none.
 */
#ifndef SCRIPT_FAULT_H
#define SCRIPT_FAULT_H

#include <stdbool.h>
#include <sys/stat.h>

/* May the present user execute that file? False with errno. */
bool script_fault_is_program(const char *path);

/* Of a file: it is no program and has no #! line, or one that leads nowhere. */
const char *script_fault_of_content(int directory, const char *name);

/* Of its mode: it is setuid or setgid, or everybody may write to it. */
const char *script_fault_of_mode(const struct stat *st);

#endif
