/* SPDX-License-Identifier: ISC */
#include "media_type.h"

/* What gperf writes is no style of ours. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wimplicit-fallthrough"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Woverlength-strings"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wunused-macros"
#include "media_type_table.h"
#pragma GCC diagnostic pop

/* As Python's posixpath.splitext() has it: leading dots of a name begin no
 * extension. */
static struct bytes
extension_of(struct bytes path)
{
	struct bytes name = path;
	size_t slash = bytes_find_last(path, '/');
	size_t dot;

	if (slash < path.len)
		name = bytes_after(path, slash + 1);
	while (name.len && name.at[0] == '.')
		name = bytes_after(name, 1);
	dot = bytes_find_last(name, '.');
	return dot < name.len ? bytes_after(name, dot + 1) : NO_BYTES;
}

struct bytes
media_type_find(struct bytes path)
{
	struct bytes extension = extension_of(path);
	const struct media_type_row *row = NULL;

	if (extension.len)
		row = media_type_row(extension.at, extension.len);
	if (!row)
		return BYTES("application/octet-stream");
	return bytes_of(media_type_names + row->type);
}
