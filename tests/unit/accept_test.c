/* SPDX-License-Identifier: ISC */
#include "accept.h"

#include "check.h"

static struct bytes
input(const char *text)
{
	return text ? guarded(bytes_of(text)) : NO_BYTES;
}

static const struct {
	const char *field, *coding;
	unsigned weight;
} codings[] = {
	/* says nothing: only identity */
	{ NULL, "gzip", 0 },
	{ NULL, "identity", 1 },
	{ "", "gzip", 0 },
	{ "", "identity", 1 },
	{ " , ,", "gzip", 0 },
	{ " , ,", "identity", 1 },

	/* what browsers and tools send */
	{ "gzip, deflate, br, zstd", "gzip", 1000 },
	{ "gzip, deflate, br, zstd", "br", 1000 },
	{ "gzip, deflate, br, zstd", "identity", 1 },
	{ "deflate, gzip;q=1.0, *;q=0.5", "gzip", 1000 },
	{ "deflate, gzip;q=1.0, *;q=0.5", "br", 500 },
	{ "identity", "gzip", 0 },
	{ "identity", "identity", 1000 },
	{ "identity;q=1, *;q=0", "gzip", 0 },
	{ "identity;q=1, *;q=0", "identity", 1000 },

	/* "*" stands for codings that are not named, in any order */
	{ "*", "gzip", 1000 },
	{ "*", "identity", 1000 },
	{ "*;q=0.3", "gzip", 300 },
	{ "*;q=0", "gzip", 0 },
	{ "gzip;q=0.2, *;q=0.8", "gzip", 200 },
	{ "*;q=0.8, gzip;q=0.2", "gzip", 200 },
	{ "gzip;q=0, *", "gzip", 0 },

	/* identity, excluded or preferred */
	{ "gzip;q=0.5, identity;q=0", "identity", 0 },
	{ "gzip;q=0.5, *;q=0", "identity", 0 },
	{ "identity;q=0.5, *;q=0", "identity", 500 },
	{ "gzip;q=0.2, IDENTITY;q=0.5", "identity", 500 },
	{ "gzip;q=0.001", "identity", 1 },
	{ "gzip;q=0.001", "gzip", 1 },

	/* names */
	{ "GZip", "gzip", 1000 },
	{ "x-gzip", "gzip", 1000 },
	{ "X-GZIP;q=0.5", "gzip", 500 },
	{ "gzip", "x-gzip", 1000 },
	{ "x-gzip2", "gzip", 0 },
	{ "gzi", "gzip", 0 },
	{ "gzipped", "gzip", 0 },
	{ "gz ip", "gzip", 0 },
	{ "br", "gzip", 0 },

	/* weights */
	{ "gzip;q=1", "gzip", 1000 },
	{ "gzip;q=1.", "gzip", 1000 },
	{ "gzip;q=1.0", "gzip", 1000 },
	{ "gzip;q=1.000", "gzip", 1000 },
	{ "gzip;q=0", "gzip", 0 },
	{ "gzip;q=0.", "gzip", 0 },
	{ "gzip;q=0.000", "gzip", 0 },
	{ "gzip;q=0.001", "gzip", 1 },
	{ "gzip;q=0.01", "gzip", 10 },
	{ "gzip;q=0.1", "gzip", 100 },
	{ "gzip;q=0.999", "gzip", 999 },
	{ "gzip;Q=0.5", "gzip", 500 },
	{ "gzip ; q=0.5", "gzip", 500 },
	{ "gzip\t;\tq=0.5 ", "gzip", 500 },
	{ "gzip;;q=0.5;", "gzip", 500 },
	{ "gzip;", "gzip", 1000 },

	/* invalid weights: as if the element were absent */
	{ "gzip;q=", "gzip", 0 },
	{ "gzip;q", "gzip", 0 },
	{ "gzip;q=2", "gzip", 0 },
	{ "gzip;q=.5", "gzip", 0 },
	{ "gzip;q=-1", "gzip", 0 },
	{ "gzip;q=0.5x", "gzip", 0 },
	{ "gzip;q=0,5", "gzip", 0 },
	{ "gzip;q=05", "gzip", 0 },
	{ "gzip;q=15", "gzip", 0 },
	{ "gzip;q=1.001", "gzip", 0 },
	{ "gzip;q=0.1234", "gzip", 0 },
	{ "gzip;q=\"0.5\"", "gzip", 0 },
	{ "gzip;q= 0.5", "gzip", 0 },
	{ "gzip;q =0.5", "gzip", 0 },
	{ "gzip;q=2, *;q=0.5", "gzip", 500 },

	/* of repeated elements the heaviest counts */
	{ "gzip;q=0.2, gzip;q=0.7, gzip;q=0.5", "gzip", 700 },
	{ "gzip;q=0, gzip", "gzip", 1000 },
};

static const struct {
	const char *field, *type;
	unsigned weight;
} media_types[] = {
	/* says nothing, or nothing valid */
	{ NULL, "text/html", 1000 },
	{ "", "text/html", 1000 },
	{ ",", "text/html", 1000 },
	{ "text", "text/html", 1000 },
	{ "text/html;q=7", "text/html", 1000 },
	{ "*", "text/html", 1000 },
	{ "*;q=0.2", "text/html", 1000 },

	/* what browsers and tools send */
	{ "*/*", "application/json", 1000 },
	{ "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
	    "text/html", 1000 },
	{ "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
	    "application/json", 800 },
	{ "application/json, text/plain, */*", "text/html", 1000 },
	{ "application/json", "application/json", 1000 },
	{ "application/json", "text/html", 0 },
	{ "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "text/html",
	    1000 },
	{ "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "text/css",
	    0 },

	/* the most specific range counts, in any order */
	{ "text/*;q=0.3, text/plain;q=0.7, */*;q=0.5", "text/plain", 700 },
	{ "text/*;q=0.3, text/plain;q=0.7, */*;q=0.5", "text/html", 300 },
	{ "text/*;q=0.3, text/plain;q=0.7, */*;q=0.5", "image/png", 500 },
	{ "*/*;q=0.5, text/plain;q=0.7, text/*;q=0.3", "text/plain", 700 },
	{ "*/*;q=0.5, text/plain;q=0.7, text/*;q=0.3", "text/html", 300 },
	{ "text/html;q=0, */*", "text/html", 0 },
	{ "text/*;q=0, text/html", "text/html", 1000 },
	{ "text/*;q=0, text/html", "text/plain", 0 },
	{ "text/html;q=0.4, text/html;q=0.6, text/html;q=0.5", "text/html",
	    600 },

	/* names */
	{ "TEXT/Html;q=0.5", "text/html", 500 },
	{ "Text/*;q=0.5", "text/html", 500 },
	{ "text/htm", "text/html", 0 },
	{ "text/htmlx", "text/html", 0 },
	{ "tex/*", "text/html", 0 },
	{ "texts/*", "text/html", 0 },

	/* parameters are ignored */
	{ "text/html;charset=utf-8", "text/html", 1000 },
	{ "text/html;level=1;q=0.4", "text/html", 400 },
	{ "text/html;q=0.4;level=1", "text/html", 400 },
	{ "text/html;a=\"x;q=0.1\";q=0.4", "text/html", 400 },
	{ "text/html;a=\"x,y\";q=0.4, */*;q=0.1", "text/html", 400 },
	{ "text/html;a=\"\\\";q=0.1\";q=0.4", "text/html", 400 },
	{ "text/html;a=\"\"", "text/html", 1000 },
	{ "text/html;a=\"\\\"\", */*;q=0.1", "text/html", 1000 },

	/* invalid elements */
	{ "*/html, */*;q=0.1", "text/html", 100 },
	{ "text/, */*;q=0.1", "text/html", 100 },
	{ "/html, */*;q=0.1", "text/html", 100 },
	{ "/, */*;q=0.1", "text/html", 100 },
	{ "text / html, */*;q=0.1", "text/html", 100 },
	{ "text/html/x, */*;q=0.1", "text/html", 100 },
	{ ";q=0.5, */*;q=0.1", "text/html", 100 },
	{ "text/html;level, */*;q=0.1", "text/html", 100 },
	{ "text/html;level=, */*;q=0.1", "text/html", 100 },
	{ "text/html;=1, */*;q=0.1", "text/html", 100 },
	{ "text/html;a b=1, */*;q=0.1", "text/html", 100 },
	{ "text/html;a=1 2, */*;q=0.1", "text/html", 100 },
	{ "text/html;a=\"x\"y, */*;q=0.1", "text/html", 100 },
	{ "*/*;q=0.1, text/html;a=", "text/html", 100 },
	{ "*/*;q=0.1, text/html;a=\"", "text/html", 100 },
	{ "*/*;q=0.1, text/html;a=\"x", "text/html", 100 },
	{ "*/*;q=0.1, text/html;a=\"x\\\"", "text/html", 100 },
	{ "*/*;q=0.1, text/html;a=\"x\\", "text/html", 100 },
	{ "*/*;q=0.1, \"text/html", "text/html", 100 },
};

int
main(void)
{
	for (size_t i = 0; i < lengthof(codings); i++)
		CHECK_NUMBER(accept_coding(input(codings[i].field),
				 input(codings[i].coding)),
		    codings[i].weight,
		    codings[i].field ? codings[i].field : "absent");
	for (size_t i = 0; i < lengthof(media_types); i++)
		CHECK_NUMBER(accept_media_type(input(media_types[i].field),
				 input(media_types[i].type)),
		    media_types[i].weight,
		    media_types[i].field ? media_types[i].field : "absent");
	return check_done();
}
