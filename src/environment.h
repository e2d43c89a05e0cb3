/* SPDX-License-Identifier: ISC */
/*
 * The environment of a program that is to be executed (environ(7)): variables,
 * one after the other, in memory that the caller owns. Knows nothing of what
 * they mean.
 */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

#include "buffer.h"

enum { ENVIRONMENT_MAX = 256 };

struct environment {
	struct buffer space; /* `full`: something did not fit */
	unsigned count;
	char *variables[ENVIRONMENT_MAX + 1]; /* as execve(2) takes them */
};

/* Begins a variable: writes its name and "=". Returns where its value, which
 * the caller appends to e->space, begins, for environment_end. */
size_t environment_begin(struct environment *e, struct bytes name);

/* The same for a caller that writes the name as well. */
void environment_mark(struct environment *e);

/* Ends the variable whose value began at `value`; keeps it unless it looks like
 * a shell function (CVE-2014-6271). One more than ENVIRONMENT_MAX is not kept
 * and sets e->space.full. */
void environment_end(struct environment *e, size_t value);

/* Adds a variable, as the two functions above do. */
void environment_put(
    struct environment *e, struct bytes name, struct bytes value);

/* As environment_put, unless the value is absent. */
void environment_put_if(
    struct environment *e, struct bytes name, struct bytes value);

/* Adds "NAME=VALUE", unless there is a variable of that name. */
void environment_put_default(struct environment *e, const char *name_and_value);

#endif
