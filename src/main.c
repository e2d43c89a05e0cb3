/* SPDX-License-Identifier: ISC */
/*
 * cgihttpd: one connection, one request, a file served or a script exec'd in
 * place. The order here is the security argument: descriptors 0 to 2 exist;
 * stderr is not the client; the root is open; the identity is dropped; only
 * then is the first octet of a client taken. All that a listener, which may be
 * root, does before that is to look for the end of a header (header_peek.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "activation.h"
#include "config.h"
#include "descriptors.h"
#include "explain.h"
#include "identity.h"
#include "listener.h"
#include "log.h"
#include "manager.h"
#include "options.h"
#include "probe.h"
#include "serve.h"
#include "sockets.h"
#include "stay.h"
#include "survey.h"

static int
fail_to_print(void)
{
	log_message(LOG_ERR, "standard output cannot be written to");
	return EX_IOERR;
}

static int
print(struct bytes text)
{
	ssize_t went = write(STDOUT_FILENO, text.at, text.len);

	return went == (ssize_t)text.len ? EX_OK : fail_to_print();
}

static int
print_help(void)
{
	char space[8192];
	struct buffer text = BUFFER(space);

	options_help(&text);
	return print(buffer_bytes(&text));
}

/* What to do about a ROOT that cannot be opened. */
static const char *
advice_on_root(const char *root, int error)
{
	const char *colon = strrchr(root, ':');
	int64_t port;

	if (error == ENOTDIR)
		return "; name a directory";
	if (error != ENOENT)
		return "";
	if (colon && bytes_number(bytes_of(colon + 1), &port))
		return "; to listen there, write --listen= before it";
	return "; create it, or name another";
}

static bool
open_root(const struct options *options, struct beneath *ret_beneath)
{
	int fd =
	    openat(AT_FDCWD, options->root, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		log_message(LOG_ERR, "cannot serve %s: %s%s", options->root,
		    strerror(errno), advice_on_root(options->root, errno));
		return false;
	}
	*ret_beneath = (struct beneath){ fd, (enum symlinks)options->symlinks };
	return true;
}

static int
fail_without_connection(void)
{
	log_message(LOG_ERR,
	    "no connection to serve: descriptor 0 is no "
	    "socket. Start me from inetd, xinetd or a systemd socket unit, or "
	    "let me listen: cgihttpd --listen 8000 [ROOT]");
	return EX_USAGE;
}

static int
serve_connection(struct exchange *x, const struct identity *identity, int in,
    int out, bool streams)
{
	credentials_open(x->options, x->user_space, &x->credentials);
	if (!identity_become(identity) ||
	    !identity_seal(identity, x->options->new_privileges))
		return EX_NOPERM;
	if (!streams)
		connection_open_socket(&x->connection, in, out);
	else if (!connection_open(&x->connection, in, out))
		return fail_without_connection();
	serve(x);
	_exit(EX_OK); /* exit(3) would go through stdio, which holds nothing */
}

/* The root is open already, by root; but scripts are opened by their path. */
static void
forewarn_of_way(const struct exchange *x, const struct identity *identity)
{
	char path[PATH_MAX];

	if (beneath_system_path(x->beneath.root, path).len &&
	    identity_find_closed(identity, path))
		log_message(LOG_WARNING,
		    "%s may not be searched by the user who runs scripts: "
		    "interpreters will not find them; chmod o+x it, or name "
		    "another --user",
		    path);
}

/* Warns of what every client would meet, for the operator to know first. */
static void
forewarn(const struct exchange *x, const struct identity *identity)
{
	credentials_warn(x->options);
	if (!identity_may_search(identity, x->beneath.root))
		log_message(LOG_WARNING,
		    "%s may not be entered by the user who serves it: all "
		    "will be 403; chmod it, or name another --user",
		    x->options->root);
	else if (identity->changes && !x->options->no_cgi)
		forewarn_of_way(x, identity);
}

static int
run_listener(
    struct exchange *x, struct listener *listener, struct identity *identity)
{
	struct child child;
	int status;

	listener->root = x->beneath.root;
	forewarn(x, identity);
	manager_prepare();
	listener->sandbox = &x->sandbox;
	sandbox_prepare(&x->sandbox);
	identity_confine(identity, x->options->new_privileges);
	status = listener_run(listener, &child);
	if (status >= 0)
		return status;
	x->reports = child.reports;
	x->told_end = child.told_end;
	x->accepted = child.accepted;
	return serve_connection(
	    x, identity, child.connection, child.connection, false);
}

/* --explain and --check, as the user that would run the scripts. */
static int
examine(struct exchange *x, const struct identity *identity)
{
	int status;

	credentials_open(x->options, x->user_space, &x->credentials);
	if (!identity_become(identity))
		return EX_NOPERM;
	status =
	    x->options->check ? survey(x) : explain(x, x->options->explain);
	/* Some output may have been lost before the last of it. */
	if (fflush(stdout) == EOF || ferror(stdout))
		return fail_to_print();
	return status;
}

/* Not on the stack: it is large, and touched only by a process that listens. */
static struct listener *
listener_with(const struct options *options)
{
	static struct listener listener;

	listener.options = options;
	return &listener;
}

/* Listens at the addresses of --listen. */
static int
listen_as_told(struct exchange *x, struct identity *identity)
{
	struct listener *listener = listener_with(x->options);
	struct activation activation;
	int status;

	activation_find(&activation);
	if (activation_has_clients(&activation)) {
		log_message(LOG_ERR,
		    "the super-server has passed a socket: leave out --listen "
		    "and PORT");
		return EX_USAGE;
	}
	status = sockets_open(x->options, listener);
	return status == EX_OK ? run_listener(x, listener, identity) : status;
}

/* There was no door. A platform that runs containers says in PORT where they
 * are to listen: on all of a container's addresses. */
static int
listen_at_port(struct exchange *x, struct identity *identity)
{
	struct listener *listener = listener_with(x->options);
	const char *port = getenv("PORT");
	int64_t number;
	int status;

	if (!bytes_number(bytes_of(port), &number))
		return fail_without_connection();
	status = sockets_open_port(port, listener);
	return status == EX_OK ? run_listener(x, listener, identity) : status;
}

/* Listens on the sockets that were passed: on all or not at all, because
 * clients of one that was left out would wait in vain. */
static int
listen_at_passed(struct exchange *x, const struct activation *activation,
    struct identity *identity)
{
	struct listener *listener = listener_with(x->options);

	if (activation->count > LISTENER_SOCKETS_MAX ||
	    !activation_all_listen(activation)) {
		log_message(LOG_ERR,
		    "$LISTEN_FDS is %u: these have to be sockets that "
		    "listen, all of them, and at most %d",
		    activation->count, LISTENER_SOCKETS_MAX);
		return EX_USAGE;
	}
	listener->count = activation->count;
	for (unsigned i = 0; i < activation->count; i++)
		listener->sockets[i] = activation->first + (int)i;
	return run_listener(x, listener, identity);
}

/* Without "nofork", socat(1) stays between us and the client, and ends the
 * connection when the process that it has started ends. A connection that is a
 * socket of the network is the client's own. */
static bool
is_behind_socat(int in)
{
	return getenv("SOCAT_PID") && !activation_is_of_network(in);
}

static int
serve_one(struct exchange *x, const struct activation *activation,
    struct identity *identity)
{
	bool streams = activation->door == DOOR_STREAMS;

	log_open((enum log_sink)x->options->log_sink, activation->in,
	    activation->out);
	if (getpid() == 1 || is_behind_socat(activation->in))
		stay_as_parent(activation->in, activation->out, identity,
		    x->options->new_privileges);
	if (streams &&
	    !stay_as_writer(
		activation->out, identity, x->options->new_privileges))
		return EX_IOERR;
	x->one_shot = true;
	x->accepted = clock_monotonic_ms();
	return serve_connection(
	    x, identity, activation->in, activation->out, streams);
}

/* Serves at the door that this process was started at. */
static int
open_door(struct exchange *x, struct identity *identity)
{
	struct activation activation;

	activation_find(&activation);
	switch (activation.door) {
	case DOOR_LISTENERS:
		return listen_at_passed(x, &activation, identity);
	case DOOR_CONNECTION:
	case DOOR_STREAMS:
		return serve_one(x, &activation, identity);
	case DOOR_NONE:
		break;
	}
	return listen_at_port(x, identity);
}

static int
run(struct exchange *x)
{
	const struct options *options = x->options;
	struct identity identity;

	if (!open_root(options, &x->beneath))
		return EX_NOINPUT;
	if (!identity_find(options->user, &identity))
		return EX_NOUSER;
	/* --check is for the server to be, which root may start. */
	if (!script_rules_find(
		options, identity.changes || options->check, &x->script_rules))
		return EX_NOUSER;
	sandbox_begin(&x->sandbox, options, x->beneath.root);
	if (options->check || options->explain)
		return examine(x, &identity);
	if (options->listen.count)
		return listen_as_told(x, &identity);
	return open_door(x, &identity);
}

int
main(int argc, char *argv[])
{
	/* Not on the stack: both are large, and zero without being written.
	 * Where they are placed decides how many pages are touched; see also
	 * static.ld. */
	static _Alignas(4096) struct exchange exchange;
	static struct options options;
	char space[256];
	struct buffer reason = BUFFER(space);

	descriptors_ensure();
	log_open(SINK_AUTO, STDIN_FILENO, -1);
	if (!options_parse(argc, argv, &options, &reason)) {
		log_message(LOG_ERR, "%.*s", (int)reason.len, reason.at);
		return EX_USAGE;
	}
	if (options.help)
		return print_help();
	if (options.version)
		return print(BYTES("cgihttpd " VERSION "\n"));
	if (options.probe)
		return probe(&options);
	log_open((enum log_sink)options.log_sink, STDIN_FILENO, -1);
	log_prepare((enum log_format)options.log_format);
	exchange.options = &options;
	exchange.reports = -1;
	exchange.text = BUFFER(exchange.text_space);
	return run(&exchange);
}
