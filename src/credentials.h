/* SPDX-License-Identifier: ISC */
/*
 * Basic authentication with htpasswd files and crypt(3). The files are opened
 * before the process changes to a user who may not read them; passwords are
 * checked afterwards.
 */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include "options.h"
#include "request.h"

enum { CREDENTIALS_SIZE = 1024 }; /* of user-id, password and a NUL */

struct credentials {
	char *space; /* CREDENTIALS_SIZE octets, for user-id and password */
	int files[OPTION_LIST_MAX]; /* < 0: negative errno of open(2) */
	bool library;               /* the one with crypt(3) is loaded */
	int passed; /* number, from 1, of the --auth that was satisfied */
	struct bytes user; /* the user who satisfied it; absent until then */
	const struct options *options;
};

/* Loads the library that checks passwords, and opens the files of --auth; a
 * name without a slash is looked for in $CREDENTIALS_DIRECTORY
 * (systemd.exec(5), LoadCredential=) first. Logs what cannot be loaded or
 * opened; what it protects is then refused to every client. Keeps `space`, of
 * CREDENTIALS_SIZE octets. */
void credentials_open(const struct options *options, char *space,
    struct credentials *ret_credentials);

/* As credentials_open, but closes the files again: only to log what cannot be
 * loaded or opened. */
void credentials_warn(const struct options *options);

/*
 * Checks whether the request may have `path` (decoded and normalised). Where
 * that lies below prefixes of --auth, the user-id and password in the request's
 * only Authorization field must be in the file of the longest of them;
 * *ret_user is then the authenticated user, also when this entry of --auth was
 * satisfied before; it is absent where no password is needed, and on a refusal.
 *
 * Refuses with 401; with 500 when the library could not be loaded, as
 * system_refusal does when the file could not be opened or read.
 * Takes the time of one crypt(3): for a user who does not exist, with the hash
 * of another one, so that times tell nothing where all hashes cost the same.
 */
must_check struct refusal credentials_check(struct credentials *credentials,
    const struct request *request, struct bytes path, struct bytes *ret_user);

/* Hears of a user whose hash cannot be used, and why. */
typedef void credentials_complaint(
    void *about, struct bytes user, const char *fault);

/* Looks for hashes that cannot be used in a file that is open. False, with
 * errno, when it cannot be read to its end. */
must_check bool credentials_check_file(
    int fd, credentials_complaint *complain, void *about);

/* Whether the same entry of --auth, or none, is for both paths: who may have
 * one may have the other. */
bool credentials_are_same(
    const struct options *options, struct bytes a, struct bytes b);

#endif
