/* SPDX-License-Identifier: ISC */
/*
 * Which code of an executable its processes run, when they are traced one
 * instruction at a time.
 */
#ifndef CODE_H
#define CODE_H

#include "trace.h"

/* Begins for an executable. Ends the program if there is none. */
void code_begin(const char *executable);

/* For the tracer's `stopped`: prints the address of an instruction, relative to
 * the executable's start, when it is about to be executed for the first time
 * by any of the processes. Code outside of the executable does not count. */
void code_print_new(struct tracer *t, pid_t pid, int status);

#endif
