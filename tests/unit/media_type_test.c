/* SPDX-License-Identifier: ISC */
/* media_type_test ROWS: compares with the output of
 * scripts/generate-media-types --rows. */
#include <stdio.h>

#include "check.h"
#include "media_type.h"

#define UNKNOWN "application/octet-stream"

static const struct {
	const char *path, *type;
} rows[] = {
	/* Python's four for compressed files; the inner type never counts */
	{ "a.gz", "application/gzip" },
	{ "a.tar.gz", "application/gzip" },
	{ "a.Z", UNKNOWN },
	{ "a.bz2", "application/x-bzip2" },
	{ "a.xz", "application/x-xz" },
	{ "a.zst", "application/zstd" },
	{ "a.br", UNKNOWN },

	/* common types of the web */
	{ "/index.html", "text/html" },
	{ "/index.htm", "text/html" },
	{ "/style.css", "text/css" },
	{ "/script.js", "text/javascript" },
	{ "/module.mjs", "text/javascript" },
	{ "/script.js.map", "application/json" },
	{ "/program.wasm", "application/wasm" },
	{ "/data.json", "application/json" },
	{ "/app.webmanifest", "application/manifest+json" },
	{ "/drawing.svg", "image/svg+xml" },
	{ "/photo.jpg", "image/jpeg" },
	{ "/photo.jpeg", "image/jpeg" },
	{ "/picture.png", "image/png" },
	{ "/picture.gif", "image/gif" },
	{ "/picture.webp", "image/webp" },
	{ "/picture.avif", "image/avif" },
	{ "/favicon.ico", "image/vnd.microsoft.icon" },
	{ "/letters.woff", "font/woff" },
	{ "/letters.woff2", "font/woff2" },
	{ "/film.mp4", "video/mp4" },
	{ "/film.webm", "video/webm" },
	{ "/segment.ts", "video/mp2t" },
	{ "/sound.mp3", "audio/mpeg" },
	{ "/README.md", "text/markdown" },
	{ "/robots.txt", "text/plain" },
	{ "/table.csv", "text/csv" },
	{ "/feed.xml", "application/xml" },
	{ "/paper.pdf", "application/pdf" },
	{ "/archive.zip", "application/zip" },
	{ "/archive.tar", "application/x-tar" },
	{ "/debian.deb", "application/vnd.debian.binary-package" },

	/* the case of letters does not count */
	{ "/PHOTO.JPG", "image/jpeg" },
	{ "/Index.Html", "text/html" },
	{ "a.GZ", "application/gzip" },

	/* only what follows the last dot of the last segment counts */
	{ "/pictures.png/notes", UNKNOWN },
	{ "/pictures.png/", UNKNOWN },
	{ "/v1.2/notes.txt", "text/plain" },
	{ "notes.txt", "text/plain" },
	{ "/a.html.unknown", UNKNOWN },

	/* no extension */
	{ "", UNKNOWN },
	{ "/", UNKNOWN },
	{ "/Makefile", UNKNOWN },
	{ "/name.", UNKNOWN },
	{ "/.", UNKNOWN },
	{ "/..", UNKNOWN },
	{ "/.html", UNKNOWN },
	{ "/..html", UNKNOWN },
	{ "/.profile.html", "text/html" },

	/* an unknown extension */
	{ "/a.no-such-extension", UNKNOWN },
	{ "/a.htmlx", UNKNOWN },
	{ "/a.ht", UNKNOWN },
	{ "/a.html ", UNKNOWN },
	{ "/a.@@", UNKNOWN },
	{ "/a.\xff\x80", UNKNOWN },
	{ "/a.jp\xc7", UNKNOWN },
	{ "/a.[", UNKNOWN },
	{ "/a.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    UNKNOWN },
};

/* Checks every extension that the tables were made from. */
static void
check_rows(const char *file)
{
	char path[128] = "/name.", type[128], space[MEDIA_TYPE_SIZE];
	FILE *all = fopen(file, "r");
	int count = 0;

	while (all && fscanf(all, "%60s %127s", path + 6, type) == 2) {
		struct bytes found =
		    media_type_find(guarded(bytes_of(path)), space);

		CHECK_BYTES(found, bytes_of(type), path);
		count++;
	}
	CHECK(count > 25, "there are rows");
	if (all)
		(void)fclose(all);
}

int
main(int argc, char **argv)
{
	char space[MEDIA_TYPE_SIZE];

	for (size_t i = 0; i < lengthof(rows); i++) {
		struct bytes type =
		    media_type_find(guarded(bytes_of(rows[i].path)), space);

		CHECK_BYTES(type, bytes_of(rows[i].type), rows[i].path);
		CHECK(type.at[type.len] == '\0', "ends in NUL");
	}
	CHECK(media_type_find(BYTES("a\0b.html"), space).len ==
		sizeof "text/html" - 1,
	    "a NUL in the name ends nothing");
	CHECK(bytes_equal(
		  media_type_find(BYTES("a.html\0"), space), BYTES(UNKNOWN)),
	    "a NUL behind an extension makes another one");
	check_rows(argc > 1 ? argv[1] : "");
	return check_done();
}
