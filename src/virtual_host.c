/* SPDX-License-Identifier: ISC */
#include "virtual_host.h"

#include <fcntl.h>

#include "policy.h"

static bool
is_name_octet(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '_';
}

/* Puts the host's name in lower case. False unless it is labels with single
 * dots between them, which cannot lead elsewhere. */
static bool
put_name(struct buffer *b, struct bytes host)
{
	bool dot = true;

	if (bytes_end_with(host, BYTES(".")))
		host.len--;
	for (size_t i = 0; i < host.len; i++) {
		bool is_dot = host.at[i] == '.';

		if (is_dot ? dot : !is_name_octet(host.at[i]))
			return false;
		buffer_put_char(b, ascii_lower(host.at[i]));
		dot = is_dot;
	}
	return !dot && buffer_string(b) != NULL;
}

/* Makes x->beneath the directory `name` below it; false when there is none. A
 * directory of scripts, as one from before there were virtual hosts, is no
 * host's. */
static bool
enter(struct exchange *x, struct bytes name)
{
	char space[sizeof x->host_space + 1];
	struct buffer path = BUFFER(space);
	size_t len;
	bool by_symlink;
	int fd;

	buffer_put_char(&path, '/');
	buffer_put(&path, name);
	if (!buffer_string(&path) ||
	    (policy_script_directory(x->options, buffer_bytes(&path), &len) &&
		len == path.len))
		return false;
	fd = beneath_open(
	    &x->beneath, space + 1, O_PATH | O_DIRECTORY, &by_symlink);
	if (fd < 0)
		return false;
	x->beneath.root = fd;
	return true;
}

struct refusal
virtual_host_select(struct exchange *x)
{
	struct buffer name = BUFFER(x->host_space);
	struct bytes host, port;

	if (uri_split_authority(x->request.host, &host, &port) &&
	    put_name(&name, host) && enter(x, buffer_bytes(&name))) {
		x->host_directory = buffer_bytes(&name);
		return NO_OBJECTION;
	}
	x->host_directory = BYTES("default");
	if (enter(x, x->host_directory))
		return NO_OBJECTION;
	return refuse_saying(STATUS_NOT_FOUND, MESSAGE_NO_FILE,
	    "no directory for this host, and no ROOT/default");
}
