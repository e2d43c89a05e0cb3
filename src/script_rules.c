/* SPDX-License-Identifier: ISC */
#include "script_rules.h"

#include "identity.h"

bool
script_rules_find(const struct options *options, bool from_root,
    struct script_rules *ret_rules)
{
	struct script_rules rules = { .owned = options->script_owner != NULL };
	enum script_mode mode = (enum script_mode)options->script_mode;
	struct identity owner = { .uid = 0 };

	if (mode == SCRIPT_MODE_STRICT) {
		rules.script = S_ISUID | S_ISGID | S_IWGRP | S_IWOTH;
		rules.directory = S_IWGRP | S_IWOTH;
	} else if (mode == SCRIPT_MODE_AUTO && from_root) {
		rules.script = S_ISUID | S_ISGID | S_IWOTH;
		rules.directory = S_IWOTH;
	}
	if (rules.owned &&
	    !identity_look_up("--script-owner", options->script_owner, &owner))
		return false;
	rules.owner = owner.uid;
	*ret_rules = rules;
	return true;
}

bool
script_rules_need_directory(const struct script_rules *rules)
{
	return rules->directory || rules->owned;
}

static bool
is_owned(const struct script_rules *rules, const struct stat *st)
{
	return !rules->owned || st->st_uid == rules->owner || st->st_uid == 0;
}

static struct refusal
refuse_script(const char *cause)
{
	return refuse_saying(STATUS_FORBIDDEN, MESSAGE_NOT_EXECUTABLE, cause);
}

struct refusal
script_rules_check(const struct script_rules *rules, const struct stat *script)
{
	mode_t fault = script->st_mode & rules->script;

	if (fault & (S_ISUID | S_ISGID))
		return refuse_script(
		    "the script is setuid or setgid (--script-mode)");
	if (fault & S_IWOTH)
		return refuse_script("everybody may write to the script "
				     "(chmod o-w; --script-mode)");
	if (fault)
		return refuse_script("the script's group may write to it "
				     "(chmod g-w; --script-mode=strict)");
	if (!is_owned(rules, script))
		return refuse_script(
		    "the script belongs to another user (--script-owner)");
	return NO_OBJECTION;
}

struct refusal
script_rules_check_directory(
    const struct script_rules *rules, const struct stat *directory)
{
	mode_t fault = directory->st_mode & rules->directory;

	if (fault & S_IWOTH)
		return refuse_script("everybody may write to the script's "
				     "directory (chmod o-w; --script-mode)");
	if (fault)
		return refuse_script(
		    "the group of the script's directory may write to it "
		    "(chmod g-w; --script-mode=strict)");
	if (!is_owned(rules, directory))
		return refuse_script("the script's directory belongs to "
				     "another user (--script-owner)");
	return NO_OBJECTION;
}
