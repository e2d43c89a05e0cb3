/* SPDX-License-Identifier: ISC */
/*
 * The request's content on its way to a script's stdin: exactly
 * CONTENT_LENGTH octets and an end of file (RFC 3875 section 4.2), in constant
 * memory.
 *
 * Content whose length is known goes through a pipe by splice(2): what has
 * arrived goes in before the exec, the rest is pumped beside the response.
 * Chunked content is decoded and spooled first, because CONTENT_LENGTH must be
 * known: in memory up to 1 MiB, then in an unlinked file in $TMPDIR.
 */
#ifndef CONTENT_H
#define CONTENT_H

#include "exchange.h"

struct content {
	int64_t length; /* CONTENT_LENGTH; -1: the request has no content */
	int source;     /* what becomes the script's stdin */
	int pipe;       /* our end, while there is something to pump; else -1 */
	uint64_t left;  /* octets to pump */
	bool pipe_full; /* wait for the pipe; else for the client */
	bool cut_short; /* the client did not send all of it */
	int64_t deadline; /* for the next octets, on clock_monotonic_ms */
};

/*
 * Makes x's content ready for a script; sends 100 (Continue) when the client
 * waits for that. `raw`: the script is to read the connection itself, only
 * chunked content is spooled (source is -1 otherwise).
 *
 * Refuses with 413 above --max-content, 400 for chunked coding that is not
 * valid or ends early, 408 when it stalls, 500 when there is no room.
 */
must_check struct refusal content_prepare(
    struct exchange *x, bool raw, struct content *ret_content);

/* Pumps what can go without waiting, when poll(2) said that the client or the
 * pipe is ready. */
void content_pump(struct exchange *x, struct content *content);

/* Ends the pumping: the script sees the end of its stdin. */
void content_end(struct content *content);

#endif
