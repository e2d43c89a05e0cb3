/* SPDX-License-Identifier: ISC */
/*
 * Which scripts are not run because of whom they belong to and who else may
 * change them: the rules of Apache's suexec, by --script-mode and
 * --script-owner.
 */
#ifndef SCRIPT_RULES_H
#define SCRIPT_RULES_H

#include <sys/stat.h>

#include "http.h"
#include "options.h"

struct script_rules {
	mode_t script;    /* bits that a script must not have */
	mode_t directory; /* nor the directory that it is in */
	bool owned;       /* both belong to `owner` or to root */
	uid_t owner;
};

/*
 * What the options ask for. `from_root`: scripts run as somebody else than who
 * started the server, so --script-mode=auto refuses what anybody could have
 * put there. False after a message, when --script-owner names nobody.
 */
must_check bool script_rules_find(const struct options *options, bool from_root,
    struct script_rules *ret_rules);

/* Is there anything to ask of a directory? */
bool script_rules_mind_directories(const struct script_rules *rules);

/* Refuses with 403, and names the rule. */
must_check struct refusal script_rules_check(
    const struct script_rules *rules, const struct stat *script);
must_check struct refusal script_rules_check_directory(
    const struct script_rules *rules, const struct stat *directory);

#endif
