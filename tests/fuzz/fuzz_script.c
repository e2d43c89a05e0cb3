/* SPDX-License-Identifier: ISC */
/*
 * Input: an octet that chooses the options, one that chooses how the rest is
 * cut into pieces and how the client behaves, one that chooses how scripts
 * behave; everything that the client sends; then, each after an octet of value
 * 255, which occurs nowhere else, everything that each script writes. Runs the
 * whole exchange as fuzz_exchange does, with scripts: their environment and
 * arguments, content, redirects from one to the next, files that they name,
 * pages for errors. Scripts run in the world of world.c, not in processes.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <unistd.h>

#include "answer.h"
#include "fuzz.h"
#include "script.h"
#include "serve.h"
#include "tree.h"
#include "world.h"

enum {
	STAYS = 128,
	DIES = 1,
	ATTENTIVE = 2,
	INPUT_BEGIN = 3,
	INPUT_MAX = 100000,
	ARGUMENTS_MAX = 6,
	REDIRECTS_MAX = 10,
};

#define ROOT      "/srv/www"
#define SEPARATOR '\xff'

/* Not constant, as argv is not. */
static char arguments[][ARGUMENTS_MAX][32] = {
	{ ROOT },
	{ "--error-pages=errors", ROOT },
	{ "--indexed-query", "--max-content=1000", ROOT },
	{ "--map=/git=/usr/bin/true", "--header=X-A: b", "--index=index.cgi",
	    ROOT },
	{ "--cgi-suffix=.cgi=/usr/bin/true", "--indexed-query", ROOT },
};

static struct bytes outputs; /* of the scripts that are yet to run */
static unsigned how;
static bool started;
static jmp_buf after_scripts;

static const struct options *
choose_options(unsigned choice)
{
	static struct options all[lengthof(arguments)];
	struct options *chosen = &all[choice % lengthof(arguments)];
	char space[256];
	struct buffer reason = BUFFER(space);
	/* So that every script file of tree.c is a script. */
	static char name[] = "cgihttpd", suffix[] = "--cgi-suffix=.cgi",
		    directory[] = "--cgi-dir=/cgi-bin",
		    pattern[] = "--cgi-dir=/deep/*/bin";
	char *argv[ARGUMENTS_MAX + 5] = { name };
	int argc = 1;

	if (chosen->index)
		return chosen;
	for (size_t i = 0; i < ARGUMENTS_MAX; i++)
		if (arguments[choice % lengthof(arguments)][i][0])
			argv[argc++] =
			    arguments[choice % lengthof(arguments)][i];
	argv[argc++] = suffix;
	argv[argc++] = directory;
	argv[argc++] = pattern;
	must(options_parse(argc, argv, chosen, &reason));
	return chosen;
}

/* ----------------------------------------------------------------- scripts */

static bool
has_variable(const struct script *script, struct bytes name_and_value)
{
	char *const *at = script->environment.variables;

	while (*at && !bytes_equal(bytes_of(*at), name_and_value))
		at++;
	return *at != NULL;
}

/* Every argument but the script's name, or its interpreter and its path, comes
 * from an indexed query, and none has an unescaped character that is special to
 * a shell. */
static void
check_arguments(const struct exchange *x, const struct script *script)
{
	char *const *argument = script->arguments;

	must(*argument);
	if (x->target.interpreter)
		must(!strcmp(*argument, "/usr/bin/true") &&
		    *++argument == script->file);
	else
		must(!strchr(*argument, '/'));
	while (*++argument) {
		must(x->options->indexed_query);
		for (const char *at = *argument; *at; at++) {
			if (*at == '\\')
				at++;
			else
				must(!strchr(";&|<>`$()'\"\n*?[]{}~^", *at));
			must(*at);
		}
	}
}

static void
check_start(const struct exchange *x, const struct script *script)
{
	must(bytes_equal(bytes_of(script->root), BYTES(ROOT)));
	if (x->target.program)
		must(bytes_equal(
		    bytes_of(script->file), bytes_of(x->target.program)));
	else
		must(bytes_start_with(bytes_of(script->file), BYTES(ROOT "/")));
	must(has_variable(script, BYTES("GATEWAY_INTERFACE=CGI/1.1")));
	/* The content was for the first script. */
	if (x->redirects)
		must(x->request.content_length < 0 && !x->request.chunked &&
		    (has_variable(script, BYTES("REQUEST_METHOD=GET")) ||
			has_variable(script, BYTES("REQUEST_METHOD=HEAD"))));
	check_arguments(x, script);
}

/* The linker's names. NOLINTBEGIN(bugprone-reserved-identifier,cert-*) */
struct refusal __wrap_script_exec_relayed(struct script *script,
    struct relay *r, int (*beside)(void *), struct sibling_stack *stack);
struct refusal __wrap_script_exec_raw(struct script *script, struct relay *r,
    int (*beside)(void *), struct sibling_stack *stack);
/* NOLINTEND(bugprone-reserved-identifier,cert-*) */

/* This process, instead of a second one, does the relay's work. The code before
 * the call does not continue: in the program that process has become the
 * script. */
struct refusal
__wrap_script_exec_relayed(struct script *script, struct relay *r,
    int (*beside)(void *), struct sibling_stack *stack)
{
	static struct sibling_shared shared;
	int input = fcntl(r->content.source, F_DUPFD_CLOEXEC, 0);

	(void)stack;
	check_start(r->x, script);
	started = true;
	r->shared = &shared;
	r->output =
	    world_begin_script(bytes_cut(&outputs, SEPARATOR), how & DIES);
	must(input >= 0);
	world_give_input(input, how & ATTENTIVE);
	r->complaints.fd = -1;
	r->complaints.script = r->x->target.script_name;
	r->complaints.line = r->complaint;
	r->stdio[0] = r->content.source;
	r->stdio[1] = r->stdio[2] = -1;
	r->life = (struct life){ .pid = -1, .pidfd = world.life, .stat = -1 };
	must(beside(r) == 0);
	/* No function in between has anything to clean up. */
	longjmp(after_scripts, 1); /* NOLINT(cert-err52-cpp) */
}

struct refusal
__wrap_script_exec_raw(struct script *script, struct relay *r,
    int (*beside)(void *), struct sibling_stack *stack)
{
	(void)beside;
	(void)stack;
	check_start(r->x, script);
	return refuse(STATUS_INTERNAL_SERVER_ERROR, "not here");
}

/* ------------------------------------------------------------------- check */

static void
check_answer(const struct exchange *x, struct bytes octets, struct bytes input)
{
	/* These occur at most once, whether the server or a script writes them.
	 * The last ones are checked only for a file: a script may repeat
	 * them. */
	static const char single[][16] = { "Content-Length", "Content-Type",
		"Date", "Location", "Server", "Accept-Ranges", "Content-Range",
		"ETag", "Last-Modified" };
	size_t count = x->target.kind == TARGET_FILE ? lengthof(single) : 5;
	struct answer answer;

	answer_read(octets, x->request.method == METHOD_HEAD, &answer);
	for (size_t i = 0; i < count; i++)
		(void)answer_field(&answer, single[i]);
	must(answer.status == world.status);
	must(answer.content.len == world.octets);
	must(answer.whole || started);
	/* No script's source is sent, no hidden file, none outside the root. */
	if (bytes_find(input, TREE_MARK) == input.len)
		must(bytes_find(octets, TREE_MARK) == octets.len);
}

static void
check(const struct exchange *x, struct bytes input)
{
	struct bytes octets = buffer_bytes(&world.answer);

	must(x->redirects <= REDIRECTS_MAX + 1);
	must(x->scripts <= 2 * (REDIRECTS_MAX + 1));
	if (world.left || x->connection.broken)
		return;
	must(world.records == (octets.len > 0));
	if (octets.len)
		check_answer(x, octets, input);
}

static void
run(struct exchange *x)
{
	struct connection *c = &x->connection;

	started = false;
	must(connection_open(c, c->in, c->out));
	if (!setjmp(after_scripts)) /* NOLINT(cert-err52-cpp) */
		serve(x);
	if (!started)
		(void)close(c->in);
	world_end();
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static struct exchange x;
	struct bytes all = { (const char *)input, size };
	int root = tree_root(), first;

	if (size <= INPUT_BEGIN || size > INPUT_MAX)
		return 0;
	memset(&x, 0, offsetof(struct exchange, text_space));
	x.text = BUFFER(x.text_space);
	x.options = choose_options(input[0]);
	how = input[2];
	first = fcntl(root, F_DUPFD_CLOEXEC, 0);
	x.beneath = (struct beneath){ root, SYMLINKS_INSIDE };
	x.connection.in = x.connection.out = world_begin(input[1]);
	outputs = bytes_after(all, INPUT_BEGIN);
	world.sends = bytes_cut(&outputs, SEPARATOR);
	world.stays = input[1] & STAYS;
	x.reports = -1;
	x.accepted = world.now;
	credentials_open(x.options, x.user_space, &x.credentials);
	run(&x);
	check(&x, bytes_after(all, INPUT_BEGIN));
	tree_close_from(first);
	return 0;
}
