/* SPDX-License-Identifier: ISC */
/*
 * Are the values of the options what they can be? What would only be seen
 * later, in a response that is not valid or a prefix that never matches, is
 * said at the start.
 */
#ifndef OPTIONS_CHECK_H
#define OPTIONS_CHECK_H

#include "options.h"

/* True when all of them can be used; else `reason` says which one is wrong and
 * why, in one line without its end. */
must_check bool options_check(
    const struct options *options, struct buffer *reason);

#endif
