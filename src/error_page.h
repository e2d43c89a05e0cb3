/* SPDX-License-Identifier: ISC */
/* The operator's own pages for errors (--error-pages). */
#ifndef ERROR_PAGE_H
#define ERROR_PAGE_H

#include "exchange.h"

/*
 * Makes the page for x->error the target: DIR/404.html, or DIR/404.cgi, a
 * script. False when there is none; nothing has changed then that an answer
 * without it looks at.
 */
bool error_page_find(struct exchange *x);

#endif
