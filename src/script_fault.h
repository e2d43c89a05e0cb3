/* SPDX-License-Identifier: ISC */
/*
 * Faults that keep a file from running as a script: --check and --explain look
 * for them before a client asks for the script, the log names them when
 * execve(2) has failed. A fault is described in words for the operator; NULL
 * means that none was found.
 */
#ifndef SCRIPT_FAULT_H
#define SCRIPT_FAULT_H

#include "exchange.h"

/* A fault of a program of --map or --cgi-suffix, by its absolute path: it does
 * not exist, or the current user may not execute it. */
const char *script_fault_of_program(const char *path);

/*
 * A fault in a file's content: it is empty, is neither a program nor begins
 * with a #! line, or the interpreter that its #! line names, or the dynamic
 * loader of a program, cannot be run (execve(2), elf(5)). `directory` is a
 * descriptor or AT_FDCWD. NULL also when the file cannot be read.
 */
const char *script_fault_of_content(int directory, const char *name);

/* As script_fault_of_program and script_fault_of_content, for x->target: a
 * script, its interpreter of --cgi-suffix, or a program of --map. */
const char *script_fault_of_target(const struct exchange *x);

/* The refusal of x->target for an error of execve(2): 403, 431, 500 or 503,
 * with the fault above as its cause, if there is one. */
struct refusal script_fault_of_exec(const struct exchange *x, int error);

/* Whether a file is neither a program nor anything that was meant to begin with
 * a #! line: a module, a template, data. False when it cannot be read. */
bool script_fault_is_data(int directory, const char *name);

#endif
