/* SPDX-License-Identifier: ISC */
/*
 * request-target -> what it names (RFC 9112 section 3.2, RFC 3986). The path
 * is percent-decoded exactly once and its dot segments are removed here, before
 * other code sees it; nothing decodes it again.
 */
#ifndef URI_H
#define URI_H

#include "http.h"

enum { URI_PATH_SIZE = 4096 }; /* the decoded path with its NUL: PATH_MAX */

enum uri_form {
	URI_ORIGIN,    /* /path?query */
	URI_ABSOLUTE,  /* http://authority/path?query */
	URI_AUTHORITY, /* host:port, for CONNECT */
	URI_ASTERISK,  /* *, for OPTIONS */
};

struct uri {
	enum uri_form form;
	struct bytes authority; /* absolute- and authority-form, else absent */
	/* As sent; "/" when an absolute-form has none. This and `path` are
	 * absent in authority- and asterisk-form. */
	struct bytes raw_path;
	struct bytes query; /* as sent, without "?"; absent without one */
	/*
	 * Decoded, normalised and NUL-terminated, in the caller's space. It
	 * begins with "/", has no "//" and no dot segment, and ends in "/" when
	 * the last segment was empty or a dot segment.
	 */
	struct bytes path;
};

/*
 * Parses `target` and writes the decoded path to `space` (`size` octets).
 *
 * Refuses with 400: a form that is none of the four; a scheme other than http
 * and https; an absolute-form without a valid host; a control character, space
 * or "#" in the path or query (other octets that RFC 3986 excludes pass: users
 * type 0x80 and above, browsers send "|", "^" and brackets); in the path "%"
 * without two hexadecimal digits, %00, and climbing above its root at any
 * point. With 414: a decoded path that does not fit.
 *
 * "%2F" decodes to a separator like "/", so that no two layers can disagree
 * about what a separator is. "//" counts as "/" before dot segments are
 * removed, as in a file system. The query is for the script to decode: "%" in
 * it is not checked. A refusal leaves *ret_uri untouched, but not `space`.
 */
must_check struct refusal uri_parse(
    struct bytes target, char *space, size_t size, struct uri *ret_uri);

/*
 * Splits authority = [ host ] [ ":" port ], as in Host (RFC 9110 section 7.2),
 * without userinfo. *ret_host keeps an IPv6 literal's brackets; *ret_port is
 * absent when there is no port or an empty one, else at most 65535. False, with
 * both untouched, when the host or the port is not valid. A valid host may be
 * empty or ".." and may hold %XX: check that before it names a directory.
 */
must_check bool uri_split_authority(
    struct bytes authority, struct bytes *ret_host, struct bytes *ret_port);

#endif
