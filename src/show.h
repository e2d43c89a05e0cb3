/* SPDX-License-Identifier: ISC */
/* For --explain and --check: a name or a part of a request may hold anything,
 * and the terminal must not act upon it. */
#ifndef SHOW_H
#define SHOW_H

#include "bytes.h"

/* Prints a text as log_format_escaped has it, to stdout. */
void show(struct bytes text);

#endif
