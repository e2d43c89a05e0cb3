/* SPDX-License-Identifier: ISC */
/* Attributes that more than one file wants, spelled once. */
#ifndef ATTR_H
#define ATTR_H

#include <stddef.h>

/* The result is a status or a refusal: dropping it is a bug. */
#define must_check __attribute__((warn_unused_result))

#define printf_like(text, first) __attribute__((format(printf, text, first)))

#define lengthof(array) (sizeof(array) / sizeof *(array))

#endif
