/* SPDX-License-Identifier: ISC */
#include "complaints.h"

#include <errno.h>
#include <unistd.h>

#include "descriptors.h"
#include "log.h"

static void
say(const struct exchange *x, const struct complaints *c, struct bytes line)
{
	line = bytes_without_cr(line);
	if (line.len)
		log_script(c->script, bytes_of(x->id), line);
}

void
complaints_read(const struct exchange *x, struct complaints *c)
{
	ssize_t got = read(c->fd, c->line + c->len, COMPLAINT_MAX - c->len);
	struct bytes rest = { c->line, c->len };

	if (got < 0 && errno == EINTR)
		return;
	if (got > 0)
		rest.len += (size_t)got;
	while (bytes_find(rest, '\n') < rest.len)
		say(x, c, bytes_cut(&rest, '\n'));
	if (got <= 0 || rest.len == COMPLAINT_MAX) {
		say(x, c, rest);
		rest.len = 0;
	}
	if (rest.len)
		memmove(c->line, rest.at, rest.len);
	c->len = rest.len;
	if (got > 0)
		return;
	descriptors_close(&c->fd);
}
