/* SPDX-License-Identifier: ISC */
/* Basic authentication (RFC 7617) and the lines of htpasswd files. */
#ifndef BASIC_H
#define BASIC_H

#include "http.h"

/*
 * Takes the value of an Authorization field apart: "Basic" and the base64 of
 * user-id ":" password (RFC 4648 section 4, padding required). Decodes to
 * `space`; a NUL follows the password. False when it is anything else, when
 * the user-id is empty, when there is a control character, or when it does
 * not fit.
 */
must_check bool basic_parse(struct bytes authorization, char *space,
    size_t size, struct bytes *ret_user, struct bytes *ret_password);

enum basic_scheme {
	BASIC_BCRYPT,   /* $2a$, $2b$, $2y$ */
	BASIC_SHA256,   /* $5$ */
	BASIC_SHA512,   /* $6$ */
	BASIC_YESCRYPT, /* $y$; cgihttpd-static is without it */
	BASIC_APR1,     /* $apr1$: Apache's own; no crypt(3) knows it */
	BASIC_WEAK,     /* DES, MD5, SHA-1 and plain text: not accepted */
};

/*
 * Takes a line of an htpasswd file apart: user ":" hash [ ":" anything ].
 * False for comments, empty lines and lines without a colon.
 */
must_check bool basic_parse_line(
    struct bytes line, struct bytes *ret_user, struct bytes *ret_hash);

enum basic_scheme basic_scheme_of(struct bytes hash);

/* Are they equal? Takes as long for any two of the same lengths. */
bool basic_equal(struct bytes a, struct bytes b);

#endif
