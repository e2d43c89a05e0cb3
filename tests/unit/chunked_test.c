/* SPDX-License-Identifier: ISC */
#include "chunked.h"

#include "check.h"

#define MORE    CHUNKED_MORE
#define END     CHUNKED_END
#define INVALID CHUNKED_INVALID

static const struct {
	struct bytes coded;
	enum chunked_result result;
	const char *content;
	const char *behind; /* of END */
} rows[] = {
	/* whole codings */
	{ TEXT("0\r\n\r\n"), END, "", "" },
	{ TEXT("5\r\nhello\r\n0\r\n\r\n"), END, "hello", "" },
	{ TEXT("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"), END, "abc", "" },
	{ TEXT("A\r\n0123456789\r\n0\r\n\r\n"), END, "0123456789", "" },
	{ TEXT("a\r\n0123456789\r\n0\r\n\r\n"), END, "0123456789", "" },
	{ TEXT("0000000000000001\r\na\r\n0000000000000000\r\n\r\n"), END, "a",
	    "" },
	{ TEXT("2\r\n\r\n\r\n0\r\n\r\n"), END, "\r\n", "" },
	{ TEXT("5\r\n0\r\n\r\n\r\n0\r\n\r\n"), END, "0\r\n\r\n", "" },

	/* what follows the end is not consumed */
	{ TEXT("0\r\n\r\nGET / HTTP/1.1\r\n"), END, "", "GET / HTTP/1.1\r\n" },
	{ TEXT("0\r\n\r\n\r\n"), END, "", "\r\n" },
	{ TEXT("1\r\na\r\n0\r\n\r\n0\r\n\r\n"), END, "a", "0\r\n\r\n" },

	/* extensions */
	{ TEXT("1;a\r\nb\r\n0;c\r\n\r\n"), END, "b", "" },
	{ TEXT("1;a=b;c=\"d e;\"\r\nf\r\n0\r\n\r\n"), END, "f", "" },
	{ TEXT("1 \t ; a = b\r\nc\r\n0\r\n\r\n"), END, "c", "" },
	{ TEXT("1;a;b;0\r\nc\r\n0; d\r\n\r\n"), END, "c", "" },
	{ TEXT("1;a ; b =c ;d= \"\" ;e\r\nf\r\n0\r\n\r\n"), END, "f", "" },
	{ TEXT("1;a=\"\\\"\\\\:=\t\xc3\xa9\"\r\nb\r\n0\r\n\r\n"), END, "b",
	    "" },

	/* trailers */
	{ TEXT("0\r\nA: b\r\n\r\n"), END, "", "" },
	{ TEXT("0\r\nA: b\r\nC:\td\xff\r\nX: ;\r\n\r\n"), END, "", "" },
	{ TEXT("0\r\n0:\r\n\r\n"), END, "", "" },
	{ TEXT("0\r\nX-!~: \"(:)\"\r\n\r\n"), END, "", "" },

	/* incomplete */
	{ { NULL, 0 }, MORE, "", NULL },
	{ TEXT(""), MORE, "", NULL },
	{ TEXT("5"), MORE, "", NULL },
	{ TEXT("5\r"), MORE, "", NULL },
	{ TEXT("5\r\n"), MORE, "", NULL },
	{ TEXT("5\r\nhell"), MORE, "hell", NULL },
	{ TEXT("5\r\nhello"), MORE, "hello", NULL },
	{ TEXT("5\r\nhello\r"), MORE, "hello", NULL },
	{ TEXT("5\r\nhello\r\n"), MORE, "hello", NULL },
	{ TEXT("5;a"), MORE, "", NULL },
	{ TEXT("5 "), MORE, "", NULL },
	{ TEXT("0\r\n"), MORE, "", NULL },
	{ TEXT("0\r\n\r"), MORE, "", NULL },
	{ TEXT("0\r\nA: b\r"), MORE, "", NULL },
	{ TEXT("0\r\nA: b\r\n"), MORE, "", NULL },
	{ TEXT("7fffffffffffffff\r\na"), MORE, "a", NULL },

	/* sizes */
	{ TEXT("\r\n"), INVALID, "", NULL },
	{ TEXT("\n"), INVALID, "", NULL },
	{ TEXT(";a\r\n"), INVALID, "", NULL },
	{ TEXT(" 5\r\n"), INVALID, "", NULL },
	{ TEXT("\t5\r\n"), INVALID, "", NULL },
	{ TEXT("5 \r\n"), INVALID, "", NULL },
	{ TEXT("5\t\r\n"), INVALID, "", NULL },
	{ TEXT("5 5\r\n"), INVALID, "", NULL },
	{ TEXT("+5\r\n"), INVALID, "", NULL },
	{ TEXT("-5\r\n"), INVALID, "", NULL },
	{ TEXT("-3\r\n"), INVALID, "", NULL },
	{ TEXT("0x5\r\n"), INVALID, "", NULL },
	{ TEXT("5x\r\n"), INVALID, "", NULL },
	{ TEXT("g\r\n"), INVALID, "", NULL },
	{ TEXT("5,5\r\n"), INVALID, "", NULL },
	{ TEXT("5.0\r\n"), INVALID, "", NULL },
	{ TEXT("5_0\r\n"), INVALID, "", NULL },
	{ TEXT("\"5\"\r\n"), INVALID, "", NULL },
	{ TEXT("\0"), INVALID, "", NULL },
	{ TEXT("5\0\r\n"), INVALID, "", NULL },
	{ TEXT("8000000000000000\r\n"), INVALID, "", NULL },
	{ TEXT("ffffffffffffffff\r\n"), INVALID, "", NULL },
	{ TEXT("10000000000000003\r\n"), INVALID, "", NULL },
	{ TEXT("00000000000000001\r\n"), INVALID, "", NULL },
	{ TEXT("1\r\na\r\n\r\n"), INVALID, "a", NULL },
	{ TEXT("1\r\na\r\n8000000000000000\r\n"), INVALID, "a", NULL },

	/* line ends other than CRLF */
	{ TEXT("5\nhello\r\n"), INVALID, "", NULL },
	{ TEXT("5\r\r\n"), INVALID, "", NULL },
	{ TEXT("5\rhello"), INVALID, "", NULL },
	{ TEXT("5;a\nhello"), INVALID, "", NULL },
	{ TEXT("5;a\rb\r\n"), INVALID, "", NULL },
	{ TEXT("1\r\na\n0\r\n\r\n"), INVALID, "a", NULL },
	{ TEXT("1\r\na\r0\r\n\r\n"), INVALID, "a", NULL },
	{ TEXT("0\n\n"), INVALID, "", NULL },
	{ TEXT("0\r\n\n"), INVALID, "", NULL },
	{ TEXT("0\r\n\rA"), INVALID, "", NULL },
	{ TEXT("0\r\nA: b\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\nA: b\rc\r\n\r\n"), INVALID, "", NULL },

	/* data longer or shorter than its size */
	{ TEXT("1\r\nab\r\n0\r\n\r\n"), INVALID, "a", NULL },
	{ TEXT("2\r\na\r\n0\r\n\r\n"), INVALID, "a\r", NULL },

	/* what extensions and trailers may not contain */
	{ TEXT("1;a\0b\r\nc\r\n"), INVALID, "", NULL },
	{ TEXT("1;a\x1b\r\nc\r\n"), INVALID, "", NULL },
	{ TEXT("1;a\x7f\r\nc\r\n"), INVALID, "", NULL },
	{ TEXT("1 a\r\nc\r\n"), INVALID, "", NULL },
	{ TEXT("1;\r\na\r\n"), INVALID, "", NULL },
	{ TEXT("1; \r\na\r\n"), INVALID, "", NULL },
	{ TEXT("1;;a\r\nb\r\n"), INVALID, "", NULL },
	{ TEXT("1;a;\r\nb\r\n"), INVALID, "", NULL },
	{ TEXT("1;a \r\nb\r\n"), INVALID, "", NULL },
	{ TEXT("1;a b\r\nc\r\n"), INVALID, "", NULL },
	{ TEXT("1;=a\r\nb\r\n"), INVALID, "", NULL },
	{ TEXT("1;a=\r\nb\r\n"), INVALID, "", NULL },
	{ TEXT("1;a==b\r\nc\r\n"), INVALID, "", NULL },
	{ TEXT("1;a=b=c\r\nd\r\n"), INVALID, "", NULL },
	{ TEXT("1;a=b \r\nc\r\n"), INVALID, "", NULL },
	{ TEXT("1;a=b\"c\"\r\nd\r\n"), INVALID, "", NULL },
	{ TEXT("1;a=\"b\"c\r\nd\r\n"), INVALID, "", NULL },
	{ TEXT("1;a=\"b\r\nc\r\n"), INVALID, "", NULL },
	{ TEXT("1;a=\"b\\\r\nc\r\n"), INVALID, "", NULL },
	{ TEXT("1;\"a\"\r\nb\r\n"), INVALID, "", NULL },
	{ TEXT("1;a:b\r\nc\r\n"), INVALID, "", NULL },
	{ TEXT("1;\xc3\xa9\r\na\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\nA\0: b\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\nA: \x01\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\n A: b\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\n\tA: b\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\n;A: b\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\n\0\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\n0\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\nA b: c\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\nA : b\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\n: b\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\n\xc3\xa9: b\r\n\r\n"), INVALID, "", NULL },
	{ TEXT("0\r\nGET / HTTP/1.1\r\n\r\n"), INVALID, "", NULL },
};

/* Decodes everything at once, or in pieces that are cut at two places. */
struct decoding {
	struct chunked decoder;
	struct buffer content;
	enum chunked_result result;
	struct bytes behind;
};

static void
take(struct decoding *d, struct bytes piece)
{
	struct bytes data = NO_BYTES;

	if (d->result != CHUNKED_MORE)
		return;
	while ((d->result = chunked_decode(&d->decoder, &piece, &data)) ==
	    CHUNKED_DATA)
		buffer_put(&d->content, data);
	d->behind = piece;
}

static bool
is_as_expected(
    struct bytes coded, size_t first_cut, size_t second_cut, size_t i)
{
	char space[64];
	struct decoding d = { .content = BUFFER(space),
		.result = CHUNKED_MORE };

	take(&d, bytes_first(coded, first_cut));
	take(&d, bytes_after(bytes_first(coded, second_cut), first_cut));
	if (d.result == CHUNKED_END)
		return rows[i].result == CHUNKED_END;
	take(&d, bytes_after(coded, second_cut));
	return d.result == rows[i].result &&
	    bytes_equal(buffer_bytes(&d.content), bytes_of(rows[i].content)) &&
	    (d.result != CHUNKED_END ||
		bytes_equal(d.behind, bytes_of(rows[i].behind)));
}

static void
test_row(size_t i)
{
	struct bytes coded = guarded(rows[i].coded);
	bool same = true;

	CHECK(is_as_expected(coded, coded.len, coded.len, i),
	    coded.len ? rows[i].coded.at : "nothing");
	for (size_t first = 0; first <= coded.len; first++)
		for (size_t second = first; second <= coded.len; second++)
			same &= is_as_expected(coded, first, second, i);
	CHECK(same, "the same in two or three pieces");
}

static void
test_octet_by_octet(size_t i)
{
	struct bytes coded = rows[i].coded;
	char space[64];
	struct decoding d = { .content = BUFFER(space),
		.result = CHUNKED_MORE };

	for (size_t at = 0; at < coded.len; at++)
		take(&d, guarded(bytes_first(bytes_after(coded, at), 1)));
	CHECK_NUMBER(d.result, rows[i].result, "octet by octet");
	CHECK_BYTES(
	    buffer_bytes(&d.content), bytes_of(rows[i].content), "its content");
}

/* The data stays where it was: nothing is copied. */
static void
test_borrowing(void)
{
	struct chunked decoder = { 0 };
	struct bytes whole = BYTES("5\r\nhello\r\n0\r\n\r\n+");
	struct bytes coded = whole, data;

	CHECK_NUMBER(
	    chunked_decode(&decoder, &coded, &data), CHUNKED_DATA, "data");
	CHECK(data.at == whole.at + 3 && data.len == 5, "in place");
	CHECK_NUMBER(
	    chunked_decode(&decoder, &coded, &data), CHUNKED_END, "end");
	CHECK_BYTES(coded, BYTES("+"), "behind");
	CHECK_NUMBER(
	    chunked_decode(&decoder, &coded, &data), CHUNKED_END, "still");
	CHECK_BYTES(coded, BYTES("+"), "untouched");
}

static void
test_staying_invalid(void)
{
	struct chunked decoder = { 0 };
	struct bytes wrong = BYTES("x"), right = BYTES("0\r\n\r\n"), data;

	CHECK_NUMBER(chunked_decode(&decoder, &wrong, &data), CHUNKED_INVALID,
	    "invalid");
	CHECK_NUMBER(chunked_decode(&decoder, &right, &data), CHUNKED_INVALID,
	    "stays invalid");
}

static enum chunked_result
take_repeated(struct chunked *decoder, char c, size_t times)
{
	enum chunked_result result = CHUNKED_MORE;
	struct bytes data;

	while (times-- && result == CHUNKED_MORE) {
		struct bytes coded = { &c, 1 };

		result = chunked_decode(decoder, &coded, &data);
	}
	return result;
}

/* A prefix, and up to CHUNKED_EXTRA_MAX dropped octets, or one too many. */
static void
test_extra(struct bytes prefix, char c, size_t used)
{
	struct chunked decoder = { 0 };
	struct bytes data;

	CHECK_NUMBER(
	    chunked_decode(&decoder, &prefix, &data), CHUNKED_MORE, "prefix");
	CHECK_NUMBER(take_repeated(&decoder, c, CHUNKED_EXTRA_MAX - used),
	    CHUNKED_MORE, "as much as allowed");
	CHECK_NUMBER(
	    take_repeated(&decoder, c, 1), CHUNKED_INVALID, "one too many");
}

/* Extensions and trailers of all chunks count together. */
static void
test_extra_together(void)
{
	struct chunked decoder = { 0 };
	enum chunked_result result = CHUNKED_DATA;
	size_t chunks = 0;

	while (result == CHUNKED_DATA && chunks < CHUNKED_EXTRA_MAX) {
		struct bytes coded = BYTES("1;a\r\nb\r\n"), data;

		result = chunked_decode(&decoder, &coded, &data);
		if (result == CHUNKED_DATA &&
		    chunked_decode(&decoder, &coded, &data) == CHUNKED_MORE)
			chunks++;
	}
	CHECK_NUMBER(result, CHUNKED_INVALID, "many extensions");
	CHECK_NUMBER(chunks, CHUNKED_EXTRA_MAX / 2, "so many");
}

static const struct {
	uint64_t size;
	const char *head;
} heads[] = {
	{ 1, "1\r\n" },
	{ 10, "a\r\n" },
	{ 65536, "10000\r\n" },
	{ INT64_MAX, "7fffffffffffffff\r\n" },
	{ UINT64_MAX, "ffffffffffffffff\r\n" },
};

static void
test_heads(void)
{
	for (size_t i = 0; i < lengthof(heads); i++) {
		char space[CHUNKED_HEAD_SIZE];
		struct buffer b = BUFFER(space);

		chunked_put_head(&b, heads[i].size);
		CHECK(!b.full, "has room");
		CHECK_BYTES(buffer_bytes(&b), bytes_of(heads[i].head), "head");
	}
}

static void
test_round_trip(void)
{
	char space[64], content[16];
	struct buffer b = BUFFER(space);
	struct decoding d = { .content = BUFFER(content),
		.result = CHUNKED_MORE };

	chunked_put_head(&b, 5);
	buffer_put_string(&b, "hello");
	buffer_put(&b, CHUNKED_AFTER);
	buffer_put(&b, CHUNKED_LAST);
	take(&d, buffer_bytes(&b));
	CHECK_NUMBER(d.result, CHUNKED_END, "what we code is decoded");
	CHECK_BYTES(buffer_bytes(&d.content), BYTES("hello"), "the same");
}

int
main(void)
{
	for (size_t i = 0; i < lengthof(rows); i++) {
		test_row(i);
		test_octet_by_octet(i);
	}
	test_borrowing();
	test_staying_invalid();
	test_extra(BYTES("5;"), 'a', 1);
	test_extra(BYTES("5 "), '\t', 1);
	test_extra(BYTES("0\r\nA: "), 'b', 3);
	test_extra_together();
	test_heads();
	test_round_trip();
	return check_done();
}
