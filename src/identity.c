/* SPDX-License-Identifier: ISC */
#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

enum { NOBODY = 65534 }; /* by convention, and the kernel's overflow id */

static bool
parse_id(struct bytes text, unsigned *ret_id)
{
	int64_t number;

	if (!bytes_number(text, &number) || number >= UINT_MAX)
		return false;
	*ret_id = (unsigned)number;
	return true;
}

static bool
find_group(const char *option, const char *name, gid_t *ret_gid)
{
	const struct group *group = getgrnam(name);

	if (group)
		*ret_gid = group->gr_gid;
	if (group || parse_id(bytes_of(name), ret_gid))
		return true;
	log_message(LOG_ERR, "%s: there is no group \"%s\"", option, name);
	return false;
}

static bool
find_user(const char *option, const char *name, struct identity *who)
{
	const struct passwd *user = getpwnam(name);

	if (user) {
		who->uid = user->pw_uid;
		who->gid = user->pw_gid;
		return true;
	}
	if (parse_id(bytes_of(name), &who->uid)) {
		who->gid = who->uid;
		return true;
	}
	log_message(LOG_ERR,
	    "%s: there is no user \"%s\"; create it, or "
	    "name another one",
	    option, name);
	return false;
}

bool
identity_look_up(
    const char *option, const char *spec, struct identity *ret_identity)
{
	struct identity who = { .changes = false };
	char name[LOGIN_NAME_MAX + 1];
	const char *colon = strchr(spec, ':');
	size_t len = colon ? (size_t)(colon - spec) : strlen(spec);

	if (!len || len >= sizeof name) {
		log_message(LOG_ERR, "%s: \"%s\" is no name", option, spec);
		return false;
	}
	memcpy(name, spec, len);
	name[len] = '\0';
	if (!find_user(option, name, &who) ||
	    (colon && !find_group(option, colon + 1, &who.gid)))
		return false;
	*ret_identity = who;
	return true;
}

static void
find_nobody(struct identity *who)
{
	const struct passwd *nobody = getpwnam("nobody");

	who->uid = nobody ? nobody->pw_uid : NOBODY;
	who->gid = nobody ? nobody->pw_gid : NOBODY;
}

bool
identity_find(const char *user, struct identity *ret_identity)
{
	struct identity who = { true, 0, 0 };
	uid_t self = geteuid();

	if (self != 0 && !user) {
		ret_identity->changes = false;
		return true;
	}
	if (!user)
		find_nobody(&who);
	else if (!identity_look_up("--user", user, &who))
		return false;
	if (who.uid == 0 || who.gid == 0) {
		log_message(LOG_ERR,
		    "scripts are not run as root: --user must "
		    "name a user and a group other than root");
		return false;
	}
	if (self != 0 && who.uid != self) {
		log_message(LOG_ERR,
		    "--user=%s: only root can become another "
		    "user",
		    user);
		return false;
	}
	who.changes = self == 0;
	*ret_identity = who;
	return true;
}

bool
identity_may_enter(const struct identity *identity, int directory)
{
	struct stat st;

	if (!identity->changes)
		return faccessat(directory, ".", F_OK, AT_EACCESS) == 0;
	if (fstat(directory, &st) < 0)
		return false;
	if (st.st_uid == identity->uid)
		return st.st_mode & S_IXUSR;
	return st.st_mode & (st.st_gid == identity->gid ? S_IXGRP : S_IXOTH);
}

static bool
fail(const char *call)
{
	log_message(
	    LOG_CRIT, "cannot give up root: %s: %s", call, strerror(errno));
	return false;
}

bool
identity_become(const struct identity *identity)
{
	if (!identity->changes)
		return true;
	if (setgroups(0, NULL) < 0)
		return fail("setgroups");
	if (setresgid(identity->gid, identity->gid, identity->gid) < 0)
		return fail("setresgid");
	if (setresuid(identity->uid, identity->uid, identity->uid) < 0)
		return fail("setresuid");
	if (setuid(0) == 0 || setgid(0) == 0 || geteuid() != identity->uid) {
		log_message(LOG_CRIT, "root could be taken back");
		return false;
	}
	return true;
}

void
identity_seal(bool new_privileges)
{
	static const struct rlimit none = { 0, 0 };

	if (!new_privileges)
		(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	/* Of one who may bind to port 80 without being root, for instance. */
	(void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
}
