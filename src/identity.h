/* SPDX-License-Identifier: ISC */
/* Becoming an unprivileged user, with no way back (credentials(7)). */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdbool.h>
#include <sys/types.h>

struct identity {
	bool changes; /* false: the process keeps its user */
	bool sealed;  /* a parent has done identity_become and identity_seal */
	uid_t uid;
	gid_t gid;
};

/*
 * Finds out which user to become: `user` is USER[:GROUP] by name or number,
 * NULL for the default. A process started as root becomes that user, by default
 * nobody (65534:65534 where no user database has that name). A process started
 * as another user keeps it, and accepts only itself, by name or number,
 * and the group that it has.
 *
 * Returns false after a message that says what is wrong: an unknown user or
 * group, uid or gid 0 (scripts are never run as root), the name of another user
 * or group.
 */
bool identity_find(const char *user, struct identity *ret_identity);

/*
 * Looks up `spec`, USER[:GROUP] by name or number. Without a group it is that
 * of the user; for a number that no user has, the group with that number.
 * Does not check whether the process can become that user. Returns false after
 * a message that begins with `option`.
 */
bool identity_look_up(
    const char *option, const char *spec, struct identity *ret_identity);

/* Whether the user may search this directory. If the process has yet to become
 * that user, only the mode is looked at; true then for a directory with an
 * access control list, which may say otherwise. */
bool identity_may_search(const struct identity *identity, int directory);

/* Finds the first directory on an absolute path that the user may not search,
 * as far as identity_may_search knows, and cuts the path there. What it leads
 * to may be open already, but programs that are to open it by that path fail.
 * False when there is none. */
bool identity_find_closed(const struct identity *identity, char *path);

/*
 * For a process that keeps its user and has children that serve: a listener, or
 * PID 1. Scripts of the same user cannot look into its memory
 * (PR_SET_DUMPABLE). Of root's capabilities it keeps those that it needs to
 * become another user in its children, to read what they open before that, and
 * to end them (capabilities(7)). A process that is not root keeps none, and is
 * already what its children have to become: the identity is `sealed`.
 */
void identity_confine(struct identity *identity, bool new_privileges);

/*
 * Becomes the user: setgroups(2), setresgid(2), setresuid(2), gives up all
 * capabilities, and checks that none of it can be taken back. Does nothing when
 * the identity is `sealed`. Returns false after a message; the caller must end
 * then.
 */
bool identity_become(const struct identity *identity);

/*
 * From here on, executing a setuid program gives no privileges
 * (PR_SET_NO_NEW_PRIVS; unless `new_privileges`), and until a script is
 * executed there are no core dumps, and processes of the same user cannot look
 * into our memory (PR_SET_DUMPABLE). Does nothing when the identity is
 * `sealed`. Returns false after a message when the first fails; the caller must
 * end then.
 */
bool identity_seal(const struct identity *identity, bool new_privileges);

#endif
