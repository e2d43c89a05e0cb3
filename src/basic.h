/* SPDX-License-Identifier: ISC */
/* Basic authentication (RFC 7617) and the lines of htpasswd files. */
#ifndef BASIC_H
#define BASIC_H

#include "http.h"

/*
 * Splits the value of an Authorization field: "Basic" and the base64 of user-id
 * ":" password (RFC 4648 section 4, padding required). Both are decoded to
 * `space` (`size` octets); a NUL follows the password. False, with *ret_user
 * and *ret_password untouched, when the value is anything else, the user-id is
 * empty, there is a control character in either, or they do not fit.
 */
must_check bool basic_parse(struct bytes authorization, char *space,
    size_t size, struct bytes *ret_user, struct bytes *ret_password);

enum basic_scheme {
	BASIC_BCRYPT,   /* $2a$, $2b$, $2y$ */
	BASIC_SHA256,   /* $5$ */
	BASIC_SHA512,   /* $6$ */
	BASIC_YESCRYPT, /* $y$; not supported by cgihttpd-static */
	BASIC_APR1,     /* $apr1$: Apache's own; no crypt(3) has it */
	BASIC_WEAK,     /* DES, MD5, SHA-1 and plain text: not accepted */
};

/*
 * Splits a line of an htpasswd file: user ":" hash [ ":" anything ]. False,
 * with both results untouched, for comments, empty lines, and lines without a
 * user or without a colon.
 */
must_check bool basic_parse_line(
    struct bytes line, struct bytes *ret_user, struct bytes *ret_hash);

/* The scheme, by the prefix of a hash; BASIC_WEAK when it is none of these. */
enum basic_scheme basic_scheme_of(struct bytes hash);

/* Are they equal? Takes the same time for any two of the same length. */
bool basic_equal(struct bytes a, struct bytes b);

#endif
