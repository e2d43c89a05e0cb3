/* SPDX-License-Identifier: ISC */
/* Input: one octet that chooses where the rest is cut, and chunked content. */
#include "chunked.h"
#include "fuzz.h"

enum { CONTENT_MAX = 1 << 20 };

struct decoding {
	struct chunked decoder;
	struct buffer content;
	enum chunked_result result;
	size_t left; /* of the input, at its end */
};

static void
take(struct decoding *d, struct bytes piece)
{
	while (d->result == CHUNKED_MORE || d->result == CHUNKED_DATA) {
		struct bytes data = NO_BYTES, before = piece;

		d->result = chunked_decode(&d->decoder, &piece, &data);
		must(piece.at + piece.len == before.at + before.len);
		if (d->result != CHUNKED_DATA)
			break;
		must(data.len > 0 && data.at >= before.at);
		must(data.at + data.len == piece.at);
		buffer_put(&d->content, data);
	}
	must(d->result != CHUNKED_MORE || !piece.len);
	d->left += piece.len;
}

static struct decoding
decode(struct bytes coded, unsigned seed, char *space)
{
	struct decoding d = { .result = CHUNKED_MORE,
		.content = { space, 0, CONTENT_MAX, false } };

	while (coded.len && d.result == CHUNKED_MORE) {
		size_t len = coded.len;

		seed = seed * 1103515245 + 12345;
		if (seed & 0xff00000)
			len = 1 + (seed >> 16) % 7;
		take(&d, bytes_first(coded, len));
		coded = bytes_after(coded, len);
	}
	d.left += coded.len;
	return d;
}

static struct decoding
decode_whole(struct bytes coded, char *space)
{
	struct decoding d = { .result = CHUNKED_MORE,
		.content = { space, 0, CONTENT_MAX, false } };

	take(&d, coded);
	return d;
}

/* Content that we encode is decoded to the same content. */
static void
check_round_trip(struct bytes content)
{
	static char coded[CONTENT_MAX + 64], decoded[CONTENT_MAX];
	struct buffer b = BUFFER(coded);
	struct decoding d;

	if (content.len) {
		chunked_put_head(&b, content.len);
		buffer_put(&b, content);
		buffer_put(&b, CHUNKED_AFTER);
	}
	buffer_put(&b, CHUNKED_LAST);
	d = decode_whole(buffer_bytes(&b), decoded);
	must(d.result == CHUNKED_END && !d.left);
	must(bytes_equal(buffer_bytes(&d.content), content));
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static char whole_content[CONTENT_MAX], cut_content[CONTENT_MAX];
	struct bytes coded = { (const char *)input, size };
	struct decoding whole, cut;
	unsigned seed = size ? input[0] : 0;

	coded = bytes_after(coded, 1);
	whole = decode_whole(coded, whole_content);
	cut = decode(coded, seed, cut_content);
	must(whole.result == cut.result || !coded.len);
	must(whole.result != CHUNKED_END || whole.left == cut.left);
	must(bytes_equal(
	    buffer_bytes(&whole.content), buffer_bytes(&cut.content)));
	must(whole.decoder.extra <= CHUNKED_EXTRA_MAX ||
	    whole.result == CHUNKED_INVALID);
	take(&whole, BYTES(""));
	must(whole.result == cut.result || !coded.len);
	check_round_trip(buffer_bytes(&whole.content));
	return 0;
}
