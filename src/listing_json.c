/* SPDX-License-Identifier: ISC */
#include "listing_form.h"

/* The most octets of an object besides the name and the reference. */
enum { OBJECT_REST_MAX = 256 };

static struct bytes
type_name(const struct entry *entry)
{
	if (entry->kind & ENTRY_DIRECTORY)
		return BYTES("directory");
	return entry->kind & ENTRY_FILE ? BYTES("file") : BYTES("other");
}

static void
put_object(struct listing *l, struct buffer *b, const struct entry *entry)
{
	struct bytes time = listing_time(&l->time, entry);

	PUT(b, "{\"name\": \"");
	(void)escape_put(b, ESCAPE_JSON, bytes_of(entry->name));
	PUT(b, "\", \"href\": \"");
	listing_put_href(b, entry);
	PUT(b, "\", \"type\": \"");
	buffer_put(b, type_name(entry));
	PUT(b, "\"");
	if (entry->kind & ENTRY_LINK)
		PUT(b, ", \"link\": true");
	if (entry->size >= 0) {
		PUT(b, ", \"size\": ");
		buffer_put_number(b, (uint64_t)entry->size);
	}
	if (time.at) {
		PUT(b, ", \"modified\": \"");
		buffer_put(b, bytes_cut(&time, ' '));
		buffer_put_char(b, 'T');
		buffer_put(b, time);
		PUT(b, "Z\"");
	}
	PUT(b, "}");
}

void
listing_put_json(struct listing *l)
{
	struct bytes separator = BYTES("\n");

	stream_put(&l->stream, BYTES("["));
	for (size_t i = 0; i < l->directory.count && !l->stream.over; i++) {
		const struct entry *entry = directory_entry(&l->directory, i);
		struct buffer *b;

		if (!entry)
			continue;
		b = stream_room(
		    &l->stream, listing_room(entry) + OBJECT_REST_MAX);
		buffer_put(b, separator);
		put_object(l, b, entry);
		separator = BYTES(",\n");
	}
	stream_put(&l->stream, BYTES("\n]\n"));
}
