/* SPDX-License-Identifier: ISC */
/*
 * Shared libraries that are loaded when they are wanted (dlopen(3)). What the
 * linker is told, glibc maps, relocates and initialises at every start, and a
 * one-shot process pays for that with each connection.
 *
 * Loading comes before any sandbox: nothing can be opened, or mapped to be
 * run, in one.
 */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stdint.h>

#include "attr.h"

/* A function of the library, and the pointer to it that is to be set. */
struct library_function {
	const char *name;
	void *ret_pointer;
};

/*
 * Loads the library of this name, which the dynamic linker looks for in its
 * usual places (ld.so(8)); it stays. NULL; else in words why not, until the
 * next call: then no pointer that was set may be used.
 */
must_check const char *library_load(const char *soname,
    const struct library_function *functions, unsigned count);

/*
 * Says in the executable, once in a file, what it loads: packagers read that
 * instead of the linker's list (https://systemd.io/ELF_DLOPEN_METADATA).
 * `feature` is what it is wanted for, in a word; `sonames` in quotes, with
 * commas between them, the preferred one first.
 */
#define LIBRARY_NOTE(feature, description, sonames)                        \
	LIBRARY_NOTE_OF(                                                   \
	    "[{\"feature\":\"" feature "\",\"description\":\"" description \
	    "\",\"priority\":\"recommended\",\"soname\":[" sonames "]}]")
#define LIBRARY_NOTE_OF(json)                                             \
	static const struct {                                             \
		uint32_t name_size, size, type;                           \
		char name[4];                                             \
		_Alignas(4) char text[sizeof(json)];                      \
	} library_note __attribute__((                                    \
	    used, aligned(4), section(".note.dlopen"))) = { sizeof "FDO", \
		sizeof(json), 0x407c0c0a, "FDO", json }

#endif
