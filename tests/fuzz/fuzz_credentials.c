/* SPDX-License-Identifier: ISC */
/*
 * Input: a path, a line feed, user ":" password, a line feed, and an htpasswd
 * file. There an octet of value 1 stands for many, so that lines become longer
 * than one read. Compares who is let in with the simplest reading of the file.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "basic.h"
#include "buffer.h"
#include "credentials.h"
#include "fuzz.h"
#include "password.h"

enum {
	LINE_MAX_SIZE = 4095, /* longer lines are ignored */
	HASH_MAX = 255,
	FILE_MAX = 1 << 16,
	MANY = 512,
};

#define PASSWORD BYTES("secret")

static unsigned crypts;

const char *
password_open(void)
{
	return NULL;
}

/* Whatever the hash is, one password is right. */
const char *
password_hash(const char *password, const char *setting)
{
	static char space[HASH_MAX + 1];

	crypts++;
	must(strlen(setting) < sizeof space);
	(void)snprintf(space, sizeof space, "%s",
	    bytes_equal(bytes_of(password), PASSWORD) ? setting : "*0");
	return space;
}

/* -------------------------------------------------------- what is expected */

/* By the options below: a path is open to all, to the users in the file, or to
 * nobody. */
enum area { OPEN, GUARDED, LOCKED };

static bool
is_below(struct bytes path, struct bytes prefix)
{
	return bytes_equal(path, prefix) ||
	    (bytes_start_with(path, prefix) && path.at[prefix.len] == '/');
}

static enum area
area_of(struct bytes path)
{
	if (is_below(path, BYTES("/a/b/c")))
		return GUARDED;
	if (is_below(path, BYTES("/a/b")))
		return LOCKED;
	if (is_below(path, BYTES("/a")) || is_below(path, BYTES("/d")))
		return GUARDED;
	return OPEN;
}

/* Returns the hash in the first line that is for that user and not too long. */
static struct bytes
find_hash(struct bytes file, struct bytes user)
{
	while (file.at) {
		struct bytes line = bytes_cut(&file, '\n'), name, hash;

		if (line.len <= LINE_MAX_SIZE &&
		    basic_parse_line(line, &name, &hash) &&
		    bytes_equal(name, user) && hash.len <= HASH_MAX)
			return hash;
	}
	return NO_BYTES;
}

/* --------------------------------------------------------------------- run */

static struct bytes
expand(struct bytes text)
{
	static char space[FILE_MAX];
	struct buffer b = BUFFER(space);

	for (size_t i = 0; i < text.len; i++)
		for (int n = text.at[i] == 1 ? MANY : 1; n > 0; n--)
			buffer_put_char(&b, text.at[i] == 1 ? 'x' : text.at[i]);
	return buffer_bytes(&b);
}

static struct bytes
encode(struct bytes text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm"
				     "nopqrstuvwxyz0123456789+/";
	static char space[4 * CREDENTIALS_SIZE];
	struct buffer b = BUFFER(space);

	buffer_put_string(&b, "Basic ");
	for (size_t i = 0; i < text.len; i += 3) {
		unsigned bits = 0;

		for (size_t j = i; j < i + 3; j++)
			bits = bits << 8 |
			    (j < text.len ? (unsigned char)text.at[j] : 0);
		for (unsigned j = 0; j < 4; j++)
			buffer_put_char(&b,
			    i + j > text.len
				? '='
				: digits[bits >> (18 - 6 * j) & 63]);
	}
	return buffer_bytes(&b);
}

/* Returns the file that the options name, with this content now. */
static struct credentials *
open_with(struct bytes file)
{
	static char guarded[3][48];
	static const char *entries[] = { "/a/b=/absent", guarded[0], guarded[1],
		guarded[2] };
	static const struct options options = {
		.auth = { lengthof(entries), entries },
	};
	static char space[CREDENTIALS_SIZE];
	static struct credentials credentials;
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("htpasswd", 0);
		must(fd >= 0);
		for (size_t i = 0; i < lengthof(guarded); i++)
			(void)snprintf(guarded[i], sizeof guarded[i],
			    "%s/proc/self/fd/%d",
			    (const char *[]){ "/a=", "/a/b/c/=", "/d=" }[i],
			    fd);
		credentials_open(&options, space, &credentials);
	}
	must(ftruncate(fd, 0) == 0);
	must(pwrite(fd, file.at, file.len, 0) == (ssize_t)file.len);
	credentials.passed = 0;
	return &credentials;
}

static void
check_guarded(struct refusal refusal, struct bytes user, struct bytes given,
    struct bytes file)
{
	char space[CREDENTIALS_SIZE];
	struct bytes name, password, hash;
	bool enters;

	if (!basic_parse(
		encode(given), space, sizeof space, &name, &password)) {
		must(refusal.status == STATUS_UNAUTHORIZED && !crypts);
		return;
	}
	hash = find_hash(file, name);
	/* What crypt(3) is given ends at a NUL. */
	hash = bytes_first(hash, bytes_find(hash, '\0'));
	enters = hash.at && basic_scheme_of(hash) < BASIC_APR1 &&
	    bytes_equal(password, PASSWORD);
	must(crypts == 1);
	must(refusal.status == (enters ? STATUS_NONE : STATUS_UNAUTHORIZED));
	must(enters ? bytes_equal(user, name) : !user.at);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	struct bytes rest = { (const char *)input, size };
	struct bytes path = bytes_cut(&rest, '\n');
	struct bytes given = bytes_cut(&rest, '\n');
	struct bytes file = expand(rest), user = NO_BYTES;
	struct credentials *credentials = open_with(file);
	static struct field field;
	static struct request request = { .field_count = 1, .fields = &field };
	struct refusal refusal;

	if (given.len > CREDENTIALS_SIZE)
		return 0;
	field = (struct field){ BYTES("Authorization"), encode(given) };
	crypts = 0;
	refusal = credentials_check(credentials, &request, path, &user);
	switch (area_of(path)) {
	case OPEN:
		must(!refusal.status && !user.at && !crypts);
		break;
	case GUARDED:
		check_guarded(refusal, user, given, file);
		break;
	case LOCKED:
		must(refusal.status == STATUS_INTERNAL_SERVER_ERROR);
		break;
	}
	return 0;
}
