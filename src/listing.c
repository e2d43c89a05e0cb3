/* SPDX-License-Identifier: ISC */
#include "listing.h"

#include <dirent.h>

#include "response.h"

void
listing_serve(struct exchange *x)
{
	static char page_space[1 << 20];
	char head_space[RESPONSE_HEAD_SIZE];
	struct buffer head = BUFFER(head_space), page = BUFFER(page_space);
	DIR *directory = fdopendir(x->target.fd);
	const struct dirent *entry;

	buffer_put_string(&page, "<title>Directory listing for ");
	buffer_put_html(&page, x->uri.path);
	buffer_put_string(&page, "</title>\n<ul>\n");
	while (directory && (entry = readdir(directory))) {
		buffer_put_string(&page, "<li><a href=\"");
		buffer_put_uri_path(&page, bytes_of(entry->d_name));
		buffer_put_string(&page, "\">");
		buffer_put_html(&page, bytes_of(entry->d_name));
		buffer_put_string(&page, "</a></li>\n");
	}
	buffer_put_string(&page, "</ul>\n");
	response_begin(x, &head, STATUS_OK, NO_BYTES);
	response_field(&head, "Content-Type", BYTES("text/html;charset=utf-8"));
	response_number(&head, "Content-Length", page.len);
	(void)response_send(x, &head, buffer_bytes(&page), false);
}
