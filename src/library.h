/* SPDX-License-Identifier: ISC */
/*
 * Shared libraries that are loaded when they are needed (dlopen(3)). A library
 * that is linked is mapped, relocated and initialised by glibc at every start,
 * and a one-shot process pays for that with each connection.
 *
 * Libraries are loaded before any sandbox begins: inside one nothing can be
 * opened, or mapped to be executed.
 */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stdint.h>

#include "attr.h"

/* A function of the library, and where to store the pointer to it. */
struct library_function {
	const char *name;
	void *ret_pointer; /* to a pointer to a function */
};

/*
 * Loads the library `soname`, which the dynamic linker looks for in its usual
 * places (ld.so(8)), and sets the pointers of `count` functions. The library
 * stays loaded. Returns NULL; on failure a message that is valid until the next
 * call, and then no pointer that was set may be used.
 */
must_check const char *library_load(const char *soname,
    const struct library_function *functions, unsigned count);

/*
 * Puts a note into the executable that says what it loads; at most one in each
 * source file. Packagers read it instead of the linker's list
 * (https://systemd.io/ELF_DLOPEN_METADATA). `feature` says in one word what the
 * library is for; `sonames` are quoted and separated by commas, the preferred
 * one first.
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
