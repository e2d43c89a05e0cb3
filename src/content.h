/* SPDX-License-Identifier: ISC */
/*
 * Passes the request's content to a script's stdin: exactly CONTENT_LENGTH
 * octets and an end of file (RFC 3875 section 4.2), in constant memory.
 *
 * Content whose length is known goes through a pipe by splice(2): what has
 * arrived goes in before the exec, the rest is pumped while the response is
 * sent. What the script does not want is read and dropped, so that a client
 * that sends everything before it reads does not get stuck. Chunked content is
 * decoded and spooled first (spool.h), because CONTENT_LENGTH must be known.
 */
#ifndef CONTENT_H
#define CONTENT_H

#include "exchange.h"
#include "pace.h"

enum content_end {
	CONTENT_NO_FAULT,  /* or not ended yet, or not wanted by the script */
	CONTENT_CUT_SHORT, /* the client ended in the midst of it */
	CONTENT_STALLED,   /* the client was too slow */
};

struct content {
	int64_t length; /* CONTENT_LENGTH; -1: the request has no content */
	int source;     /* becomes the script's stdin; -1: the connection */
	int pipe;       /* our end, while there is something to pump; else -1 */
	uint64_t left;  /* octets that the client still owes */
	bool pipe_full; /* the pipe is waited for; else the client */
	enum content_end end;
	struct pace pace; /* the client's */
};

/*
 * Makes x's content ready for a script. `raw` means that the script is to read
 * the connection itself: only chunked content is spooled for it, otherwise
 * source is -1. Sends 100 (Continue) when the client waits for that (RFC 9110
 * section 10.1.1).
 *
 * Refuses with 413 above --max-content, 400 for chunked coding that is not
 * valid or ends early, 408 when it stalls, 507 when there is no room, and as
 * system_refusal does when there can be no stdin, or no file to spool chunked
 * content in.
 */
must_check struct refusal content_prepare(
    struct exchange *x, bool raw, struct content *ret_content);

/* Is the client being waited for to send more? */
bool content_wants_client(const struct content *content);

/* Moves what can go without waiting; to be called when poll(2) has said that
 * the client or the pipe is ready. True when something went to the script. */
bool content_pump(struct exchange *x, struct content *content);

/* To be called when the script wants no more of it: the rest is dropped. */
void content_drop_rest(struct content *content);

/* Ends the pumping, and the reading: the script sees the end of its stdin. */
void content_end(struct content *content);

/* Ends the pumping as CONTENT_STALLED when the client is overdue. */
void content_check(struct exchange *x, struct content *content);

#endif
