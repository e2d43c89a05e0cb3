/* SPDX-License-Identifier: ISC */
#include "environment.h"

void
environment_mark(struct environment *e)
{
	if (e->count < ENVIRONMENT_MAX)
		e->variables[e->count] = e->space.at + e->space.len;
}

size_t
environment_begin(struct environment *e, struct bytes name)
{
	environment_mark(e);
	buffer_put(&e->space, name);
	buffer_put_char(&e->space, '=');
	return e->space.len;
}

void
environment_end(struct environment *e, size_t value)
{
	struct bytes text = bytes_after(buffer_bytes(&e->space), value);

	buffer_put_char(&e->space, '\0');
	if (bytes_start_with(text, BYTES("() {")))
		return;
	if (e->count < ENVIRONMENT_MAX)
		e->count++;
	else
		e->space.full = true;
}

void
environment_put(struct environment *e, struct bytes name, struct bytes value)
{
	size_t start = environment_begin(e, name);

	buffer_put(&e->space, value);
	environment_end(e, start);
}

void
environment_put_if(struct environment *e, struct bytes name, struct bytes value)
{
	if (value.at)
		environment_put(e, name, value);
}

static bool
is_set(const struct environment *e, struct bytes name)
{
	for (unsigned i = 0; i < e->count; i++)
		if (!strncmp(e->variables[i], name.at, name.len) &&
		    e->variables[i][name.len] == '=')
			return true;
	return false;
}

void
environment_put_default(struct environment *e, const char *name_and_value)
{
	struct bytes value = bytes_of(name_and_value);
	struct bytes name = bytes_cut(&value, '=');

	if (!is_set(e, name))
		environment_put(e, name, value);
}
