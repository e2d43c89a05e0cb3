/* SPDX-License-Identifier: ISC */
#include "library.h"

#include <dlfcn.h>
#include <string.h>

const char *
library_load(const char *soname, const struct library_function *functions,
    unsigned count)
{
	/* RTLD_NOW: no symbol is to be looked up later, in a sandbox. */
	void *library = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return dlerror();
	for (unsigned i = 0; i < count; i++) {
		void *at = dlsym(library, functions[i].name);

		if (!at)
			return dlerror();
		/* ISO C has no cast from an object pointer to a function
		 * pointer. */
		memcpy(functions[i].ret_pointer, &at, sizeof at);
	}
	return NULL;
}
