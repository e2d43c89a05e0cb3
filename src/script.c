/* SPDX-License-Identifier: ISC */
#include "script.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "config.h"
#include "descriptors.h"
#include "landlock.h"
#include "log.h"
#include "response.h"
#include "script_fault.h"
#include "script_limit.h"
#include "signals.h"
#include "system_refusal.h"

_Static_assert(EXCHANGE_SCRIPT_SIZE >=
	2 * PATH_MAX + SCRIPT_WORDS_SIZE + METAVAR_SPACE + RELAY_OUTPUT_SIZE,
    "x->text has room for a script");

/* An error's page must not be answered "200 Script output follows". */
static bool
follows(const struct exchange *x)
{
	return x->options->script_output == SCRIPT_OUTPUT_FOLLOWS &&
	    !x->error.status;
}

bool
script_is_raw(const struct exchange *x)
{
	struct bytes path =
	    x->target.program ? bytes_of(x->target.program) : x->target.path;

	return follows(x) ||
	    bytes_start_with(bytes_base_name(path), BYTES("nph-"));
}

struct refusal
script_prepare(
    struct exchange *x, int64_t content_length, struct script *script)
{
	struct refusal refusal = script_find_paths(x, script);

	if (!refusal.status)
		refusal = sandbox_find_script(&x->sandbox, &script->ruleset);
	if (refusal.status)
		return refusal;
	script_put_arguments(x, script);
	peer_find_server(x->connection.in, &x->peer);
	if (!metavar_build(&script->environment, x, script->root, script->file,
		content_length))
		return script_fault_of_exec(x, E2BIG);
	return NO_OBJECTION;
}

/* ------------------------------------------------------------------- exec */

static struct refusal
enter_directory(const struct script *script)
{
	return fchdir(script->directory) == 0
	    ? NO_OBJECTION
	    : system_refusal("the script's directory cannot be entered");
}

/* Enters the sandbox of --script-write, if there is one. False with errno. */
static bool
enter_sandbox(const struct script *script)
{
	if (script->ruleset < 0 || landlock_enter(script->ruleset))
		return true;
	log_message(LOG_ERR, "--script-write: %s", strerror(errno));
	errno = ENOTSUP; /* not the script's fault */
	return false;
}

static rlim_t
lower(rlim_t a, rlim_t b)
{
	return a < b ? a : b;
}

/* Where the hard limit is lower than what is wanted, it has to do. */
static bool
limit_to(unsigned char resource, struct rlimit limit)
{
	struct rlimit old;

	if (prlimit(0, resource, NULL, &old) < 0)
		return false;
	limit.rlim_cur = lower(limit.rlim_cur, old.rlim_max);
	limit.rlim_max = lower(limit.rlim_max, old.rlim_max);
	return prlimit(0, resource, &limit, NULL) == 0;
}

static void
set_limits(const struct options *options)
{
	static const unsigned char resources[] = {
		[SCRIPT_LIMIT_CPU] = RLIMIT_CPU,
		[SCRIPT_LIMIT_MEMORY] = RLIMIT_AS,
		[SCRIPT_LIMIT_FILE_SIZE] = RLIMIT_FSIZE,
		[SCRIPT_LIMIT_FILES] = RLIMIT_NOFILE,
		[SCRIPT_LIMIT_PROCESSES] = RLIMIT_NPROC,
	};
	const struct option_list *list = &options->script_limit;
	enum script_limit which;
	int64_t number;

	for (unsigned i = 0; i < list->count; i++)
		if (script_limit_parse(
			bytes_of(list->at[i]), &which, &number)) {
			/* At the limit of cpu comes SIGXCPU, which says what
			 * the matter is; SIGKILL a second later. */
			bool warns = which == SCRIPT_LIMIT_CPU;
			struct rlimit limit = { (rlim_t)number,
				(rlim_t)number + warns };

			if (!limit_to(resources[which], limit))
				log_message(LOG_WARNING,
				    "--script-limit=%s: %s", list->at[i],
				    strerror(errno));
		}
}

/* Gives the script the state of a fresh process, whatever the super-server has
 * set, and no core dumps, which would be left in the script's directory. */
static void
start_afresh(const struct exchange *x)
{
	static const struct rlimit no_core = { 0, 0 };

	signals_reset(x->one_shot); /* a listener did this for its children */
	(void)umask(022);
	(void)prlimit(0, RLIMIT_CORE, &no_core, NULL);
	descriptors_seal();
}

/*
 * Enters a process group of its own: signals for the server must not reach the
 * script, nor the other way round. Where there is a terminal that the script
 * could read from, it gets a session of its own too. Elsewhere a session would
 * gain nothing and cost the kernel a scheduling group, which has to wait for
 * its turn on a busy machine.
 */
static void
leave_group(void)
{
	int terminal =
	    openat(AT_FDCWD, "/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC);

	if (terminal < 0 || setsid() < 0)
		(void)setpgid(0, 0);
	if (terminal >= 0)
		(void)close(terminal);
}

/*
 * Executes the interpreter of --cgi-suffix; without one the script, by its
 * absolute path, as scripts expect of $0; when this user may not search a
 * directory above the root, by a path relative to the working directory.
 * Returns only on failure, with errno.
 */
static void
become(const struct exchange *x, struct script *script)
{
	char *const *environment = script->environment.variables;
	const char *interpreter = x->target.interpreter;
	const char *near = script->arguments[0];

	set_limits(x->options);
	if (!enter_sandbox(script))
		return;
	(void)execve(interpreter ? interpreter : script->file,
	    script->arguments, environment);
	if (errno != EACCES || x->target.program || interpreter)
		return;
	if (x->options->script_directory == SCRIPT_DIRECTORY_ROOT)
		near = x->target.path.at;
	(void)execve(near, script->arguments, environment);
}

static struct refusal
cannot_start(void)
{
	return system_refusal("a script could not be started");
}

/* Sends what CGIHTTPServer sent before it knew anything about the script. False
 * when the client is gone. */
static bool
send_follows(struct exchange *x)
{
	char space[512];
	struct buffer head = BUFFER(space);
	struct iovec piece;

	buffer_put_string(&head, "HTTP/1.0 200 Script output follows\r\n");
	response_field(&head, "Server", BYTES("cgihttpd/" VERSION));
	response_date(&head, "Date", exchange_now(x));
	piece = (struct iovec){ head.at, head.len };
	x->status = STATUS_OK;
	return connection_send(&x->connection, &piece, 1, true);
}

static void
report(const struct exchange *x, pid_t sibling, bool relays)
{
	struct sibling_report report = { .sibling = sibling, .relays = relays };

	if (x->reports < 0)
		return;
	report.reporter = getpid();
	/* When the pipe is full, the slot is freed a little early. */
	(void)!write(x->reports, &report, sizeof report);
}

/* A raw script's limits and its Landlock domain cannot be taken off again when
 * the exec fails: so a sibling that they do not bind answers then. */
static bool
is_bound(const struct exchange *x, const struct script *script)
{
	return x->options->script_limit.count || script->ruleset >= 0;
}

/* Whoever leaves some of the content unread resets the connection by ending,
 * and a reset can overtake what the client is to read: so a sibling ends the
 * connection, when the script has ended. */
static bool
may_leave_content(const struct relay *relay)
{
	const struct connection *c = &relay->x->connection;

	return c->unread && c->in_kind == CONNECTION_SOCKET;
}

/* The other end of this pipe is closed when the exec has succeeded, or we have
 * ended. */
static bool
start_answerer(
    struct relay *relay, int (*beside)(void *), struct sibling_stack *stack)
{
	int done[2];
	pid_t sibling;

	relay->shared = sibling_share(&relay->shared_space);
	relay->life.pidfd = -1;
	if (!relay->shared ||
	    (may_leave_content(relay) &&
		!life_watch_self(&relay->life, NULL, false)) ||
	    pipe2(done, O_CLOEXEC) < 0)
		return false;
	relay->output = done[0];
	relay->stdio[STDOUT_FILENO] = done[1];
	sibling = sibling_start(beside, relay, stack, relay->shared);
	if (sibling > 0)
		report(relay->x, sibling, false);
	return sibling > 0;
}

struct refusal
script_take_back(struct exchange *x, struct refusal refusal)
{
	x->logged = false; /* that record was a promise */
	if (!follows(x))
		return refusal;
	x->cause = refusal.cause;
	/* A status line went out: cut it short. */
	connection_reset(&x->connection);
	return NO_OBJECTION;
}

/* After an exec that has failed, with errno: the sibling answers. */
_Noreturn static void
leave_to_sibling(struct relay *relay)
{
	relay->shared->exec_error = errno;
	_exit(EXIT_NOT_EXECUTED);
}

/* Makes the connection stdout and `source` stdin. Spooled content takes
 * descriptor 0 from the connection, which is to be ended well even so. stdout
 * first: the connection may be descriptor 0 alone. */
static bool
take_streams(struct connection *c, int source)
{
	int in = c->in;

	if (source != in && in == STDIN_FILENO)
		in = fcntl(in, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (in < 0 ||
	    (c->out != STDOUT_FILENO && dup2(c->out, STDOUT_FILENO) < 0) ||
	    (source != STDIN_FILENO && dup2(source, STDIN_FILENO) < 0))
		return false;
	c->in = in;
	c->out = STDOUT_FILENO;
	return true;
}

struct refusal
script_exec_raw(struct script *script, struct relay *relay,
    int (*beside)(void *), struct sibling_stack *stack)
{
	struct exchange *x = relay->x;
	struct connection *c = &x->connection;
	int source = relay->content.source < 0 ? c->in : relay->content.source;
	bool accompanied = is_bound(x, script) || may_leave_content(relay);
	struct refusal refusal = enter_directory(script);

	if (refusal.status)
		return refusal;
	connection_set_nonblocking(c, false);
	if (!take_streams(c, source))
		return cannot_start();
	if (follows(x) && !send_follows(x))
		return NO_OBJECTION;
	exchange_log(x);
	/* After a redirect this process was a relay. */
	if (x->scripts > 1)
		report(x, 0, false);
	if (accompanied && !start_answerer(relay, beside, stack))
		return script_take_back(x, cannot_start());
	leave_group();
	start_afresh(x);
	(void)alarm((unsigned)x->options->script_time);
	become(x, script);
	if (accompanied)
		leave_to_sibling(relay);
	refusal = script_fault_of_exec(x, errno);
	(void)alarm(0);
	(void)signal(SIGPIPE, SIG_IGN); /* as before: an answer follows */
	return script_take_back(x, refusal);
}

static bool
open_pipes(struct relay *relay)
{
	int output[2], complaints[2];

	if (pipe2(output, O_CLOEXEC) < 0)
		return false;
	if (pipe2(complaints, O_CLOEXEC) < 0) {
		(void)close(output[0]);
		(void)close(output[1]);
		return false;
	}
	relay->output = output[0];
	relay->complaints.fd = complaints[0];
	relay->complaints.script = relay->x->target.script_name;
	relay->complaints.len = 0;
	relay->complaints.line = relay->complaint;
	relay->stdio[STDIN_FILENO] = relay->content.source;
	relay->stdio[STDOUT_FILENO] = output[1];
	relay->stdio[STDERR_FILENO] = complaints[1];
	return true;
}

struct refusal
script_exec_relayed(struct script *script, struct relay *relay,
    int (*beside)(void *), struct sibling_stack *stack)
{
	struct exchange *x = relay->x;
	struct refusal refusal = enter_directory(script);
	pid_t sibling;

	if (refusal.status)
		return refusal;
	relay->shared = sibling_share(&relay->shared_space);
	if (!relay->shared ||
	    !life_watch_self(
		&relay->life, x->told_end, x->options->new_privileges) ||
	    !open_pipes(relay))
		return cannot_start();
	sibling = sibling_start(beside, relay, stack, relay->shared);
	if (sibling < 0)
		return cannot_start();
	leave_group();
	report(x, sibling, true);
	/* From here on the relay answers, whatever happens. */
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (dup2(relay->stdio[fd], fd) < 0)
			_exit(EXIT_NOT_EXECUTED);
	start_afresh(x);
	become(x, script);
	leave_to_sibling(relay);
}
