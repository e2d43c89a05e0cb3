/* SPDX-License-Identifier: ISC */
#include "error_page.h"

#include "escape.h"
#include "resolve.h"

/* Parses the path of DIR/404.html, or DIR/404.cgi, into *ret_uri. False when it
 * is too long or not valid. */
static bool
parse_page_path(struct exchange *x, const char *suffix, struct uri *ret_uri)
{
	/* Not on the stack: the uri borrows from it. */
	static char space[URI_PATH_SIZE];
	struct buffer path = BUFFER(space);
	struct bytes left;

	buffer_put_char(&path, '/');
	left = escape_put(&path, ESCAPE_URI, bytes_of(x->options->error_pages));
	buffer_put_char(&path, '/');
	buffer_put_number(&path, x->error.status);
	buffer_put_string(&path, suffix);
	return !left.len && !path.full &&
	    !exchange_parse_uri(x, buffer_bytes(&path), ret_uri).status;
}

/* Makes the page with that suffix the target, and x a request for it. When it
 * cannot be, nothing has changed that an answer without it depends on. A page
 * whose name is hidden from clients will do. */
static bool
find_page(struct exchange *x, const char *suffix)
{
	bool for_scripts = x->target.for_scripts;
	struct bytes script_name = x->target.script_name;
	struct options options = *x->options;
	struct uri uri;

	options.dotfiles = true;
	if (parse_page_path(x, suffix, &uri) &&
	    !target_resolve(&options, &x->beneath, &uri, &x->target).status &&
	    (x->target.kind == TARGET_FILE ||
		x->target.kind == TARGET_SCRIPT)) {
		resolve_drop_content(x);
		x->uri = uri;
		return true;
	}
	x->target.for_scripts = for_scripts;
	x->target.script_name = script_name;
	return false;
}

bool
error_page_find(struct exchange *x)
{
	return x->options->error_pages &&
	    (find_page(x, ".html") || find_page(x, ".cgi"));
}
