/* SPDX-License-Identifier: ISC */
#include "basic.h"

#include "buffer.h"

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_is_digit(c))
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* Decodes four characters, of which the last `padding` are "=". */
static bool
decode_group(const char *group, size_t padding, struct buffer *out)
{
	unsigned bits = 0;

	for (size_t i = 0; i < 4; i++) {
		int value = i < 4 - padding ? base64_value(group[i]) : 0;

		if (value < 0)
			return false;
		bits = bits << 6 | (unsigned)value;
	}
	for (size_t i = 0; i < 3 - padding; i++)
		buffer_put_char(out, (char)(bits >> (16 - 8 * i) & 0xff));
	return true;
}

static bool
decode_base64(struct bytes text, struct buffer *out)
{
	size_t padding = 0;

	if (!text.len || text.len % 4)
		return false;
	while (padding < 2 && text.at[text.len - 1 - padding] == '=')
		padding++;
	for (size_t i = 0; i < text.len; i += 4)
		if (!decode_group(
			text.at + i, i + 4 == text.len ? padding : 0, out))
			return false;
	return !out->full;
}

static bool
has_control(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (http_is_control(text.at[i]) || text.at[i] == '\t')
			return true;
	return false;
}

/* credentials = "Basic" 1*SP token68; the scheme in any case of letters */
bool
basic_parse(struct bytes authorization, char *space, size_t size,
    struct bytes *ret_user, struct bytes *ret_password)
{
	struct buffer out = { space, 0, size, false };
	struct bytes rest = authorization;
	struct bytes scheme = bytes_cut(&rest, ' ');
	struct bytes pair;

	if (!rest.at || !bytes_equal_nocase(scheme, BYTES("Basic")) ||
	    !decode_base64(bytes_trim(rest), &out))
		return false;
	pair = buffer_bytes(&out);
	if (has_control(pair) || !buffer_string(&out))
		return false;
	rest = pair;
	pair = bytes_cut(&rest, ':');
	if (!rest.at || !pair.len)
		return false;
	*ret_user = pair;
	*ret_password = rest;
	return true;
}

bool
basic_parse_line(
    struct bytes line, struct bytes *ret_user, struct bytes *ret_hash)
{
	struct bytes rest = bytes_without_cr(line);
	struct bytes user = bytes_cut(&rest, ':'), hash;

	if (!rest.at || !user.len || user.at[0] == '#')
		return false;
	hash = bytes_cut(&rest, ':');
	*ret_user = user;
	*ret_hash = hash;
	return true;
}

enum basic_scheme
basic_scheme_of(struct bytes hash)
{
	static const struct {
		char prefix[8];
		enum basic_scheme scheme;
	} prefixes[] = {
		{ "$2a$", BASIC_BCRYPT },
		{ "$2b$", BASIC_BCRYPT },
		{ "$2y$", BASIC_BCRYPT },
		{ "$5$", BASIC_SHA256 },
		{ "$6$", BASIC_SHA512 },
		{ "$y$", BASIC_YESCRYPT },
		{ "$apr1$", BASIC_APR1 },
	};

	for (size_t i = 0; i < lengthof(prefixes); i++)
		if (bytes_start_with(hash, bytes_of(prefixes[i].prefix)))
			return prefixes[i].scheme;
	return BASIC_WEAK;
}

bool
basic_equal(struct bytes a, struct bytes b)
{
	volatile unsigned char difference = 0;

	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		difference |= (unsigned char)(a.at[i] ^ b.at[i]);
	return difference == 0;
}
