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

/* All that a script is started with; its strings stand in x->text. */
struct script {
	const char *root; /* absolute, without a slash at its end */
	const char *file; /* absolute */
	char **arguments; /* as execve(2) takes them */
	char *name[2];    /* these, when it is alone */
	int directory;    /* that it starts in */
	int ruleset;      /* of --script-write; or -1 */
	struct metavar metavar;
};

/* Is the script to talk to the client itself: its name begins with "nph-"
 * (RFC 3875 section 5), or --script-output=follows? */
bool script_is_raw(const struct exchange *x);

/* Where the script is and where it starts: root, file and directory of
 * `script`. Refuses with 403 what --script-mode and --script-owner rule out.
 * (A part of script_prepare.) */
must_check struct refusal script_find_paths(
    struct exchange *x, struct script *script);

/*
 * Builds argv and environment, finds out the paths; starts nothing.
 * `content_length` as for metavar_build.
 */
must_check struct refusal script_prepare(
    struct exchange *x, int64_t content_length, struct script *script);

/*
 * Becomes the script, which has the connection itself as stdin (or `source`,
 * when it is not -1) and stdout. With --script-output=follows the seed's
 * status line goes first. Writes the log record: nobody is left to do it
 * later. alarm(2) is the time limit. Returns only a refusal, when nothing was
 * sent.
 */
must_check struct refusal script_exec_raw(
    struct exchange *x, struct script *script, int source);

/*
 * Starts `beside(relay)` as a sibling and becomes the script, whose stdin,
 * stdout and stderr lead to the relay. relay->x and relay->content are set;
 * the rest is filled in here. Returns only a refusal, when nothing was
 * started; an exec that fails is the relay's to report.
 */
must_check struct refusal script_exec_relayed(struct script *script,
    struct relay *relay, int (*beside)(void *), struct sibling_stack *stack);

#endif
