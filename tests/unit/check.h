/* SPDX-License-Identifier: ISC */
/*
 * Shared by the tests of the pure parts: checks that are counted, and inputs
 * that lie directly before an unreadable page, so that reading one octet too
 * many is a crash. A test prints TAP: one line per table row or check.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"

/* BYTES for static tables, which cannot have compound literals. */
#define TEXT(literal)                          \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

/* Prints one TAP line: ok when `holds`; otherwise the row's name, file and
 * line.
 */
void check_that(bool holds, const char *name, const char *file, int line);
#define CHECK(holds, name) check_that((holds), (name), __FILE__, __LINE__)

/* Prints one TAP line for a check that is not possible here. */
void check_skipped(const char *name, const char *why);

/* Like CHECK, and prints both values when they differ. An absent run equals
 * only an absent one. */
void check_bytes(struct bytes got, struct bytes expected, const char *name,
    const char *file, int line);
#define CHECK_BYTES(got, expected, name) \
	check_bytes((got), (expected), (name), __FILE__, __LINE__)
void check_number(int64_t got, int64_t expected, const char *name,
    const char *file, int line);
#define CHECK_NUMBER(got, expected, name) \
	check_number(                     \
	    (int64_t)(got), (int64_t)(expected), (name), __FILE__, __LINE__)

/* Returns a copy of `text` that ends directly before a PROT_NONE page. It is
 * never freed. */
struct bytes guarded(struct bytes text);

/* Prints the plan. Returns the exit status: 0 when all checks held and there
 * was at least one. */
int check_done(void);

#endif
