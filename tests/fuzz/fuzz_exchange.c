/* SPDX-License-Identifier: ISC */
/*
 * Input: an octet that chooses the options, one that chooses how the rest is
 * cut into pieces and how the client behaves, then everything that the client
 * sends. Runs the whole exchange, from the first octet read to the end of the
 * connection, with the document root of tree.c; scripts are off. The output
 * must be one well-formed response, with nothing in it that is not for the
 * client.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "answer.h"
#include "fuzz.h"
#include "serve.h"
#include "tree.h"
#include "world.h"

enum { STAYS = 128, ARGUMENTS_MAX = 8, SENT_MAX = 100000 };

/* anna:secret; and a user whose hash is invalid. */
#define PASSWORDS                                                         \
	"anna:$5$rounds=1000$saltsalt$eKLZU9t9OoPWrqOQsoTIKG0aYkZ5rGOoOQ" \
	"hIivoSWX2\nbad:plain\n"

/* Not constant, as argv is not. */
static char arguments[][ARGUMENTS_MAX][32] = {
	{ "" },
	{ "--dotfiles", "--header=X-A: b", "--charset=iso-8859-1" },
	{ "--no-listing", "--error-pages=errors" },
	{ "--virtual-hosts" },
	{ "--auth=PASSWORDS", "--realm=a b" },
	{ "--index=README,a.txt", "--cgi-suffix=.cgi" },
	{ "--auth=/list=/absent" },
	{ "--error-pages=list", "--media-type=.txt=text/x" },
	{ "--proxy-protocol=unix" },
};

/* Makes a file with passwords, for --auth. */
static char *
password_file(void)
{
	static char path[32];
	int fd = memfd_create("passwords", 0);

	must(fd >= 0 && write(fd, PASSWORDS, sizeof PASSWORDS - 1) > 0);
	(void)snprintf(path, sizeof path, "--auth=/proc/self/fd/%d",
	    fcntl(fd, F_DUPFD, 300));
	(void)close(fd);
	return path;
}

static void
parse_options(size_t choice, struct options *options)
{
	static char name[] = "cgihttpd", no_cgi[] = "--no-cgi";
	char space[256];
	struct buffer reason = BUFFER(space);
	char *argv[ARGUMENTS_MAX + 3] = { name, no_cgi };
	int argc = 2;

	for (size_t i = 0; i < ARGUMENTS_MAX && arguments[choice][i][0]; i++) {
		char *word = arguments[choice][i];

		argv[argc++] =
		    strcmp(word, "--auth=PASSWORDS") ? word : password_file();
	}
	must(options_parse(argc, argv, options, &reason));
}

static const struct options *
choose_options(unsigned choice)
{
	static struct options all[lengthof(arguments)];

	if (!all[0].index)
		for (size_t i = 0; i < lengthof(arguments); i++)
			parse_options(i, &all[i]);
	return &all[choice % lengthof(arguments)];
}

/* ------------------------------------------------------------ the response */

/* Checks that these are the octets of a public file from `offset` on. */
static void
check_octets(struct bytes content, size_t offset)
{
	for (size_t i = 0; i < content.len; i++)
		must(content.at[i] == tree_octet(offset + i));
}

/* Checks "bytes first-last/size"; the octets of the range follow in
 * `content`. */
static size_t
check_part(struct bytes range, struct bytes content)
{
	struct bytes size = bytes_after(range, sizeof "bytes " - 1);
	struct bytes last = bytes_cut(&size, '/');
	struct bytes first = bytes_cut(&last, '-');
	int64_t from = -1, to = -1, whole = -1;

	must(bytes_start_with(range, BYTES("bytes ")));
	must(bytes_number(first, &from) && bytes_number(last, &to));
	must(bytes_number(size, &whole) && from <= to && to < whole);
	must((size_t)(to - from) < content.len);
	content = bytes_first(content, (size_t)(to - from + 1));
	check_octets(content, (size_t)from);
	return content.len;
}

static size_t
find(struct bytes text, const char *word)
{
	const char *at =
	    text.len ? memmem(text.at, text.len, word, strlen(word)) : NULL;

	return at ? (size_t)(at - text.at) : text.len;
}

/* multipart/byteranges, RFC 9110 section 14.6. */
static void
check_parts(struct bytes content)
{
	unsigned parts = 0;

	for (;; parts++) {
		size_t field = find(content, "\r\nContent-Range: ");
		struct bytes value =
		    bytes_after(content, field + sizeof "\r\nContent-Range:");

		if (field == content.len)
			break;
		content = bytes_after(value, find(value, "\r\n\r\n") + 4);
		value = bytes_first(value, find(value, "\r\n"));
		content = bytes_after(content, check_part(value, content));
		must(bytes_start_with(content, BYTES("\r\n--")));
	}
	must(parts > 1 && bytes_end_with(content, BYTES("--\r\n")));
}

static void
check_file(const struct answer *answer)
{
	struct bytes range = answer_field(answer, "Content-Range");

	must(answer_field(answer, "ETag").len > 2);
	if (answer->status == STATUS_OK)
		check_octets(answer->content, 0);
	else if (range.at)
		must(check_part(range, answer->content) == answer->content.len);
	else
		check_parts(answer->content);
}

/* Checks the fields that a status requires. */
static void
check_fields(const struct answer *answer)
{
	static const struct {
		unsigned status;
		char name[24];
	} needed[] = {
		{ STATUS_MOVED_PERMANENTLY, "Location" },
		{ STATUS_NOT_MODIFIED, "ETag" },
		{ STATUS_UNAUTHORIZED, "WWW-Authenticate" },
		{ STATUS_METHOD_NOT_ALLOWED, "Allow" },
		{ STATUS_RANGE_NOT_SATISFIABLE, "Content-Range" },
	};
	struct bytes location = answer_field(answer, "Location");

	for (size_t i = 0; i < lengthof(needed); i++)
		must(answer->status != needed[i].status ||
		    answer_field(answer, needed[i].name).len > 0);
	must(!location.at ||
	    (bytes_start_with(location, BYTES("/")) &&
		!bytes_start_with(location, BYTES("//"))));
}

/* The only files that are not public and may be sent are hidden files that the
 * options show, and script files that the options do not make scripts. */
static void
check_shown(const struct exchange *x)
{
	struct bytes path = tree_path_of(x->target.fd);

	if (tree_kind_of(x->target.fd) == TREE_HIDDEN) {
		must(x->options->dotfiles);
		return;
	}
	must(tree_kind_of(x->target.fd) == TREE_SCRIPT && path.at);
	must(!bytes_start_with(path, BYTES("/cgi-bin/")));
	must(!x->options->cgi_suffix.count);
	must(!x->options->error_pages ||
	    !bytes_start_with(path, BYTES("/errors/")) ||
	    strcmp(x->options->error_pages, "errors") != 0);
}

static void
check_answer(const struct exchange *x, struct bytes octets)
{
	struct answer answer;
	bool to_head = x->request.method == METHOD_HEAD;

	answer_read(octets, to_head, &answer);
	must(answer.whole && !answer.chunked);
	must(answer.length >= 0 || http_status_is_bare(answer.status));
	must(answer.status == STATUS_OK || *http_reason(answer.status));
	must(answer.status == world.status);
	must(answer.content.len == world.octets);
	check_fields(&answer);
	if (bytes_find(octets, TREE_MARK) < octets.len)
		check_shown(x);
	else if (answer_field(&answer, "Accept-Ranges").at && !to_head &&
	    answer.status < 300)
		check_file(&answer);
}

/* A client gets no answer when it sends nothing, or nothing after the required
 * PROXY header. */
static void
check(const struct exchange *x, bool spoke)
{
	struct bytes octets = buffer_bytes(&world.answer);

	if (world.left) {
		must(world.records <= 1);
		return;
	}

	must(world.records == (octets.len > 0));
	if (octets.len)
		check_answer(x, octets);
	else
		must(!spoke || x->options->proxy_protocol);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static struct exchange x;
	struct connection *c = &x.connection;
	int root = tree_root(), first;

	if (size < 2 || size > SENT_MAX)
		return 0;
	memset(&x, 0, offsetof(struct exchange, text_space));
	x.text = BUFFER(x.text_space);
	x.options = choose_options(input[0]);
	first = fcntl(root, F_DUPFD_CLOEXEC, 0);
	x.beneath = (struct beneath){ root, SYMLINKS_INSIDE };
	c->in = c->out = world_begin(input[1]);
	world.sends = (struct bytes){ (const char *)input + 2, size - 2 };
	world.stays = input[1] & STAYS;
	x.reports = -1;
	x.accepted = world.now;
	credentials_open(x.options, x.user_space, &x.credentials);
	must(connection_open(c, c->in, c->out));
	serve(&x);
	(void)close(c->in);
	world_end();
	check(&x, size > 2);
	tree_close_from(first);
	return 0;
}
