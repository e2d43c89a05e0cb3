/* SPDX-License-Identifier: ISC */
/*
 * What a process gives up once it is known how it is going to answer: by
 * Landlock (landlock.h), and all but a list of system calls (seccomp.h). It
 * would hold for scripts too, so it waits until none can be executed.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>

#include "http.h"
#include "options.h"

/* How long an answer takes: --sandbox=auto is about the long ones. */
enum sandbox_answer {
	SANDBOX_SHORT, /* one read and one send */
	SANDBOX_LONG,  /* a large file, a listing, a script's output */
};

struct sandbox {
	const struct options *options;
	int root;
	int answers; /* Landlock rulesets made ready beforehand; or -1 */
	int scripts;
	enum sandbox_answer answer;
	bool beside_script; /* which is ended by a signal, if need be */
	bool entered;
	bool told; /* what this kernel does not have */
};

/* Without it, zeroed, a sandbox is none. `root` is the document root's
 * descriptor. */
void sandbox_begin(struct sandbox *s, const struct options *options, int root);

/* For a listener, and again when its root has become another directory: makes
 * ready what every child would have to. What this kernel does not have is said
 * in the log here, and not by the children. */
void sandbox_prepare(struct sandbox *s);

/* Is the process the relay of a script, which it may have to end? */
void sandbox_stand_beside(struct sandbox *s, bool beside);

/* Would such an answer bring a sandbox that has not been entered? */
bool sandbox_is_due(const struct sandbox *s, enum sandbox_answer answer);

/* Notes how the answer is going to be; enters the sandbox that is due for it
 * when that is `certain`: no error can lead to a script as its page. */
void sandbox_plan(struct sandbox *s, enum sandbox_answer answer, bool certain);

/*
 * Enters the sandbox that is due, once: the response is on its way, or no
 * script can be run anyway. Never keeps an answer back: what this kernel does
 * not have is missing, and one line in the log says so.
 */
void sandbox_enter(struct sandbox *s);

/*
 * The ruleset of --script-write, for the script to enter; -1 without that
 * option. Refuses with 500, after a message, when a script could not be kept
 * to it.
 */
must_check struct refusal sandbox_find_script(
    struct sandbox *s, int *ret_ruleset);

/* What such an answer is confined by on this kernel, in words. */
const char *sandbox_describe(
    const struct sandbox *s, enum sandbox_answer answer);

#endif
