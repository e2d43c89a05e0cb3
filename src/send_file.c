/* SPDX-License-Identifier: ISC */
#include "send_file.h"

#include "escape.h"
#include "log.h"
#include "resolve.h"

/* An octet becomes at most three. */
enum { ESCAPED_SIZE = 3 * URI_PATH_SIZE };

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

/* The path as it would be in a URI, in x->text. It is decoded, as by Apache's
 * mod_xsendfile and by lighttpd; but few scripts escape anything, so what is no
 * escape stands for itself. Absent when it does not fit. */
static struct bytes
as_uri(struct exchange *x, struct bytes path)
{
	struct buffer b = buffer_rest(&x->text, ESCAPED_SIZE);

	for (; path.len; path = bytes_after(path, 1)) {
		struct bytes octet = bytes_first(path, 1);

		if (strchr(" \t?#%", octet.at[0]) && bytes_percent(path) < 0)
			b.full |= escape_put(&b, ESCAPE_URI, octet).len > 0;
		else
			buffer_put(&b, octet);
	}
	x->text.len += b.len;
	return b.full ? NO_BYTES : buffer_bytes(&b);
}

/* Why the target is not the file that a script named. */
static const char *
fault_of(const struct target *target, struct refusal refusal)
{
	if (refusal.status)
		return refusal.cause;
	return target->kind == TARGET_SCRIPT ? "a script" : "a directory";
}

static void
log_fault(const struct relay *r, struct bytes script, const char *fault)
{
	char space[512];
	struct buffer b = BUFFER(space);

	buffer_put_string(&b, "its X-Sendfile is ");
	buffer_put(&b, bytes_first(r->header.send_file, 200));
	buffer_put_string(&b, ": ");
	buffer_put_string(&b, fault);
	log_script(script, bytes_of(r->x->id), buffer_bytes(&b));
}

struct refusal
send_file_find(struct relay *r)
{
	struct exchange *x = r->x;
	struct bytes script = x->target.script_name;
	unsigned status = r->header.status;
	struct refusal refusal = resolve_turn_to(x, as_uri(x, path_of(r)));

	if (!refusal.status)
		refusal = target_resolve(
		    x->options, &x->beneath, &x->uri, &x->target);
	if (refusal.status || x->target.kind != TARGET_FILE) {
		log_fault(r, script, fault_of(&x->target, refusal));
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
