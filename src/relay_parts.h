/* SPDX-License-Identifier: ISC */
/*
 * What the relay's files need of each other: relay_wait.c waits, relay_head.c
 * turns the script's header section into the response's, relay_body.c passes
 * the content on, and relay_send.c sends.
 */
#ifndef RELAY_PARTS_H
#define RELAY_PARTS_H

#include "relay.h"

enum relay_event {
	EVENT_OUTPUT = 1,   /* the script's stdout is readable or ended */
	EVENT_WRITABLE = 2, /* the client takes octets */
	EVENT_GONE = 4,     /* the client has left */
	EVENT_ENDED = 8,    /* the script has ended, or its stderr after it */
	EVENT_FED = 16, /* the script has all its content, or wants no more */
	EVENT_TIMEOUT = 32, /* none of these by the deadline */
};

enum {
	TERM_GRACE_MS = 2000, /* between SIGTERM and SIGKILL */
	END_GRACE_MS = 300,   /* for output after a script's end, and for a
			     * script's end after its output */
	BUSY_END_MS = 2000,  /* for what an ended script's children still say */
	CUT_GRACE_MS = 2000, /* for the answer to content that was cut short */
};

/* As a deadline, stands for r->patience, which is extended when the script
 * takes content. */
#define RELAY_PATIENCE INT64_C(-1)

/*
 * Waits for one of the `wanted` events until `deadline`, on clock_monotonic_ms
 * or RELAY_PATIENCE; but for a script that has ended only until r->patience,
 * unless EVENT_WRITABLE is wanted. Meanwhile passes on what is not part of the
 * response: content and complaints. Returns those of the wanted events that
 * came, or EVENT_TIMEOUT.
 */
unsigned relay_wait(struct relay *r, unsigned wanted, int64_t deadline);

/*
 * Whether that deadline has passed at r->now. While something comes in without
 * a pause (`busy`), a script that has ended is heard for BUSY_END_MS more,
 * because its last output may be long. A script that has not ended gets no more
 * time, however much it writes.
 */
bool relay_deadline_passed(
    const struct relay *r, unsigned wanted, int64_t deadline, bool busy);

/* To be called when a script has given a sign of life: it may be silent for
 * --script-time again, or for CUT_GRACE_MS when its content was cut short. Does
 * nothing once the script has ended. */
void relay_renew_patience(struct relay *r);

/* Whether the script's further output is discarded. */
static inline bool
relay_discards(const struct relay *r)
{
	return r->body.none || r->body.complete;
}

/* To be called when some output came, or may have been held up: the time for
 * silence begins anew. It does not where output is discarded: a script that
 * writes such output for ever would stay for ever. When the script has ended,
 * its children may go on, with silences of up to END_GRACE_MS. */
void relay_note_output(struct relay *r);

/* Enters the sandbox that is due for such an answer. To be called when no other
 * script can follow this one. */
static inline void
relay_confine(struct relay *r, enum sandbox_answer answer)
{
	sandbox_plan(&r->x->sandbox, answer, true);
}

/* Reads the script's header section into r->header. False when there is no
 * valid one: r->refusal says why, or r->client_gone is set. */
bool relay_read_header(struct relay *r);

/* Builds the response's header, ready to be sent, in the free space of
 * r->x->text, and decides how the response's content is framed. */
struct bytes relay_build_head(struct relay *r);

/*
 * Reads what the script writes within a moment after its header, for GATHER_MS.
 * Most scripts write all that they have to say at once, and end: their answer
 * can go out in one piece, and wakes the client once. True when that was
 * everything, and the script has ended.
 */
bool relay_gather(struct relay *r);

/* Appends `text` to what is to be sent. It has to stay valid until relay_send()
 * has sent it. */
void relay_queue(struct relay *r, struct bytes text);

/* Does the same with content, in the response's framing, as far as the client
 * was promised it; counts the rest in r->body.surplus. */
void relay_queue_content(struct relay *r, struct bytes content);

/* Does the same with the next `length` octets of the script's output, which
 * splice(2) moves without their being read. The client must have been promised
 * them all. */
void relay_queue_output(struct relay *r, uint64_t length);

/* Sends all that is to be sent, at the client's pace. False when the client is
 * gone, or too slow. */
bool relay_send(struct relay *r);

/* Sends `head`, and the script's output as content until its end. `at_once` is
 * what relay_gather() returned: what it gathered is all there is. */
void relay_send_body(struct relay *r, struct bytes head, bool at_once);

#endif
