/* SPDX-License-Identifier: ISC */
/* Which hash a password is compared with, in cgihttpd. */
#include "credentials.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "buffer.h"
#include "check.h"
#include "log.h"
#include "password.h"

/* "zoe" and "ann" with the password "x". */
#define ZOE BYTES("Basic em9lOng=")
#define ANN BYTES("Basic YW5uOng=")

static const struct {
	const char *file;
	const char *of_ann, *of_zoe; /* the beginnings of the hashes */
} rows[] = {
	{ "ann:$2y$a\n", "$2y$a", "$2y$a" },
	{ "ann:$5$a\n", "$5$a", "$5$a" },
	{ "ann:$6$a\n", "$6$a", "$6$a" },
	{ "ann:$y$a\n", "$y$a", "$y$a" },
	{ "bob:$y$b\nann:$y$a\n", "$y$a", "$y$a" },
	{ "ann:$y$a\nbob:$y$b\n", "$y$a", "$y$b" },
	/* Where the file has no suitable one, the built-in one. */
	{ "ann:$apr1$a\n", "$6$", "$6$" },
	{ "ann:secret\n", "$6$", "$6$" },
	{ "ann:$y$a\nbob:$apr1$b\n", "$y$a", "$y$a" },
	{ "", "$6$", "$6$" },
};

static char setting_used[256];
static unsigned calls;

const char *
password_open(void)
{
	return NULL;
}

const char *
password_hash(const char *password, const char *setting)
{
	(void)password;
	calls++;
	(void)snprintf(setting_used, sizeof setting_used, "%s", setting);
	return "*0";
}

void
log_message(int priority, const char *format, ...)
{
	(void)priority;
	(void)format;
}

static void
check_hash(struct credentials *credentials, struct bytes authorization,
    const char *expected)
{
	struct field field = { BYTES("Authorization"), authorization };
	struct request request = { .field_count = 1, .fields = &field };
	struct bytes user;

	calls = 0;
	CHECK_NUMBER(
	    credentials_check(credentials, &request, BYTES("/"), &user).status,
	    STATUS_UNAUTHORIZED, "the password is wrong");
	CHECK_NUMBER(calls, 1, "one crypt(3)");
	CHECK_BYTES(bytes_first(bytes_of(setting_used), bytes_of(expected).len),
	    bytes_of(expected), "with that hash");
}

int
main(void)
{
	static char space[CREDENTIALS_SIZE];
	int fd = memfd_create("htpasswd", 0);
	char name[48];
	const char *entry = name;
	struct options options = { .auth = { 1, &entry } };
	struct credentials credentials;

	(void)snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
	credentials_open(&options, space, &credentials);
	for (size_t i = 0; i < lengthof(rows); i++) {
		struct bytes file = bytes_of(rows[i].file);

		CHECK(ftruncate(fd, 0) == 0 &&
			pwrite(fd, file.at, file.len, 0) == (ssize_t)file.len,
		    "the file is written");
		check_hash(&credentials, ANN, rows[i].of_ann);
		check_hash(&credentials, ZOE, rows[i].of_zoe);
	}
	return check_done();
}
