/* SPDX-License-Identifier: ISC */
/*
 * Proactive negotiation (RFC 9110 section 12.5): how much a client likes a
 * content coding or a media type.
 */
#ifndef ACCEPT_H
#define ACCEPT_H

#include "http.h"

/*
 * Weight of a content coding by Accept-Encoding, 0 to 1000 thousandths. 0:
 * not acceptable or not named (an absent or empty field accepts identity
 * only, by our choice: a coded answer to a client that says nothing helps
 * nobody). "*" stands for every coding that is not named; "x-gzip" is "gzip".
 * "identity" that neither its name nor "*" mentions has 1: acceptable, after
 * everything that the client asked for. A coding is worth sending when it
 * weighs something and no less than identity.
 *
 * In both, elements that are not valid are passed over, and of elements that
 * name the same the heaviest counts.
 */
unsigned accept_coding(struct bytes accept_encoding, struct bytes coding);

/*
 * Weight of a media type ("application/json") by Accept, 0 to 1000; the most
 * specific range that matches counts: the type itself, then its type with any
 * subtype, then any type. A field that is absent or has no valid element
 * accepts everything (1000). Parameters other than q are passed over.
 */
unsigned accept_media_type(struct bytes accept, struct bytes type);

#endif
