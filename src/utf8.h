/* SPDX-License-Identifier: ISC */
/* UTF-8 (RFC 3629), in octets that may not be UTF-8. */
#ifndef UTF8_H
#define UTF8_H

#include "bytes.h"

/* Octets of the character at the front of `text`, which is not empty; 0 when
 * there is no valid one or only a part of one. */
size_t utf8_length(struct bytes text);

/* Is `sample`, the beginning of a text, UTF-8? A character that is cut off at
 * its end is fine, NUL is not. */
bool utf8_is_text(struct bytes sample);

#endif
