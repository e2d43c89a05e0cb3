/* SPDX-License-Identifier: ISC */
#include "send_file.h"

#include "log.h"
#include "resolve.h"

/* The path that a script gives in X-Sendfile: below the root, as for a client;
 * or, as other servers have it, in the file system, when the root is at its
 * front. */
static struct bytes
path_of(const struct relay *r)
{
	struct bytes path = r->header.send_file, root = bytes_of(r->root);
	struct bytes rest = bytes_after(path, root.len);

	return bytes_start_with(path, root) &&
		bytes_start_with(rest, BYTES("/"))
	    ? rest
	    : path;
}

static void
log_path(const struct exchange *x, struct bytes script, struct bytes path)
{
	char space[256];
	struct buffer b = BUFFER(space);

	buffer_put_string(&b, "its X-Sendfile is ");
	buffer_put(&b, path);
	log_script(script, bytes_of(x->id), buffer_bytes(&b));
}

struct refusal
send_file_find(struct relay *r)
{
	struct exchange *x = r->x;
	struct bytes script = x->target.script_name;
	unsigned status = r->header.status;
	struct refusal refusal = resolve_turn_to(x, path_of(r));

	if (!refusal.status)
		refusal = target_resolve(
		    x->options, &x->beneath, &x->uri, &x->target);
	if (refusal.status || x->target.kind != TARGET_FILE) {
		log_path(x, script, r->header.send_file);
		return refuse(STATUS_BAD_GATEWAY,
		    "the script's X-Sendfile names no file");
	}
	x->file_fields = relay_file_fields(r);
	x->file_type = r->header.content_type;
	if (status >= STATUS_BAD_REQUEST && status != x->error.status) {
		x->error = refuse(status, NULL);
		x->error_uri = x->uri;
		x->field = NO_BYTES;
	}
	return NO_OBJECTION;
}
