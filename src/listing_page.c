/* SPDX-License-Identifier: ISC */
#include "listing_form.h"

#include "listing_text.h"

/* The most octets of a line besides the name and the reference. */
enum { LINE_REST_MAX = 256 };

/* In UTF-8, no letter of a script that is written from right to left begins
 * with an octet below this one. */
enum { RIGHT_TO_LEFT_MIN = 0xd6 };

static const char style[] =
    ":root{color-scheme:light dark;--text:#1f2328;--quiet:#59636e;"
    "--line:#e4e7eb;--mark:#f4f6f8;--link:#0a58b8;--page:#fff}"
    "@media(prefers-color-scheme:dark){:root{--text:#e3e6ea;"
    "--quiet:#9aa4af;--line:#2b3138;--mark:#1e2329;--link:#83b9ff;"
    "--page:#15181c}}"
    "*{box-sizing:border-box}"
    "body{margin:0 auto;max-width:56rem;padding:1.5rem 1.5rem 4rem;"
    "background:var(--page);color:var(--text);"
    "font:1rem/1.5 system-ui,sans-serif}"
    "h1{margin:0;font-size:1.5rem;line-height:1.3;"
    "overflow-wrap:anywhere}"
    "h1 span{display:block;font-size:.875rem;font-weight:400;"
    "color:var(--quiet)}"
    "a{color:var(--link);text-decoration:none;border-radius:.25rem}"
    "a:hover{text-decoration:underline}"
    "a:focus-visible{outline:2px solid var(--link)}"
    "p{margin:.25rem 0 .75rem}p a{display:inline-block;padding:.5rem 0}"
    "ul{list-style:none;padding:0}"
    "ul,.by{margin:0 -.5rem}"
    "li,.by{display:grid;align-items:baseline;"
    "grid-template-columns:1fr 6rem 10rem;"
    "border-bottom:1px solid var(--line)}"
    "li:hover{background:var(--mark)}"
    "li>*,.by a{padding:.5rem;overflow-wrap:anywhere}"
    "li a{white-space:pre-wrap}"
    "li a[href$='/']{font-weight:600}"
    "data,time{color:var(--quiet);font-size:.875rem;"
    "font-variant-numeric:tabular-nums;text-align:end}"
    "data{grid-column:2}time{grid-column:3}"
    ".by{font-size:.875rem}.by a+a{text-align:end}"
    ".by [aria-current]{font-weight:600;color:var(--text)}"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:1.5rem 0;"
    "padding:1rem;border-radius:.5rem;background:var(--mark);"
    "font:.875rem/1.5 ui-monospace,monospace}"
    "@media(max-width:36rem){body{padding:1rem 1rem 3rem}"
    ".by,li{grid-template-columns:auto 1fr auto}"
    "li a{grid-column:1/-1;padding-bottom:0}"
    "li data,li time{grid-column:auto;padding-top:0;text-align:start}"
    ".by a+a{text-align:start}}";

/* ---------------------------------------------------------------- entries */

static void
put_name(struct buffer *b, const struct entry *entry)
{
	struct bytes name = bytes_of(entry->name);
	bool isolate = false;

	for (size_t i = 0; i < name.len && !isolate; i++)
		isolate = (unsigned char)name.at[i] >= RIGHT_TO_LEFT_MIN;
	if (isolate)
		PUT(b, "<bdi>");
	(void)escape_put(b, ESCAPE_NAME, name);
	if (isolate)
		PUT(b, "</bdi>");
	if (entry->kind & ENTRY_LINK)
		buffer_put_char(b, '@');
	else if (entry->kind & ENTRY_DIRECTORY)
		buffer_put_char(b, '/');
}

/* "999 B", "1.5 KiB", "15 KiB"; the fraction is cut off, not rounded. */
static void
put_size(struct buffer *b, uint64_t size)
{
	unsigned unit = 0, fraction = 0;

	for (; size >= 1000; size >>= 10) {
		fraction = size & 1023;
		unit++;
	}
	buffer_put_number(b, size);
	if (unit && size < 10) {
		buffer_put_char(b, '.');
		buffer_put_char(b, (char)('0' + fraction * 10 / 1024));
	}
	buffer_put_char(b, ' ');
	if (unit) {
		buffer_put_char(b, " KMGTPE"[unit]);
		buffer_put_char(b, 'i');
	}
	buffer_put_char(b, 'B');
}

static void
put_line(struct listing *l, struct buffer *b, const struct entry *entry)
{
	struct bytes time = listing_time(&l->time, entry);

	PUT(b, "<li><a href=\"");
	listing_put_href(b, entry);
	PUT(b, "\">");
	put_name(b, entry);
	PUT(b, "</a>");
	if (entry->size >= 0) {
		PUT(b, " <data value=\"");
		buffer_put_number(b, (uint64_t)entry->size);
		PUT(b, "\">");
		put_size(b, (uint64_t)entry->size);
		PUT(b, "</data>");
	}
	if (time.at) {
		PUT(b, " <time>");
		listing_put_literal(
		    b, (struct bytes){ time.at, LISTING_MINUTE_LENGTH });
		PUT(b, "</time>");
	}
	PUT(b, "</li>\n");
}

static void
put_entries(struct listing *l)
{
	stream_put(&l->stream, BYTES("<ul>\n"));
	for (size_t i = 0; i < l->directory.count && !l->stream.over; i++) {
		const struct entry *entry = directory_entry(&l->directory, i);

		if (entry)
			put_line(l,
			    stream_room(&l->stream,
				listing_room(entry) + LINE_REST_MAX),
			    entry);
	}
	stream_put(&l->stream, BYTES("</ul>\n"));
	if (!l->directory.count)
		stream_put(&l->stream, BYTES("<p>Nothing is here.</p>\n"));
}

/* ------------------------------------------------------------------- head */

/* Relative references go wrong where the client sees another path than we do:
 * after a local redirect, or when only the decoded path ends in a slash. */
static bool
needs_base(const struct exchange *x)
{
	return x->redirects || !bytes_end_with(x->uri.raw_path, BYTES("/"));
}

static void
put_head(struct listing *l)
{
	struct stream *s = &l->stream;
	struct bytes path = l->x->uri.path;

	stream_put(s,
	    BYTES("<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n"
		  "<meta charset=\"utf-8\">\n"
		  "<meta name=\"viewport\" "
		  "content=\"width=device-width, initial-scale=1\">\n"));
	if (needs_base(l->x)) {
		stream_put(s, BYTES("<base href=\""));
		stream_put_escaped(s, ESCAPE_URI, path);
		stream_put(s, BYTES("\">\n"));
	}
	stream_put(s, BYTES("<title>Directory listing for "));
	stream_put_escaped(s, ESCAPE_NAME, path);
	stream_put(s, BYTES("</title>\n<style>"));
	stream_put(s, bytes_of(style));
	stream_put(s,
	    BYTES("</style>\n</head>\n<body>\n<header>\n"
		  "<h1><span>Directory listing for </span><bdi>"));
	stream_put_escaped(s, ESCAPE_NAME, path);
	stream_put(s, BYTES("</bdi></h1>\n"));
	if (path.len > 1)
		stream_put(s,
		    BYTES("<p><a href=\"../\" rel=\"up\">"
			  "Parent directory</a></p>\n"));
	stream_put(s, BYTES("</header>\n<main>\n"));
}

/* A column's link sorts by that column, and in the other direction when the
 * listing is sorted by it already. */
static void
put_sort_link(struct listing *l, enum directory_order column)
{
	static const char titles[][12] = { "Name", "Size", "Date (UTC)" };
	bool current = column == l->order;
	struct buffer *b = stream_room(&l->stream, LINE_REST_MAX);

	buffer_put(b, BYTES("<a rel=\"nofollow\" href=\"?sort="));
	buffer_put_string(b, listing_columns[column]);
	buffer_put_string(b,
	    current && !l->descending ? "&amp;order=desc\""
				      : "&amp;order=asc\"");
	buffer_put_string(b, current ? " aria-current=\"true\">" : ">");
	buffer_put_string(b, titles[column]);
	if (current)
		buffer_put_string(b,
		    l->descending
			? " <span role=\"img\" aria-label=\"descending\">"
			  "\u2193</span>"
			: " <span role=\"img\" aria-label=\"ascending\">"
			  "\u2191</span>");
	buffer_put(b, BYTES("</a>\n"));
}

static void
put_sort_links(struct listing *l)
{
	stream_put(
	    &l->stream, BYTES("<nav class=\"by\" aria-label=\"Sort\">\n"));
	put_sort_link(l, DIRECTORY_BY_NAME);
	put_sort_link(l, DIRECTORY_BY_SIZE);
	put_sort_link(l, DIRECTORY_BY_DATE);
	stream_put(&l->stream, BYTES("</nav>\n"));
}

void
listing_put_page(struct listing *l)
{
	put_head(l);
	listing_put_text(l, LISTING_HEADER);
	put_sort_links(l);
	put_entries(l);
	listing_put_text(l, LISTING_README);
	stream_put(&l->stream, BYTES("</main>\n</body>\n</html>\n"));
}
