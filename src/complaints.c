/* SPDX-License-Identifier: ISC */
#include "complaints.h"

#include <unistd.h>

#include "log.h"

enum { NAME_MAX_SHOWN = 100 }; /* of a script: the line itself has to fit */

static void
say(const struct exchange *x, struct bytes line)
{
	struct bytes name = bytes_first(x->target.script_name, NAME_MAX_SHOWN);

	if (bytes_end_with(line, BYTES("\r")))
		line.len--;
	if (line.len)
		log_message(LOG_WARNING, "%.*s (request %s): %.*s",
		    (int)name.len, name.at, x->id, (int)line.len, line.at);
}

void
complaints_read(struct exchange *x, struct complaints *c)
{
	ssize_t got = read(c->fd, c->line + c->len, sizeof c->line - c->len);
	struct bytes rest = { c->line, c->len };

	/* A NUL would end the line for the log. */
	for (ssize_t i = 0; i < got; i++)
		if (!c->line[c->len + (size_t)i])
			c->line[c->len + (size_t)i] = '?';
	if (got > 0)
		rest.len += (size_t)got;
	while (bytes_find(rest, '\n') < rest.len)
		say(x, bytes_cut(&rest, '\n'));
	if (got <= 0 || rest.len == sizeof c->line) {
		say(x, rest);
		rest.len = 0;
	}
	if (rest.len)
		memmove(c->line, rest.at, rest.len);
	c->len = rest.len;
	if (got > 0)
		return;
	(void)close(c->fd);
	c->fd = -1;
}
