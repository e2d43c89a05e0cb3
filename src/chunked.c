/* SPDX-License-Identifier: ISC */
/*
 * RFC 9112 section 7.1:
 *
 *	chunked-body = *chunk last-chunk trailer-section CRLF
 *	chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
 *	chunk-size = 1*HEXDIG
 *	last-chunk = 1*"0" [ chunk-ext ] CRLF
 *	chunk-ext = *( BWS ";" BWS name [ BWS "=" BWS value ] )
 *	name = token
 *	value = token / quoted-string
 *	trailer-section = *( field-line CRLF )
 *	field-line = token ":" field-value
 */
#include "chunked.h"

#include "http.h"

enum { SIZE_DIGITS_MAX = 16 };

/* Named after what is expected next. */
enum state {
	NOWHERE,   /* in the table: invalid; in a decoder: at the beginning */
	SIZE,      /* the first digit of a size */
	SIZE_REST, /* further digits, or what ends them */
	EXTENSION, /* its ";", perhaps after white space */
	EXTENSION_NAME,
	EXTENSION_NAME_REST,
	EXTENSION_EQUALS, /* after white space: "=", or another extension */
	EXTENSION_VALUE,
	EXTENSION_VALUE_REST,
	EXTENSION_QUOTED,
	EXTENSION_ESCAPED,
	EXTENSION_END, /* after a quoted-string */
	SIZE_LF,
	DATA,
	DATA_CR,
	DATA_LF,
	TRAILER, /* the first octet of a trailer, or the last line's CR */
	TRAILER_NAME,
	TRAILER_VALUE,
	TRAILER_LF,
	LAST_LF,
	END,
	INVALID,
};

/* Classes of octets. TCHAR: what a token may hold besides HEXDIG. */
enum octet {
	CONTROL,
	CR,
	LF,
	HEXDIG,
	TCHAR,
	COLON,
	SEMICOLON,
	EQUALS,
	QUOTE,
	BACKSLASH,
	BLANK,
	OTHER,
	CLASSES,
};

/* Make all octets of a token lead to `next`, and all octets of text but QUOTE
 * and BACKSLASH. */
#define TOKEN(next) [HEXDIG] = (next), [TCHAR] = (next)
#define TEXT(next)                                           \
	TOKEN(next), [COLON] = (next), [SEMICOLON] = (next), \
		     [EQUALS] = (next), [BLANK] = (next), [OTHER] = (next)

static const unsigned char transitions[][CLASSES] = {
	[SIZE] = { [HEXDIG] = SIZE_REST },
	[SIZE_REST] = {
		[HEXDIG] = SIZE_REST,
		[BLANK] = EXTENSION,
		[SEMICOLON] = EXTENSION_NAME,
		[CR] = SIZE_LF,
	},
	[EXTENSION] = {
		[BLANK] = EXTENSION,
		[SEMICOLON] = EXTENSION_NAME,
	},
	[EXTENSION_NAME] = {
		[BLANK] = EXTENSION_NAME,
		TOKEN(EXTENSION_NAME_REST),
	},
	[EXTENSION_NAME_REST] = {
		TOKEN(EXTENSION_NAME_REST),
		[BLANK] = EXTENSION_EQUALS,
		[EQUALS] = EXTENSION_VALUE,
		[SEMICOLON] = EXTENSION_NAME,
		[CR] = SIZE_LF,
	},
	[EXTENSION_EQUALS] = {
		[BLANK] = EXTENSION_EQUALS,
		[EQUALS] = EXTENSION_VALUE,
		[SEMICOLON] = EXTENSION_NAME,
	},
	[EXTENSION_VALUE] = {
		[BLANK] = EXTENSION_VALUE,
		TOKEN(EXTENSION_VALUE_REST),
		[QUOTE] = EXTENSION_QUOTED,
	},
	[EXTENSION_VALUE_REST] = {
		TOKEN(EXTENSION_VALUE_REST),
		[BLANK] = EXTENSION,
		[SEMICOLON] = EXTENSION_NAME,
		[CR] = SIZE_LF,
	},
	[EXTENSION_QUOTED] = {
		TEXT(EXTENSION_QUOTED),
		[BACKSLASH] = EXTENSION_ESCAPED,
		[QUOTE] = EXTENSION_END,
	},
	[EXTENSION_ESCAPED] = {
		TEXT(EXTENSION_QUOTED),
		[BACKSLASH] = EXTENSION_QUOTED,
		[QUOTE] = EXTENSION_QUOTED,
	},
	[EXTENSION_END] = {
		[BLANK] = EXTENSION,
		[SEMICOLON] = EXTENSION_NAME,
		[CR] = SIZE_LF,
	},
	[SIZE_LF] = { [LF] = DATA },
	[DATA_CR] = { [CR] = DATA_LF },
	[DATA_LF] = { [LF] = SIZE },
	[TRAILER] = {
		TOKEN(TRAILER_NAME),
		[CR] = LAST_LF,
	},
	[TRAILER_NAME] = {
		TOKEN(TRAILER_NAME),
		[COLON] = TRAILER_VALUE,
	},
	[TRAILER_VALUE] = {
		TEXT(TRAILER_VALUE),
		[QUOTE] = TRAILER_VALUE,
		[BACKSLASH] = TRAILER_VALUE,
		[CR] = TRAILER_LF,
	},
	[TRAILER_LF] = { [LF] = TRAILER },
	[LAST_LF] = { [LF] = END },
};

static enum octet
octet_of(char c)
{
	switch (c) {
	case '\r':
		return CR;
	case '\n':
		return LF;
	case ':':
		return COLON;
	case ';':
		return SEMICOLON;
	case '=':
		return EQUALS;
	case '"':
		return QUOTE;
	case '\\':
		return BACKSLASH;
	case ' ':
	case '\t':
		return BLANK;
	default:
		if (hex_value(c) >= 0)
			return HEXDIG;
		if (http_is_token((struct bytes){ &c, 1 }))
			return TCHAR;
		return http_is_control(c) ? CONTROL : OTHER;
	}
}

static bool
size_add(struct chunked *decoder, char digit)
{
	if (decoder->digits++ == SIZE_DIGITS_MAX ||
	    decoder->left > INT64_MAX >> 4)
		return false;
	decoder->left = decoder->left << 4 | (unsigned)hex_value(digit);
	return true;
}

static bool
is_extra(enum state state)
{
	return (state >= EXTENSION && state <= EXTENSION_END) ||
	    state == TRAILER_NAME || state == TRAILER_VALUE;
}

/* The state after one octet outside the data. */
static enum state
advance(struct chunked *decoder, char c)
{
	enum state next = (enum state)transitions[decoder->state][octet_of(c)];

	if (next == SIZE)
		decoder->digits = 0;
	if ((next == SIZE_REST && !size_add(decoder, c)) ||
	    (is_extra(next) && ++decoder->extra > CHUNKED_EXTRA_MAX))
		return INVALID;
	if (next == DATA && !decoder->left)
		return TRAILER;
	return next ? next : INVALID;
}

static struct bytes
data_take(struct chunked *decoder, struct bytes *coded)
{
	struct bytes data = bytes_first(*coded, min(decoder->left, coded->len));

	*coded = bytes_after(*coded, data.len);
	decoder->left -= data.len;
	if (!decoder->left)
		decoder->state = DATA_CR;
	return data;
}

enum chunked_result
chunked_decode(
    struct chunked *decoder, struct bytes *coded, struct bytes *ret_data)
{
	if (decoder->state == NOWHERE)
		decoder->state = SIZE;
	while (coded->len && decoder->state < END) {
		if (decoder->state == DATA) {
			*ret_data = data_take(decoder, coded);
			return CHUNKED_DATA;
		}
		decoder->state = (int)advance(decoder, coded->at[0]);
		*coded = bytes_after(*coded, 1);
	}
	if (decoder->state == INVALID)
		return CHUNKED_INVALID;
	return decoder->state == END ? CHUNKED_END : CHUNKED_MORE;
}

void
chunked_put_head(struct buffer *b, uint64_t size)
{
	buffer_put_hex(b, size);
	buffer_put_crlf(b);
}
