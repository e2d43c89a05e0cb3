/* SPDX-License-Identifier: ISC */
/*
 * Who may come in: htpasswd files, checked by crypt(3). The files are opened
 * while we are still who may read them; passwords are looked at afterwards.
 */
#ifndef CREDENTIALS_H
#define CREDENTIALS_H

#include "options.h"
#include "request.h"

enum { CREDENTIALS_SIZE = 1024 }; /* of user-id, password and a NUL */

struct credentials {
	char *space; /* CREDENTIALS_SIZE octets, of the user that was found */
	int files[OPTION_LIST_MAX]; /* -1: could not be opened */
	bool library;               /* the one with crypt(3) is there */
	int passed; /* entry of --auth that let this request in, from 1 */
	const struct options *options;
};

/* Loads what checks passwords, and opens the files of --auth; a name without a
 * slash is looked for in $CREDENTIALS_DIRECTORY (systemd.exec(5),
 * LoadCredential=) first. What cannot be loaded or opened is logged; nobody
 * gets in there. Keeps `space`. */
void credentials_open(const struct options *options, char *space,
    struct credentials *ret_credentials);

/* Only for the words about files that cannot be opened. */
void credentials_try(const struct options *options);

/*
 * Checks whether the request may have `path` (decoded and normalised): under
 * the longest prefix of --auth that it lies below, the user-id and password
 * of its only Authorization field must stand in the file. *ret_user is the
 * authenticated user; absent where nobody is asked.
 *
 * Refuses with 401; 500 when the file or the library could not be read. Takes
 * the time of one crypt(3) for users that exist and for those that do not.
 */
must_check struct refusal credentials_check(struct credentials *credentials,
    const struct request *request, struct bytes path, struct bytes *ret_user);

#endif
