/* SPDX-License-Identifier: ISC */
/* UTF-8 (RFC 3629), in text that may be none. */
#ifndef UTF8_H
#define UTF8_H

#include "bytes.h"

/* Octets of the character at the front of `text`, which is not empty; 0: there
 * is none, or not the whole of one. */
size_t utf8_length(struct bytes text);

/* Is `sample`, how something begins, UTF-8 text? A character cut off at its end
 * is fine, NUL is not. */
bool utf8_is_text(struct bytes sample);

#endif
