/* SPDX-License-Identifier: ISC */
/*
 * Proactive negotiation (RFC 9110 section 12.5): how much a client prefers a
 * content coding or a media type.
 */
#ifndef ACCEPT_H
#define ACCEPT_H

#include "http.h"

/*
 * Weight of a content coding by Accept-Encoding, in thousandths (0 to 1000). 0:
 * not acceptable or not named. (An absent or empty field accepts identity only,
 * by our choice: a coded answer does not help a client that says nothing.) "*"
 * stands for every coding that is not named; "x-gzip" is "gzip". "identity",
 * where neither its name nor "*" occurs, has 1: acceptable, after everything
 * that the client asked for. A coding is worth sending when its weight is
 * neither 0 nor less than that of identity.
 *
 * In both functions invalid elements are skipped, and of several elements with
 * the same name the heaviest counts.
 */
unsigned accept_coding(struct bytes accept_encoding, struct bytes coding);

/*
 * Weight of a media type ("application/json") by Accept, 0 to 1000. The most
 * specific range that matches counts: the media type itself, then its type with
 * any subtype, then any type. A field that is absent or has no valid element
 * accepts everything (1000). Parameters other than q are ignored.
 */
unsigned accept_media_type(struct bytes accept, struct bytes type);

#endif
