/* SPDX-License-Identifier: ISC */
/* Becoming nobody, with no way back (credentials(7)). */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdbool.h>
#include <sys/types.h>

struct identity {
	bool changes; /* false: stay who we are */
	bool sealed;  /* identity_become and identity_seal were a parent's */
	uid_t uid;
	gid_t gid;
};

/*
 * Finds out who to become: `user` is USER[:GROUP] by name or number, NULL for
 * the default. Started as root: that user, nobody by default (65534:65534
 * where no user database knows it). Started as somebody else: no change, and
 * only one's own name is accepted.
 *
 * False after a message that says what is wrong: an unknown user or group,
 * uid or gid 0 (scripts are never run as root), somebody else's name.
 */
bool identity_find(const char *user, struct identity *ret_identity);

/*
 * USER[:GROUP] by name or number; without a group, the user's own. Nothing is
 * said about whether we can become that. False after a message that begins
 * with `option`.
 */
bool identity_look_up(
    const char *option, const char *spec, struct identity *ret_identity);

/* May it look into this directory, by its mode? An access control list is not
 * looked at. */
bool identity_may_enter(const struct identity *identity, int directory);

/*
 * For a listener, which stays who it was: its memory is not for scripts of the
 * same user to look into (PR_SET_DUMPABLE), and of what root may do it keeps
 * only what it needs: to become somebody else in its children, to read what
 * is opened before that, and to end them (capabilities(7)). Who is not root
 * keeps nothing, and is all that its children have to become: it is `sealed`.
 */
void identity_confine(struct identity *identity, bool new_privileges);

/*
 * setgroups(2), setresgid(2), setresuid(2), no capability of any set, and a
 * check that none of it can be taken back. False after a message; the caller
 * must end then.
 */
bool identity_become(const struct identity *identity);

/*
 * For everything from here on: no privileges by executing setuid programs
 * (PR_SET_NO_NEW_PRIVS; unless `new_privileges`), and until a script is
 * executed no core dumps, and no peeking into our memory by processes of the
 * same user (PR_SET_DUMPABLE). False after a message when the first cannot be
 * had; the caller must end then.
 */
bool identity_seal(const struct identity *identity, bool new_privileges);

#endif
