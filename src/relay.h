/* SPDX-License-Identifier: ISC */
/*
 * The relay works beside a script, between it and the client: it passes content
 * to the script's stdin, parses its header section, passes its output on to the
 * client and its complaints (stderr) to the log, and keeps its time limits. It
 * runs in the sibling process (sibling.h).
 *
 * relay_wait.c waits, relay_send.c sends, relay_head.c turns the script's
 * header section into the response's, relay_body.c passes the content on, and
 * relay.c has the order of events.
 */
#ifndef RELAY_H
#define RELAY_H

#include "complaints.h"
#include "content.h"
#include "life.h"
#include "response.h"
#include "script_header.h"
#include "sibling.h"

enum {
	RELAY_OUTPUT_SIZE = SCRIPT_HEADER_MAX,
	RELAY_HEAD_SIZE = SCRIPT_HEADER_MAX + RESPONSE_HEAD_SIZE,
};

enum relay_outcome {
	RELAY_ANSWERED,   /* the client has its response, or is gone */
	RELAY_REFUSED,    /* nothing was sent; `refusal` says what to answer */
	RELAY_REDIRECTED, /* local redirect to header.location */
	RELAY_SEND_FILE,  /* the file header.send_file is the answer */
};

/* A piece of response on its way to the client. */
struct outgoing {
	struct iovec pieces[5];
	unsigned count;
	uint64_t splice; /* octets of the script's output that follow them */
	bool ends_chunk; /* and after those, the CRLF of a chunk */
	bool ends;       /* the pieces are the response's last */
};

struct relay {
	struct exchange *x;
	const char *root; /* struct script's */
	struct life life;
	struct content content;
	struct complaints complaints;
	int output;  /* our end of the script's stdout */
	int ends[3]; /* the script's ends, which become its 0, 1 and 2 */
	struct sibling_shared *shared;
	struct sibling_shared shared_space;

	int64_t now;      /* clock_monotonic_ms at the last look */
	int64_t patience; /* until when the script may be silent */
	bool alone;       /* the memory is no longer shared with the script */
	bool client_gone;
	bool stalled;      /* the script was given up for its silence */
	bool unreadable;   /* reading its output failed */
	bool script_ended; /* its end was seen; the pipes may hold more */
	/* poll(2) says so; read(2) has the last word, and will not wait. */
	bool output_at_end, complaints_at_end;

	bool chunked;     /* the response's content is */
	bool no_content;  /* to HEAD, or with a status that has none */
	bool complete;    /* the client was sent all that it was promised */
	uint64_t written; /* octets of content so far */
	uint64_t surplus; /* octets beyond the script's Content-Length */
	struct outgoing out;
	char chunk_head[32];

	struct refusal refusal;
	struct buffer output_text; /* the script's output, in x->text */
	size_t header_length; /* of the header section in it; 0: not whole */

	/* From here on, members are large, and written before they are read. */
	struct script_header header;
	char complaint[COMPLAINT_MAX]; /* the line of `complaints` */
};

/* To be called first in the sibling: ignores the signals that are not for it,
 * and closes the script's ends of the pipes. */
void relay_begin(struct relay *r);

/* To be called first in the sibling of a raw script, which is no relay: waits
 * for the script's exec. Returns the refusal when that failed, otherwise
 * NO_OBJECTION. */
must_check struct refusal relay_await_exec(struct relay *r);

/*
 * Relays until the response is complete, and notes for the log how that went.
 * The connection is left for the caller to close, but is reset when a response
 * that is not chunked had to be cut.
 */
enum relay_outcome relay_run(struct relay *r);

/* The fields of the script's header that go with the file it names, in
 * r->x->text: all but those that say something of a document that it did not
 * write. */
struct bytes relay_file_fields(struct relay *r);

/* To be called before another script takes the relay's place: ends the script
 * when its answer was refused, so that the other one is an error page; does
 * nothing otherwise. */
void relay_make_way(struct relay *r);

/* To be called after the client was served or has left: closes the connection,
 * and stays while the script works on, so that its stderr keeps a reader. Ends
 * the script when the client has left, its answer was refused, it stalled, or
 * its content was cut short. */
void relay_outlive(struct relay *r);

/* ------------------------------------------------ between the relay's files */

enum relay_event {
	EVENT_OUTPUT = 1,   /* the script's stdout is readable or ended */
	EVENT_WRITABLE = 2, /* the client takes octets */
	EVENT_GONE = 4,     /* the client has left */
	EVENT_ENDED = 8,    /* the script has ended, or its stderr after it */
	EVENT_TIMEOUT = 16, /* none of these by the deadline */
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

/* Closes *fd if it is open, and sets it to -1. */
void relay_close(int *fd);

/* To be called when a script has given a sign of life: it may be silent for
 * --script-time again, or for CUT_GRACE_MS when its content was cut short. Does
 * nothing once the script has ended. */
void relay_renew_patience(struct relay *r);

/* Whether the script's further output is discarded. */
static inline bool
relay_discards(const struct relay *r)
{
	return r->no_content || r->complete;
}

/* To be called when some output came, or may have been held up: the time for
 * silence begins anew. It does not where output is discarded: a script that
 * writes such output for ever would stay for ever. When the script has ended,
 * its children may go on, with silences of up to END_GRACE_MS. */
void relay_note_output(struct relay *r);

/* Enters the sandbox that is due for such an answer. To be called when no other
 * script can follow this one. */
void relay_confine(struct relay *r, enum sandbox_answer answer);

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
 * was promised it; counts the rest in r->surplus. */
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
