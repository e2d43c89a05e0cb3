/* SPDX-License-Identifier: ISC */
/*
 * Are the values of the options valid? Mistakes that would only show later, in
 * an invalid response or a prefix that never matches, are reported at the
 * start.
 */
#ifndef OPTIONS_CHECK_H
#define OPTIONS_CHECK_H

#include "options.h"

/* True when all values can be used; otherwise `reason` says which one is wrong
 * and why, in one line without a line end. */
must_check bool options_check(
    const struct options *options, struct buffer *reason);

#endif
