/* SPDX-License-Identifier: ISC */
/* Input: a request-target, which is also taken as an authority. */
#include "escape.h"
#include "fuzz.h"
#include "uri.h"

static bool
holds(struct bytes b, struct bytes part)
{
	for (size_t i = 0; i < b.len; i++)
		if (bytes_start_with(bytes_after(b, i), part))
			return true;
	return false;
}

static void
check_path(struct bytes path)
{
	must(bytes_start_with(path, BYTES("/")));
	must(path.at[path.len] == '\0');
	must(bytes_find(path, '\0') == path.len);
	must(!holds(path, BYTES("//")));
	must(!holds(path, BYTES("/./")) && !holds(path, BYTES("/../")));
	must(!bytes_end_with(path, BYTES("/.")));
	must(!bytes_end_with(path, BYTES("/..")));
}

static void
put_decoded(struct buffer *b, struct bytes raw)
{
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.at[i] != '%') {
			buffer_put_char(b, raw.at[i]);
			continue;
		}
		buffer_put_char(b,
		    (char)(hex_value(raw.at[i + 1]) * 16 +
			hex_value(raw.at[i + 2])));
		i += 2;
	}
}

/* The simplest reading: decode everything, then walk the segments. */
static void
put_plain_reading(struct buffer *b, struct bytes raw)
{
	static char decoded[1 << 20];
	struct buffer all = BUFFER(decoded);
	struct bytes rest;
	bool named = false;

	put_decoded(&all, raw);
	rest = buffer_bytes(&all);
	while (rest.at) {
		struct bytes segment = bytes_cut(&rest, '/');

		named = segment.len && !bytes_equal(segment, BYTES(".")) &&
		    !bytes_equal(segment, BYTES(".."));
		if (bytes_equal(segment, BYTES("..")))
			b->len = bytes_find_last(buffer_bytes(b), '/');
		if (named)
			buffer_put_char(b, '/');
		if (named)
			buffer_put(b, segment);
	}
	if (!named)
		buffer_put_char(b, '/');
}

/* The result, sent as a target again, is the same. */
static void
check_again(struct bytes path)
{
	char target[3 * URI_PATH_SIZE + ESCAPE_GROWTH], space[URI_PATH_SIZE];
	struct buffer b = BUFFER(target);
	struct uri again;

	must(!escape_put(&b, ESCAPE_URI, path).len && !b.full);
	must(!uri_parse(buffer_bytes(&b), space, sizeof space, &again).status);
	must(bytes_equal(again.path, path));
	must(again.form == URI_ORIGIN && !again.query.at);
}

static void
check_fits(struct bytes target, struct bytes path)
{
	char space[URI_PATH_SIZE];
	struct uri uri;

	must(uri_parse(target, space, path.len, &uri).status ==
	    STATUS_URI_TOO_LONG);
}

static void
check_taken(struct bytes target, const struct uri *uri)
{
	char space[2 * URI_PATH_SIZE];
	struct buffer plain = BUFFER(space);
	bool has_path = uri->form == URI_ORIGIN || uri->form == URI_ABSOLUTE;

	must(has_path == !!uri->path.at && has_path == !!uri->raw_path.at);
	must(!!uri->authority.at ==
	    (uri->form == URI_AUTHORITY || uri->form == URI_ABSOLUTE));
	for (size_t i = 0; i < target.len; i++)
		must((unsigned char)target.at[i] > ' ' && target.at[i] != '#' &&
		    target.at[i] != 0x7f);
	if (!has_path)
		return;
	check_path(uri->path);
	check_again(uri->path);
	check_fits(target, uri->path);
	put_plain_reading(&plain, uri->raw_path);
	must(bytes_equal(uri->path, buffer_bytes(&plain)));
	must(!uri->query.at ||
	    uri->query.at + uri->query.len == target.at + target.len);
}

static void
check_authority(struct bytes text)
{
	struct bytes host = BYTES("?"), port = BYTES("?");

	if (!uri_split_authority(text, &host, &port)) {
		must(bytes_equal(host, BYTES("?")));
		must(bytes_equal(port, BYTES("?")));
		return;
	}
	must(host.len <= text.len && host.at == text.at);
	must(bytes_find(host, '@') == host.len);
	must(bytes_find(host, '/') == host.len);
	must(host.len == text.len || text.at[host.len] == ':');
	must(!port.at || port.len == text.len - host.len - 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes target = { (const char *)input, size };
	char space[URI_PATH_SIZE];
	struct uri uri = { .raw_path = BYTES("?") };
	struct refusal refusal = uri_parse(target, space, sizeof space, &uri);

	if (refusal.status) {
		must(refusal.status == STATUS_BAD_REQUEST ||
		    refusal.status == STATUS_URI_TOO_LONG);
		must(refusal.cause && bytes_equal(uri.raw_path, BYTES("?")));
	} else {
		check_taken(target, &uri);
	}
	check_authority(target);
	return 0;
}
