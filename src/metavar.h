/* SPDX-License-Identifier: ISC */
/*
 * A script's environment (RFC 3875 section 4.1): an allow-list, built afresh
 * for each script; nothing of the server's own gets in but what is named here.
 */
#ifndef METAVAR_H
#define METAVAR_H

#include "exchange.h"

enum {
	METAVAR_MAX = 256,
	METAVAR_SPACE = 98304, /* a header section, and paths several times */
};

/* PATH, where our own environment has none. */
#define SCRIPT_PATH "/usr/local/bin:/usr/bin:/bin"

struct metavar {
	struct buffer space;
	unsigned count;
	char *environment[METAVAR_MAX + 1]; /* as execve(2) takes it */
};

/*
 * Builds, in x->text, the environment of x->target, a script whose document
 * root is `root` (absolute, no slash at its end) and whose file is `file`.
 * `content_length`: of what it will read on stdin, -1 for none.
 *
 * The variables of RFC 3875; REQUEST_URI, DOCUMENT_ROOT, SCRIPT_FILENAME,
 * REMOTE_PORT, SERVER_ADDR, HTTPS, REQUEST_SCHEME, REQUEST_ID, UNIQUE_ID,
 * REDIRECT_STATUS (200, or the error whose page the script is; then also
 * REDIRECT_URL and REDIRECT_QUERY_STRING); SSL_* as a PROXY header has them;
 * each request field as HTTP_*, repeated ones joined, but Proxy (httpoxy),
 * Authorization, Proxy-Authorization (section 4.1.18), Content-Length,
 * Content-Type, Transfer-Encoding (they are meta-variables, or no longer true)
 * and names with other octets than letters, digits and "-" (they would pose as
 * others); --setenv; of our own PATH, TZ, LANG, LC_* and --pass-env. None
 * replaces one that was set before, but --setenv goes before HTTP_*. A value
 * that begins with "() {" is left out: old shells run it.
 *
 * False when it does not fit.
 */
must_check bool metavar_build(struct metavar *m, struct exchange *x,
    const char *root, const char *file, int64_t content_length);

#endif
