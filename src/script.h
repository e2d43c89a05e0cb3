/* SPDX-License-Identifier: ISC */
/*
 * Exec in place: the process that the super-server started becomes the script
 * (RFC 3875 sections 4, 5 and 7.2).
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <limits.h>

#include "metavar.h"
#include "relay.h"
#include "sibling.h"

enum {
	SCRIPT_WORDS_MAX = 256, /* arguments of an indexed query */
	SCRIPT_WORDS_SIZE = 16384,
};

/* What a script is started with; its strings are in x->text. */
struct script {
	const char *root; /* absolute, without a slash at its end */
	const char *file; /* absolute */
	char **arguments; /* as execve(2) takes them */
	char *name[3];    /* the arguments, if it has no others */
	int directory;    /* where it starts */
	int ruleset;      /* Landlock's, of --script-write; or -1 */
	struct environment environment;
};

/* Whether the script talks to the client itself: its name begins with "nph-"
 * (RFC 3875 section 5), or --script-output=follows is given and it is not an
 * error's page. */
bool script_is_raw(const struct exchange *x);

/* Finds out where the script is and where it starts: `root`, `file` and
 * `directory` of *script. Refuses with 403 what --script-mode and
 * --script-owner rule out, with 500 when a path is too long, as system_refusal
 * does when a directory cannot be opened. script_prepare calls it. */
must_check struct refusal script_find_paths(
    struct exchange *x, struct script *script);

/* Builds script->arguments for script->file. script_prepare calls it. */
void script_put_arguments(struct exchange *x, struct script *script);

/*
 * Fills in *script: finds out the paths, builds argv and the environment;
 * starts nothing. `content_length` is as for metavar_build. Refuses as
 * script_find_paths and sandbox_find_script do, and with 431 when the
 * environment does not fit.
 */
must_check struct refusal script_prepare(
    struct exchange *x, int64_t content_length, struct script *script);

/*
 * Becomes the script, whose stdout is the connection, and whose stdin is that
 * of relay->content, or the connection too when there is none. With
 * --script-output=follows, CGIHTTPServer's status line is sent first. Writes
 * the log record, because no process is left to do that later. The time limit
 * is alarm(2). relay->x and relay->content are set by the caller.
 *
 * Returns only on failure: a refusal when nothing was sent, that of
 * system_refusal when it did not come to an exec, otherwise that of
 * script_fault_of_exec; NO_OBJECTION when the client is gone, or when the
 * status line was sent and the connection has been reset.
 *
 * For a script that gets limits or a Landlock domain, `beside(relay)` is
 * started as a sibling first, which they do not bind: when the exec fails, this
 * does not return, and the sibling answers.
 */
must_check struct refusal script_exec_raw(struct script *script,
    struct relay *relay, int (*beside)(void *), struct sibling_stack *stack);

/* To be called when the exec of a raw script has failed: has its log record
 * written anew. Returns the refusal; NO_OBJECTION when a status line was sent
 * and the connection has been reset. */
must_check struct refusal script_take_back(
    struct exchange *x, struct refusal refusal);

/*
 * Starts `beside(relay)` as a sibling on `stack` and becomes the script, whose
 * stdin, stdout and stderr lead to the relay. relay->x and relay->content are
 * set by the caller, the rest is filled in here. Returns only when nothing was
 * started: the refusal of system_refusal. An exec that fails is left to the
 * relay to report.
 */
must_check struct refusal script_exec_relayed(struct script *script,
    struct relay *relay, int (*beside)(void *), struct sibling_stack *stack);

#endif
