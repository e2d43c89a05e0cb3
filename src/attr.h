/* SPDX-License-Identifier: ISC */
/* Attributes and small macros that several files use. */
#ifndef ATTR_H
#define ATTR_H

#include <stddef.h>

/* The result is a status or a refusal: dropping it is a bug. Where it has
 * nothing to say, also that of a function that a C library declares like this,
 * "(void)!" drops it; "(void)" alone does not satisfy gcc. */
#define must_check __attribute__((warn_unused_result))

#define printf_like(text, first) __attribute__((format(printf, text, first)))

/* A large array on the stack that is written before it is read: hardened
 * builds (-ftrivial-auto-var-init) need not fill it, page by page. */
#if defined __has_attribute && __has_attribute(uninitialized)
#define left_unset __attribute__((uninitialized))
#else
#define left_unset
#endif

#define lengthof(array) (sizeof(array) / sizeof *(array))

/* 1 in a build with AddressSanitizer, which works neither in a sandbox nor with
 * processes that share memory. */
#define WITH_ADDRESS_SANITIZER 0
#if defined(__SANITIZE_ADDRESS__)
#undef WITH_ADDRESS_SANITIZER
#define WITH_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#undef WITH_ADDRESS_SANITIZER
#define WITH_ADDRESS_SANITIZER 1
#endif
#endif

#endif
