/* SPDX-License-Identifier: ISC */
/* The texts in a directory that say what the directory is about. */
#ifndef LISTING_TEXT_H
#define LISTING_TEXT_H

#include "listing_form.h"

enum listing_text { LISTING_HEADER, LISTING_README };

/*
 * Writes the directory's HEADER or README, alone or with .txt or .md, in any
 * case of letters, to l->stream: as it is, whatever markup it has. The file
 * must be UTF-8, and one that this client would be served; of a long one, at
 * most the first 16 KiB are shown. Without such a file, writes nothing.
 */
void listing_put_text(struct listing *l, enum listing_text text);

#endif
