/* SPDX-License-Identifier: ISC */
/* UTF-8 (RFC 3629), in octets that may not be UTF-8. */
#ifndef UTF8_H
#define UTF8_H

#include "bytes.h"

/* Octets of the character at the front of `text`, which is not empty; 0 when
 * there is no valid one or only a part of one. */
size_t utf8_length(struct bytes text);

/* Is `sample` UTF-8? NUL is not. A character that is cut off at its end is
 * UTF-8 if the text goes on there (`cut`). */
bool utf8_is_text(struct bytes sample, bool cut);

#endif
