/* SPDX-License-Identifier: ISC */
#include "credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "log.h"
#include "password.h"
#include "system_refusal.h"

enum { LINE_MAX_SIZE = 4096, HASH_SIZE = 256 };

/* For users that do not exist, where the file has no suitable hash. It is made
 * of random octets, and no password is known for it. */
static const char dummy_hash[] =
    "$6$FqRyYgKbmQkWnCGW$kGtgNJrTHgRkKwS5i0XZBLkYFCwg7kPbxRPzJ8bJu4UBm4zl0F"
    "yrDkzC3CYw0nUmS2bJcUFvFnvjlMMuQeG3r0";

/* Splits [/PREFIX=]FILE and returns the prefix; without one, all paths are
 * below. */
static struct bytes
split_entry(const char *entry, const char **ret_file)
{
	struct bytes text = bytes_of(entry);
	size_t separator = bytes_find(text, '=');

	*ret_file = entry;
	if (entry[0] != '/' || separator == text.len)
		return BYTES("");
	*ret_file = entry + separator + 1;
	text = bytes_first(text, separator);
	while (bytes_end_with(text, BYTES("/")))
		text.len--;
	return text;
}

/* O_NONBLOCK: opening a FIFO must not block. */
static int
open_plainly(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

/* Where a credential exists but cannot be opened, no file of the same name
 * elsewhere takes its place. */
static int
open_file(const char *name)
{
	const char *directory = getenv("CREDENTIALS_DIRECTORY");
	char path[PATH_MAX];
	struct buffer b = BUFFER(path);
	int fd;

	if (!directory || strchr(name, '/'))
		return open_plainly(name);
	buffer_put_string(&b, directory);
	buffer_put_char(&b, '/');
	buffer_put_string(&b, name);
	errno = ENAMETOOLONG;
	fd = buffer_string(&b) ? open_plainly(path) : -1;
	return fd < 0 && errno == ENOENT ? open_plainly(name) : fd;
}

static bool
open_library(void)
{
	const char *fault = password_open();

	if (fault)
		log_message(LOG_ERR, "--auth: cannot load crypt(3): %s", fault);
	return !fault;
}

void
credentials_open(const struct options *options, char *space,
    struct credentials *ret_credentials)
{
	ret_credentials->space = space;
	ret_credentials->options = options;
	ret_credentials->library = options->auth.count && open_library();
	for (unsigned i = 0; i < options->auth.count; i++) {
		const char *name;
		int fd;

		(void)split_entry(options->auth.at[i], &name);
		fd = open_file(name);
		if (fd < 0)
			log_message(LOG_ERR, "--auth: cannot open %s: %s", name,
			    strerror(errno));
		ret_credentials->files[i] = fd < 0 ? -errno : fd;
	}
}

void
credentials_warn(const struct options *options)
{
	struct credentials credentials;

	credentials_open(options, NULL, &credentials);
	for (unsigned i = 0; i < options->auth.count; i++)
		if (credentials.files[i] >= 0)
			(void)close(credentials.files[i]);
}

/* The entry with the longest prefix that `path` lies below; -1: none. */
static int
find_entry(const struct options *options, struct bytes path)
{
	size_t longest = 0;
	int found = -1;

	for (unsigned i = 0; i < options->auth.count; i++) {
		const char *file;
		struct bytes prefix = split_entry(options->auth.at[i], &file);

		if (!bytes_is_below(path, prefix) || prefix.len < longest)
			continue;
		longest = prefix.len;
		found = (int)i;
	}
	return found;
}

bool
credentials_are_same(
    const struct options *options, struct bytes a, struct bytes b)
{
	return find_entry(options, a) == find_entry(options, b);
}

/* ------------------------------------------------------------------ files */

/* Takes a line of an htpasswd file, without its end. */
typedef void line_taker(void *about, struct bytes line);

/* Takes the whole lines at the front of *rest. `torn`: the first of them is the
 * end of a line that was too long; returns whether the next one is. */
static bool
take_lines(struct bytes *rest, bool torn, line_taker *take, void *about)
{
	while (bytes_find(*rest, '\n') < rest->len) {
		struct bytes line = bytes_cut(rest, '\n');

		if (!torn)
			take(about, line);
		torn = false;
	}
	return torn;
}

/* Reads a file to its end. False with errno. */
static bool
read_lines(int fd, line_taker *take, void *about)
{
	char space[LINE_MAX_SIZE];
	bool torn = false;
	off_t offset = 0;
	size_t have = 0;
	ssize_t got;

	while (
	    (got = pread(fd, space + have, sizeof space - have, offset)) > 0) {
		struct bytes rest = { space, have + (size_t)got };

		offset += got;
		torn = take_lines(&rest, torn, take, about);
		if (rest.len == sizeof space) {
			torn = true;
			rest.len = 0;
		}
		if (rest.len)
			memmove(space, rest.at, rest.len);
		have = rest.len;
	}
	if (!torn)
		take(about, (struct bytes){ space, have });
	return got == 0;
}

/* ----------------------------------------------------------------- hashes */

static const char unknown_hash[] =
    "a hash that this executable's crypt(3) does not know (yescrypt, in "
    "cgihttpd-static?); make it anew with htpasswd -B";

/* Why a hash cannot be used, in words for the log; NULL when it can. */
static const char *
fault_of_hash(struct bytes hash)
{
	enum basic_scheme scheme = basic_scheme_of(hash);

	switch (scheme) {
	case BASIC_APR1:
		return "an apr1 hash, which crypt(3) does not know; make it "
		       "anew with htpasswd -B";
	case BASIC_WEAK:
		return "no hash, or one that is weak or unknown; make it anew "
		       "with htpasswd -B";
	case BASIC_BCRYPT:
	case BASIC_SHA256:
	case BASIC_SHA512:
	case BASIC_YESCRYPT:
		break;
	}
	return (int)scheme > PASSWORD_SCHEME_LAST ? unknown_hash : NULL;
}

struct survey_of_file {
	credentials_complaint *complain;
	void *about;
};

/* Whether a user is locked out on purpose: by "!" or "*" in place of a hash, or
 * before one. */
static bool
is_lock(struct bytes hash)
{
	bool marked = bytes_start_with(hash, BYTES("!")) ||
	    bytes_start_with(hash, BYTES("*"));

	return marked && (hash.len == 1 || hash.at[1] == '$');
}

static void
check_line(void *about, struct bytes line)
{
	const struct survey_of_file *survey = about;
	struct bytes user, hash;
	const char *fault;

	if (!basic_parse_line(line, &user, &hash) || is_lock(hash))
		return;
	fault = hash.len < HASH_SIZE ? fault_of_hash(hash)
				     : "a hash that is too long";
	if (fault)
		survey->complain(survey->about, user, fault);
}

bool
credentials_check_file(int fd, credentials_complaint *complain, void *about)
{
	struct survey_of_file survey = { complain, about };

	return read_lines(fd, check_line, &survey);
}

/* -------------------------------------------------------------- passwords */

struct search {
	struct bytes user;
	bool found;
	char hash[HASH_SIZE]; /* the user's; else another's, for equal time */
};

static void
look_at_line(void *about, struct bytes line)
{
	struct search *s = about;
	struct buffer b = BUFFER(s->hash);
	struct bytes user, hash;
	bool theirs;

	if (!basic_parse_line(line, &user, &hash) || s->found)
		return;
	theirs = bytes_equal(user, s->user);
	if (hash.len >= sizeof s->hash || (!theirs && fault_of_hash(hash)))
		return;
	buffer_put(&b, hash);
	s->found = buffer_string(&b) && theirs;
}

static bool
matches(const struct search *s, const char *password)
{
	const char *fault = s->found ? fault_of_hash(bytes_of(s->hash)) : NULL;
	const char *hash = s->hash[0] && !fault ? s->hash : dummy_hash;
	const char *result = password_hash(password, hash);

	if (!fault && s->found && (!result || result[0] == '*'))
		fault = unknown_hash;
	if (fault)
		log_message(LOG_ERR, "--auth: user \"%.*s\" has %s",
		    (int)s->user.len, s->user.at, fault);
	return s->found && !fault &&
	    basic_equal(bytes_of(result), bytes_of(hash));
}

struct refusal
credentials_check(struct credentials *credentials,
    const struct request *request, struct bytes path, struct bytes *ret_user)
{
	int entry = find_entry(credentials->options, path);
	struct search search = { .found = false };
	struct bytes password;

	*ret_user = NO_BYTES;
	if (entry < 0)
		return NO_OBJECTION;
	if (entry + 1 == credentials->passed) {
		*ret_user = credentials->user;
		return NO_OBJECTION;
	}
	if (credentials->files[entry] < 0) {
		errno = -credentials->files[entry];
		return system_refusal("the htpasswd file could not be opened");
	}
	if (!credentials->library)
		return refuse(STATUS_INTERNAL_SERVER_ERROR,
		    "the library with crypt(3) could not be loaded");
	/* Of several fields, a proxy in front may have checked another. */
	if (!basic_parse(request_only_field(request, "Authorization"),
		credentials->space, CREDENTIALS_SIZE, &search.user, &password))
		return refuse(
		    STATUS_UNAUTHORIZED, "no user and password were given");
	if (!read_lines(credentials->files[entry], look_at_line, &search))
		return system_refusal("the htpasswd file could not be read");
	if (!matches(&search, password.at))
		return refuse(
		    STATUS_UNAUTHORIZED, "user or password are wrong");
	credentials->passed = entry + 1;
	*ret_user = credentials->user = search.user;
	return NO_OBJECTION;
}
