/* SPDX-License-Identifier: ISC */
/*
 * What the tests of the pure parts share: checks that count, and inputs that
 * lie against a page nobody may read, so that one octet of over-read is a
 * crash. A test prints TAP: one line per table row or claim.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"

/* BYTES for static tables, which take no compound literals. */
#define TEXT(literal)                          \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

/* One TAP line: ok when `holds`; else the row's name, file and line. */
void check_that(bool holds, const char *name, const char *file, int line);
#define CHECK(holds, name) check_that((holds), (name), __FILE__, __LINE__)

/* One TAP line of what cannot be checked here. */
void check_skipped(const char *name, const char *why);

/* As CHECK, and shows both sides when they differ. An absent run equals only
 * an absent one. */
void check_bytes(struct bytes got, struct bytes expected, const char *name,
    const char *file, int line);
#define CHECK_BYTES(got, expected, name) \
	check_bytes((got), (expected), (name), __FILE__, __LINE__)
void check_number(int64_t got, int64_t expected, const char *name,
    const char *file, int line);
#define CHECK_NUMBER(got, expected, name) \
	check_number(                     \
	    (int64_t)(got), (int64_t)(expected), (name), __FILE__, __LINE__)

/* A copy of `text` whose end touches a PROT_NONE page. Never freed. */
struct bytes guarded(struct bytes text);

/* Prints the plan; the exit status: 0 when all held and at least one ran. */
int check_done(void);

#endif
