/* SPDX-License-Identifier: ISC */
/* What headers of version 2 of the PROXY protocol are put together from. */
#ifndef PROXY_HEADER_OCTETS_H
#define PROXY_HEADER_OCTETS_H

/* Octets 1 to 14 of version 2; the length and what it counts follow. */
#define SIGNATURE   "\r\n\r\n\0\r\nQUIT\n"
#define LOCAL       SIGNATURE "\x20"
#define PROXY       SIGNATURE "\x21"
#define TCP4        "\x11"
#define TCP6        "\x21"
#define UNIX_STREAM "\x31"
#define UNSPEC      "\0"
#define IPV4             \
	"\xc0\0\2\7"     \
	"\xc6\x33\x64\1" \
	"\xdc\4"         \
	"\1\xbb"
#define IPV6_SOURCE "\x20\1\r\xb8\0\0\0\0\0\0\0\0\0\0\0\7"
#define IPV6_OWN    "\x20\1\r\xb8\0\0\0\0\0\0\0\0\0\0\0\1"
#define IPV6                          \
	IPV6_SOURCE IPV6_OWN "\xdc\4" \
			     "\1\xbb"
#define MAPPED_SOURCE "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\0\2\7"
#define ZEROS_8       "\0\0\0\0\0\0\0\0"
#define ZEROS_54      ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_8 ZEROS_8 "\0\0\0\0\0\0"
#define UNIX_PATHS    ZEROS_54 ZEROS_54 ZEROS_54 ZEROS_54 /* 216 octets */

#endif
