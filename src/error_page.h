/* SPDX-License-Identifier: ISC */
/* The operator's own pages for errors (--error-pages). */
#ifndef ERROR_PAGE_H
#define ERROR_PAGE_H

#include "exchange.h"

/*
 * Makes the page for x->error the target, DIR/404.html, or the script
 * DIR/404.cgi, and x a request for it as by resolve_drop_content. False when
 * there is no page; then nothing has changed that an answer without one depends
 * on.
 */
bool error_page_find(struct exchange *x);

#endif
