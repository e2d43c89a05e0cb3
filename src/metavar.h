/* SPDX-License-Identifier: ISC */
/*
 * A script's environment (RFC 3875 section 4.1), built afresh for each script.
 * It is an allow-list: of the server's own environment, only what is named here
 * gets in.
 */
#ifndef METAVAR_H
#define METAVAR_H

#include "environment.h"
#include "exchange.h"

/* Octets for a header section, and several paths. */
enum { METAVAR_SPACE = 98304 };

/* The script's PATH where our own environment has none. */
#define SCRIPT_PATH "/usr/local/bin:/usr/bin:/bin"

/*
 * Builds, in x->text, the environment of x->target, a script whose document
 * root is `root` (absolute, no slash at its end) and whose file is `file`
 * (absolute). `content_length` is the number of octets that it will read on
 * stdin, -1 without content.
 *
 * The variables are, in this order:
 *  - those of RFC 3875, without REMOTE_IDENT; REQUEST_URI, DOCUMENT_ROOT,
 *    SCRIPT_FILENAME, REMOTE_PORT, SERVER_ADDR, HTTPS, REQUEST_SCHEME,
 *    REQUEST_ID, UNIQUE_ID; REDIRECT_STATUS (200, or the error whose page the
 *    script is; then also REDIRECT_URL and REDIRECT_QUERY_STRING); SSL_* as a
 *    PROXY header has them;
 *  - each request field as HTTP_*, repeated ones joined, but not Proxy
 *    (httpoxy), Authorization and Proxy-Authorization (section 4.1.18),
 *    Content-Length, Content-Type and Transfer-Encoding (which are
 *    meta-variables, or no longer true), and names with other octets than
 *    letters, digits and "-" (which would pose as others); with --pass-auth
 *    Authorization too, unless the server has checked it, it is repeated (as
 *    for --auth, none counts then), or the script is an error's page;
 *  - those of --setenv;
 *  - PATH, TZ, LANG, LC_* and those of --pass-env, from our own environment;
 *  - with --script-output=follows, those that CGIHTTPServer set to nothing.
 *
 * No variable replaces one before it, except that --setenv replaces HTTP_*. A
 * value that begins with "() {" is left out, because old shells run it.
 *
 * False when the environment does not fit.
 */
must_check bool metavar_build(struct environment *e, struct exchange *x,
    const char *root, const char *file, int64_t content_length);

#endif
