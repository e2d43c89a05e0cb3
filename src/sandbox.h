/* SPDX-License-Identifier: ISC */
/*
 * What a process gives up once it is known how it is going to answer: access to
 * files and more by Landlock (landlock.h), and all system calls except a list
 * of them (seccomp.h). A script would inherit the sandbox, so the process
 * enters it only when it can become no script any more.
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
	int answers; /* Landlock rulesets that were made beforehand; or -1 */
	int scripts;
	enum sandbox_answer answer;
	bool beside_script; /* a script that it may have to signal */
	bool entered;
	/* The log says what this kernel does not have, and what that means. */
	bool logged_landlock, logged_seccomp, logged_emptying;
};

/* Initialises a sandbox; one that is only zeroed is never entered. `root` is
 * the document root's descriptor. */
void sandbox_begin(struct sandbox *s, const struct options *options, int root);

/* For a listener, and again when its root has become another directory: makes
 * the rulesets that every child would have to make. What the kernel does not
 * have is logged here, and not by the children. */
void sandbox_prepare(struct sandbox *s);

/* Notes whether the process is the relay of a script, which it may have to
 * end. */
void sandbox_set_beside_script(struct sandbox *s, bool beside);

/* Whether such an answer calls for a sandbox that has not been entered yet. */
bool sandbox_is_due(const struct sandbox *s, enum sandbox_answer answer);

/* Notes how long the answer will take. Enters the sandbox that is due for it if
 * that is `certain`: no error can lead to a script as its page any more. */
void sandbox_plan(struct sandbox *s, enum sandbox_answer answer, bool certain);

/*
 * Enters the sandbox that is due, once. For when the response is on its way, or
 * no script can be run anyway. Never prevents an answer: it goes without what
 * this kernel does not have, and a line in the log for each says so.
 */
void sandbox_enter(struct sandbox *s);

/*
 * *ret_ruleset is the ruleset of --script-write, for the script to enter; -1
 * without that option. Refuses with 500 when the kernel has no Landlock, as
 * system_refusal does when there can be no such ruleset for another reason;
 * after a message when that is a directory. That a script can nevertheless
 * empty files, before Linux 6.2, is only said in the log.
 */
must_check struct refusal sandbox_find_script(
    struct sandbox *s, int *ret_ruleset);

/* Says in words what confines such an answer on this kernel. */
const char *sandbox_describe(
    const struct sandbox *s, enum sandbox_answer answer);

#endif
