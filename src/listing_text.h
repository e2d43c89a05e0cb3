/* SPDX-License-Identifier: ISC */
/* The texts in a directory that say what it is about. */
#ifndef LISTING_TEXT_H
#define LISTING_TEXT_H

#include "listing_form.h"

enum listing_text { LISTING_HEADER, LISTING_README };

/*
 * Shows HEADER, or README: .txt and .md as well, in any case of letters; as it
 * is, whatever marks it has. Only a file that the same client would be served,
 * only UTF-8, and of a long one the beginning. Nothing when there is none.
 */
void listing_put_text(struct listing *l, enum listing_text text);

#endif
