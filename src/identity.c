/* SPDX-License-Identifier: ISC */
#include "identity.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "buffer.h"
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

/* A number that is no user's uid is taken for the gid too. */
static bool
find_user(const char *option, const char *name, struct identity *who)
{
	const struct passwd *user = getpwnam(name);
	bool is_number = !user && parse_id(bytes_of(name), &who->uid);

	if (is_number) {
		who->gid = who->uid;
		user = getpwuid(who->uid);
	}
	if (user) {
		who->uid = user->pw_uid;
		who->gid = user->pw_gid;
	}
	if (user || is_number)
		return true;
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
	struct bytes group = bytes_of(spec), user = bytes_cut(&group, ':');

	if (!user.len || !buffer_copy(name, sizeof name, user)) {
		log_message(LOG_ERR, "%s: \"%s\" is no name", option, spec);
		return false;
	}
	if (!find_user(option, name, &who) ||
	    (group.at && !find_group(option, group.at, &who.gid)))
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

/* The part that only root could become; NULL when there is none. */
static const char *
beyond_self(const char *user, const struct identity *who)
{
	if (who->uid != geteuid())
		return "user";
	return strchr(user, ':') && who->gid != getegid() ? "group" : NULL;
}

bool
identity_find(const char *user, struct identity *ret_identity)
{
	struct identity who = { .changes = true };
	uid_t self = geteuid();
	const char *beyond;

	if (self != 0 && !user) {
		*ret_identity = (struct identity){ .changes = false };
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
	beyond = self != 0 ? beyond_self(user, &who) : NULL;
	if (beyond) {
		log_message(LOG_ERR,
		    "--user=%s: only root can become another %s", user, beyond);
		return false;
	}
	who.changes = self == 0;
	*ret_identity = who;
	return true;
}

/* Whether the directory has an access control list (acl(5)). */
static bool
has_list(int directory)
{
	char space[32];
	struct buffer path = BUFFER(space);

	buffer_put_string(&path, "/proc/self/fd/");
	buffer_put_number(&path, (uint64_t)directory);
	return getxattr(buffer_string(&path), "system.posix_acl_access", NULL,
		   0) > 0;
}

bool
identity_may_search(const struct identity *identity, int directory)
{
	struct stat st;

	if (!identity->changes)
		return faccessat(directory, ".", F_OK, AT_EACCESS) == 0;
	if (has_list(directory))
		return true;
	if (fstat(directory, &st) < 0)
		return false;
	if (st.st_uid == identity->uid)
		return st.st_mode & S_IXUSR;
	return st.st_mode & (st.st_gid == identity->gid ? S_IXGRP : S_IXOTH);
}

/* Whether the user may search the directory that `path` names; true where a
 * file server refuses root, who cannot tell. */
static bool
may_search_path(const struct identity *identity, const char *path)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool may;

	if (fd < 0)
		return identity->changes || errno != EACCES;
	may = identity_may_search(identity, fd);
	(void)close(fd);
	return may;
}

bool
identity_find_closed(const struct identity *identity, char *path)
{
	char *end = path;

	do {
		char *after = end == path ? end + 1 : end;
		char kept = *after;

		*after = '\0';
		if (!may_search_path(identity, path))
			return true;
		*after = kept;
		end = strchr(end + 1, '/');
	} while (end);
	return !may_search_path(identity, path);
}

static bool
fail(const char *call)
{
	log_message(
	    LOG_CRIT, "cannot give up root: %s: %s", call, strerror(errno));
	return false;
}

/* ------------------------------------------------------------ capabilities */

/* The sets, each in two halves of 32 bits, as capset(2) has them. */
struct capabilities {
	struct __user_cap_data_struct half[2];
};

static bool
capabilities_get(struct capabilities *ret_capabilities)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};

	return syscall(SYS_capget, &header, ret_capabilities->half) == 0;
}

static bool
has_any(const struct capabilities *c)
{
	return c->half[0].effective || c->half[0].permitted ||
	    c->half[0].inheritable || c->half[1].effective ||
	    c->half[1].permitted || c->half[1].inheritable;
}

/* capset(2) clears the ambient capabilities together with the inheritable ones.
 * Where a unit's SystemCallFilter= lacks that call, they are cleared alone. */
static bool
capabilities_set(const struct capabilities *capabilities)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};

	return syscall(SYS_capset, &header, capabilities->half) == 0 ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0;
}

/* Mostly there are none, and asking costs a quarter of giving them up. */
static void
capabilities_drop(void)
{
	static const struct capabilities none = { 0 };
	struct capabilities all;

	if (!capabilities_get(&all) || has_any(&all))
		(void)capabilities_set(&none);
}

/* What a listener's children need to become another user, and to open password
 * files and a root that this user could not reach; and what the listener needs
 * to end them. */
static const unsigned char kept[] = { CAP_SETUID, CAP_SETGID,
	CAP_DAC_READ_SEARCH, CAP_KILL };

static bool
is_kept(unsigned capability)
{
	for (size_t i = 0; i < lengthof(kept); i++)
		if (kept[i] == capability)
			return true;
	return false;
}

/* Keeps those of them that the process has: in a container some may be
 * missing. */
static void
keep_some(void)
{
	struct capabilities all;
	struct capabilities some = { 0 };

	if (!capabilities_get(&all))
		return;
	for (size_t i = 0; i < lengthof(kept); i++)
		some.half[0].permitted |=
		    all.half[0].permitted & (1U << kept[i]);
	some.half[0].effective = some.half[0].permitted;
	(void)capabilities_set(&some);
}

/* Drops the others from the bounding set: no program that the process might
 * execute gets them back. */
static void
bound(void)
{
	for (unsigned capability = 0;
	     prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
		if (!is_kept(capability))
			(void)prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}

void
identity_confine(struct identity *identity, bool new_privileges)
{
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (!identity->changes) {
		identity->sealed = identity_become(identity) &&
		    identity_seal(identity, new_privileges);
		return;
	}
	/* A setuid program that a script runs may need all of root's
	 * capabilities. */
	if (!new_privileges)
		bound();
	keep_some();
}

/* ---------------------------------------------------------------- becoming */

/* Direct system calls: there is one thread, and C libraries, which change the
 * identity of all threads, make four more calls for each of these. Where the
 * kernel's original calls had 16 bits for an id, there are newer ones. */
#ifdef SYS_setresuid32
#define ID_CALL(name) SYS_##name##32
#else
#define ID_CALL(name) SYS_##name
#endif

static bool
change(const struct identity *identity)
{
	uid_t uid = identity->uid;
	gid_t gid = identity->gid;

	if (syscall(ID_CALL(setgroups), 0, NULL) < 0)
		return fail("setgroups");
	if (syscall(ID_CALL(setresgid), gid, gid, gid) < 0)
		return fail("setresgid");
	if (syscall(ID_CALL(setresuid), uid, uid, uid) < 0)
		return fail("setresuid");
	return true;
}

/* Whether root is gone for good: no id, not even a saved one, and no capability
 * brings it back. */
static bool
is_irrevocable(const struct identity *identity)
{
	struct capabilities left;

	if (syscall(ID_CALL(setuid), 0) < 0 &&
	    syscall(ID_CALL(setgid), 0) < 0 && geteuid() == identity->uid &&
	    getegid() == identity->gid && capabilities_get(&left) &&
	    !left.half[0].permitted && !left.half[1].permitted)
		return true;
	log_message(LOG_CRIT, "root could be taken back");
	return false;
}

bool
identity_become(const struct identity *identity)
{
	if (identity->sealed)
		return true;
	if (identity->changes && !change(identity))
		return false;
	/* A user other than root may have some too, to bind port 80 for
	 * instance. */
	capabilities_drop();
	return !identity->changes || is_irrevocable(identity);
}

bool
identity_seal(const struct identity *identity, bool new_privileges)
{
	if (identity->sealed)
		return true;
	if (!new_privileges && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
		log_message(
		    LOG_CRIT, "cannot set no_new_privs: %s", strerror(errno));
		return false;
	}
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	return true;
}
