/* SPDX-License-Identifier: ISC */
/*
 * request-target -> what it names (RFC 9112 section 3.2, RFC 3986). The path
 * is percent-decoded exactly once and its dot segments are gone before anybody
 * else looks at it; nothing after this file decodes again.
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
	/* As sent; "/" when absolute-form has none. This and `path` are absent
	 * in authority- and asterisk-form. */
	struct bytes raw_path;
	struct bytes query; /* as sent, without "?"; absent: there is none */
	/*
	 * Decoded, normalised, NUL-terminated in the caller's space. Begins
	 * with "/", has no "//", "." or ".."; ends in "/" when the last
	 * segment was empty or a dot segment.
	 */
	struct bytes path;
};

/*
 * Parses `target` and writes the decoded path to `space` (`size` octets).
 * Refuses with 400: a form that is none of the four, a scheme other than http
 * and https, an absolute-form without a valid host, controls, space and "#"
 * anywhere (other octets that RFC 3986 leaves out are let through: people type
 * 0x80 and above, browsers send "|", "^" and brackets), in the path "%"
 * without two hexadecimal digits, %00, and climbing above its root at any
 * point. With 414: a decoded path that does not fit. "%2F" decodes to a
 * separator like "/", so that no two layers can disagree about what is one;
 * "//" is "/" before dot segments are looked at, as a file system has it.
 *
 * The query is the script's to decode: its "%" are not looked at. *ret_uri is
 * untouched on a refusal, the space is not.
 */
must_check struct refusal uri_parse(
    struct bytes target, char *space, size_t size, struct uri *ret_uri);

/*
 * authority = [ host ] [ ":" port ] as Host has it (RFC 9110 section 7.2), no
 * userinfo. *ret_host keeps an IPv6 literal's brackets; *ret_port is absent
 * when there is none or an empty one, else at most 65535. False, with both
 * untouched, for anything that is no valid host. A valid one may be empty or
 * ".." and may hold %XX: mind that before it names a directory.
 */
must_check bool uri_split_authority(
    struct bytes authority, struct bytes *ret_host, struct bytes *ret_port);

#endif
