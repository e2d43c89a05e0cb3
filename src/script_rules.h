/* SPDX-License-Identifier: ISC */
/*
 * Which scripts are refused for their owner and for other users who may change
 * them: the rules of Apache's suexec, chosen by --script-mode and
 * --script-owner.
 */
#ifndef SCRIPT_RULES_H
#define SCRIPT_RULES_H

#include <sys/stat.h>

#include "http.h"
#include "options.h"

struct script_rules {
	mode_t script;    /* mode bits that a script must not have */
	mode_t directory; /* mode bits that its directory must not have */
	bool owned;       /* both must belong to `owner` or to root */
	uid_t owner;
};

/*
 * Takes the rules from the options. `from_root`: root started the server and
 * scripts run as another user, so --script-mode=auto refuses what any user
 * could have put there. Returns false after a message when --script-owner names
 * no user.
 */
must_check bool script_rules_find(const struct options *options, bool from_root,
    struct script_rules *ret_rules);

/* Whether script_rules_check_directory has anything to check. */
bool script_rules_need_directory(const struct script_rules *rules);

/* Refuse with 403 a script or the directory that it is in; the cause names the
 * rule. */
must_check struct refusal script_rules_check(
    const struct script_rules *rules, const struct stat *script);
must_check struct refusal script_rules_check_directory(
    const struct script_rules *rules, const struct stat *directory);

#endif
