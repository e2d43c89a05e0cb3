/* SPDX-License-Identifier: ISC */
#include "sandbox.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>

#include "descriptors.h"
#include "landlock.h"
#include "log.h"
#include "seccomp.h"
#include "system_refusal.h"

/* At exit, the sanitizers start a thread that traces this one. */
enum { IS_POSSIBLE = !WITH_ADDRESS_SANITIZER };

void
sandbox_begin(struct sandbox *s, const struct options *options, int root)
{
	*s = (struct sandbox){
		.options = options, .root = root, .answers = -1, .scripts = -1
	};
}

/*
 * After this point a short answer is one read and one send: the sandbox would
 * cost a fifth of all the time that the answer takes. Without scripts the
 * sandbox begins before the first octet is taken, and is worth that.
 */
static bool
is_due(const struct options *options, enum sandbox_answer answer)
{
	switch ((enum sandbox_mode)options->sandbox) {
	case SANDBOX_AUTO:
		return IS_POSSIBLE &&
		    (answer == SANDBOX_LONG || options->no_cgi);
	case SANDBOX_FULL:
		return IS_POSSIBLE;
	case SANDBOX_OFF:
		break;
	}
	return false;
}

/* -1 where links may lead out of the root: files may then be anywhere. */
static int
readable_root(const struct sandbox *s)
{
	return s->options->symlinks == SYMLINKS_ANY ? -1 : s->root;
}

static void
tell(bool *told, const char *what, int error)
{
	if (!*told)
		log_message(LOG_NOTICE,
		    "no %s here (%s): answers go without it", what,
		    strerror(error));
	*told = true;
}

static void
tell_landlock(struct sandbox *s)
{
	tell(&s->logged_landlock, "Landlock", errno);
}

static void
tell_seccomp(struct sandbox *s)
{
	tell(&s->logged_seccomp, "seccomp filter", errno);
}

/* On a kernel such as Debian 12's, the rest of --script-write is better than no
 * scripts. */
static void
make_for_scripts(struct sandbox *s, const char **ret_culprit)
{
	s->scripts =
	    landlock_for_script(&s->options->script_write, ret_culprit);
	if (s->scripts < 0 || s->logged_emptying ||
	    landlock_version() >= LANDLOCK_TRUNCATE_VERSION)
		return;
	log_message(LOG_WARNING,
	    "--script-write does not keep scripts from emptying files: that "
	    "takes Linux 6.2");
	s->logged_emptying = true;
}

/* What fails is tried again for each script. */
static void
prepare_scripts(struct sandbox *s)
{
	int ruleset;
	struct refusal refusal = sandbox_find_script(s, &ruleset);

	if (refusal.status)
		log_message(
		    LOG_WARNING, "no script will run: %s", refusal.cause);
}

void
sandbox_prepare(struct sandbox *s)
{
	descriptors_close(&s->answers);
	descriptors_close(&s->scripts);
	if (is_due(s->options, SANDBOX_LONG)) {
		s->answers = landlock_for_answer(readable_root(s));
		if (s->answers < 0)
			tell_landlock(s);
		if (!seccomp_is_known())
			tell_seccomp(s);
	}
	if (!s->options->no_cgi)
		prepare_scripts(s);
}

void
sandbox_set_beside_script(struct sandbox *s, bool beside)
{
	s->beside_script = beside;
}

/*
 * True also when there is nothing to enter: in a Landlock domain, the relay
 * would not be told how the script, which is outside of it, ended.
 */
static bool
enter_landlock(struct sandbox *s)
{
	bool entered;

	if (s->beside_script)
		return true;
	if (s->answers < 0)
		s->answers = landlock_for_answer(readable_root(s));
	entered = s->answers >= 0 && landlock_enter(s->answers);
	descriptors_close(&s->answers);
	return entered;
}

bool
sandbox_is_due(const struct sandbox *s, enum sandbox_answer answer)
{
	return s->options && !s->entered && is_due(s->options, answer);
}

void
sandbox_enter(struct sandbox *s)
{
	if (!sandbox_is_due(s, s->answer))
		return;
	s->entered = true;
	/* --new-privileges is for scripts, which this process never becomes. */
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (!enter_landlock(s))
		tell_landlock(s);
	if (!seccomp_enter(s->beside_script ? SECCOMP_RELAY : SECCOMP_ANSWER))
		tell_seccomp(s);
}

void
sandbox_plan(struct sandbox *s, enum sandbox_answer answer, bool certain)
{
	s->answer = answer;
	if (certain)
		sandbox_enter(s);
}

/* The refusal for scripts without the ruleset of --script-write; `culprit` as
 * landlock_for_script has it. */
static struct refusal
no_ruleset(const char *culprit)
{
	if (!culprit && landlock_is_missing(errno))
		return refuse(STATUS_INTERNAL_SERVER_ERROR,
		    "this kernel has no Landlock, by which --script-write "
		    "keeps scripts from writing");
	if (culprit)
		log_message(
		    LOG_ERR, "--script-write=%s: %s", culprit, strerror(errno));
	return system_refusal(culprit
		? "a directory of --script-write cannot be opened"
		: "scripts cannot be kept from writing (--script-write)");
}

struct refusal
sandbox_find_script(struct sandbox *s, int *ret_ruleset)
{
	const char *culprit = NULL;

	*ret_ruleset = -1;
	if (!s->options || !s->options->script_write.count)
		return NO_OBJECTION;
	if (s->scripts < 0)
		make_for_scripts(s, &culprit);
	*ret_ruleset = s->scripts;
	return s->scripts >= 0 ? NO_OBJECTION : no_ruleset(culprit);
}

const char *
sandbox_describe(const struct sandbox *s, enum sandbox_answer answer)
{
	/* By whether there is Landlock, and whether there is seccomp. */
	static const char both[2][2][48] = {
		{ "none (no Landlock and no seccomp filter here)",
		    "seccomp (this kernel has no Landlock)" },
		{ "Landlock (no seccomp filter here)", "Landlock, seccomp" },
	};

	if (!is_due(s->options, answer))
		return IS_POSSIBLE ? "none (see --sandbox)"
				   : "none (made with sanitizers)";
	if (s->beside_script)
		return seccomp_is_known() ? "seccomp (its relay)"
					  : "none (no seccomp filter here)";
	return both[landlock_version() > 0][seccomp_is_known()];
}
