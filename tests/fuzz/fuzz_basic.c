/* SPDX-License-Identifier: ISC */
/* Input: the value of Authorization, a line feed, and a line of an htpasswd
 * file. */
#include "basic.h"
#include "fuzz.h"

enum { SPACE_SIZE = 256 };

static bool
has_control(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f)
			return true;
	return false;
}

static char
base64_digit(unsigned value)
{
	return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	       "+/"[value & 63];
}

/* Encodes again what was decoded: the result is the same, but for the unused
 * bits before the padding. */
static size_t
encode(struct bytes text, char *to)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i += 3) {
		unsigned bits = 0;

		for (size_t j = 0; j < 3; j++)
			bits = bits << 8 |
			    (i + j < text.len ? (unsigned char)text.at[i + j]
					      : 0);
		for (size_t j = 0; j < 4; j++)
			to[len++] = i + j <= text.len
			    ? base64_digit(bits >> (18 - 6 * j))
			    : '=';
	}
	return len;
}

static void
check_value(struct bytes value)
{
	char space[SPACE_SIZE], again[SPACE_SIZE * 2] = "Basic ";
	char space2[SPACE_SIZE];
	struct bytes user = NO_BYTES, password = NO_BYTES, pair;
	struct bytes user2 = NO_BYTES, password2 = NO_BYTES;

	if (!basic_parse(value, space, sizeof space, &user, &password)) {
		must(!user.at && !password.at);
		return;
	}
	must(user.at == space && user.len > 0);
	must(bytes_find(user, ':') == user.len);
	must(password.at == user.at + user.len + 1);
	must(password.at + password.len < space + sizeof space);
	must(password.at[password.len] == '\0');
	must(!has_control(user) && !has_control(password));
	pair = (struct bytes){ space, user.len + 1 + password.len };
	pair = (struct bytes){ again, 6 + encode(pair, again + 6) };
	must(basic_parse(pair, space2, sizeof space2, &user2, &password2));
	must(bytes_equal(user, user2) && bytes_equal(password, password2));
	must(basic_equal(password, password2));
	/* A buffer that is one octet smaller is too small. */
	must(!basic_parse(
	    value, space2, user.len + password.len + 1, &user2, &password2));
}

static void
check_line(struct bytes line)
{
	struct bytes user = NO_BYTES, hash = NO_BYTES;
	enum basic_scheme scheme;

	if (!basic_parse_line(line, &user, &hash)) {
		must(!user.at && !hash.at);
		return;
	}
	must(user.at == line.at && user.len > 0 && user.at[0] != '#');
	must(bytes_find(user, ':') == user.len);
	must(hash.at == user.at + user.len + 1);
	must(hash.at + hash.len <= line.at + line.len);
	must(bytes_find(hash, ':') == hash.len);
	scheme = basic_scheme_of(hash);
	must(scheme <= BASIC_WEAK);
	must(scheme == BASIC_WEAK || bytes_start_with(hash, BYTES("$")));
	must(basic_equal(user, hash) == bytes_equal(user, hash));
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes line = { (const char *)input, size };
	struct bytes value = bytes_cut(&line, '\n');

	check_value(value);
	if (line.at)
		check_line(line);
	return 0;
}
