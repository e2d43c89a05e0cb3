/* SPDX-License-Identifier: ISC */
#include "show.h"

#include <stdio.h>

#include "log_format.h"

enum { PIECE = 256 };

void
show(struct bytes text)
{
	while (text.len) {
		char space[PIECE * 4]; /* each octet may become \xNN */
		struct buffer b = BUFFER(space);

		log_format_escaped(&b, bytes_first(text, PIECE));
		printf("%.*s", (int)b.len, b.at);
		text = bytes_after(text, PIECE);
	}
}
