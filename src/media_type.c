/* SPDX-License-Identifier: ISC */
#include "media_type.h"

#include "buffer.h"

/*
 * The tables, made by scripts/generate-media-types:
 *
 *   bucket_starts        the buckets' offsets in media_type_rows
 *   media_type_rows      the buckets one after the other, each of some rows:
 *                        the length of an extension, the extension, the offset
 *                        of its type in the pool (two octets, the lower first)
 *   media_type_pool      types: the index of a prefix, what follows it, NUL
 *   media_type_prefixes  the prefixes, by index
 *
 * A look-up reads four rows on average, and touches one place in each table.
 */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "media_type_table.h"
#pragma GCC diagnostic pop

_Static_assert((int)LONGEST_TYPE < (int)MEDIA_TYPE_SIZE, "they all fit");

/* As in Python's posixpath.splitext(), the leading dots of a name begin no
 * extension. */
static struct bytes
extension_of(struct bytes path)
{
	struct bytes name = bytes_base_name(path);
	size_t dot;

	while (name.len && name.at[0] == '.')
		name = bytes_after(name, 1);
	dot = bytes_find_last(name, '.');
	return dot < name.len ? bytes_after(name, dot + 1) : NO_BYTES;
}

/* The same hash as in scripts/generate-media-types. */
static unsigned
bucket_of(struct bytes extension)
{
	unsigned hash = 0;

	for (size_t i = 0; i < extension.len; i++)
		hash = hash * 33 + (unsigned char)ascii_lower(extension.at[i]);
	return hash % BUCKETS;
}

/* The extension's type in the pool; NULL when the extension is unknown. */
static const char *
find_row(struct bytes extension)
{
	unsigned bucket = bucket_of(extension);
	const unsigned char *row = media_type_rows + bucket_starts[bucket];
	const unsigned char *end = media_type_rows + bucket_starts[bucket + 1];

	while (row < end) {
		struct bytes known = { (const char *)row + 1, row[0] };
		const unsigned char *type = row + 1 + row[0];

		if (bytes_equal_nocase(known, extension))
			return &media_type_pool[type[0] | type[1] << 8];
		row = type + 2;
	}
	return NULL;
}

struct bytes
media_type_find(struct bytes path, char space[MEDIA_TYPE_SIZE])
{
	struct buffer type = { space, 0, MEDIA_TYPE_SIZE, false };
	const char *found = find_row(extension_of(path));

	if (!found)
		return BYTES("application/octet-stream");
	buffer_put_string(&type, media_type_prefixes[(size_t)found[0]]);
	buffer_put_string(&type, found + 1);
	(void)buffer_string(&type);
	return buffer_bytes(&type);
}
