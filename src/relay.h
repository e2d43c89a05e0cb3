/* SPDX-License-Identifier: ISC */
/*
 * Beside a script, between it and the client: content to its stdin, its
 * header section parsed, its output on to the client, its complaints to the
 * log, its time limits. Runs in the sibling process (sibling.h).
 *
 * relay_wait.c waits, relay_send.c sends, relay_head.c turns the script's header
 * section into the response's, relay_body.c passes the content on, relay.c tells
 * the story.
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
	uint64_t splice; /* octets of the script's output that go behind */
	bool ends_chunk; /* and behind those the CRLF of a chunk */
	bool ends;       /* the pieces are the response's last */
};

struct relay {
	struct exchange *x;
	struct life life;
	struct content content;
	struct complaints complaints;
	int output;  /* our end of the script's stdout */
	int ends[3]; /* the script's: what becomes its 0, 1 and 2 */
	struct sibling_shared *shared;
	struct sibling_shared shared_space;

	int64_t now;      /* on clock_monotonic_ms, when it last looked */
	int64_t patience; /* until when the script may say nothing */
	bool alone;       /* our memory is no longer the script's too */
	bool client_gone;
	bool stalled;      /* the script stopped in the midst of its output */
	bool unreadable;   /* reading its output failed */
	bool script_ended; /* seen; what is in the pipe still counts */
	/* So poll(2) says; read(2) has the last word, and will not wait. */
	bool output_ends, complaints_end;

	bool chunked;     /* the response's content */
	bool discards;    /* it has none, or none more */
	uint64_t written; /* octets of content so far */
	uint64_t surplus; /* octets beyond the script's Content-Length */
	struct outgoing out;
	char chunk_head[32];

	struct refusal refusal;
	struct buffer output_text; /* the script's, in x->text */
	size_t header_length;      /* of that */

	/* From here on large, and written before it is read. */
	struct script_header header;
	char complaint[COMPLAINT_MAX]; /* the line of `complaints` */
};

/* In the sibling, first: takes up its place beside the script. */
void relay_begin(struct relay *r);

/* What an errno of execve(2) means for the request. */
struct refusal relay_exec_refusal(int error);

/*
 * Relays until the response is complete, and notes how for the log. The
 * connection is left open unless the response had to be cut.
 */
enum relay_outcome relay_run(struct relay *r);

/* Before a script that is an error's page takes the relay's place: ends the
 * script whose answer was refused. Does nothing when none was. */
void relay_make_way(struct relay *r);

/* After the client was served, or has gone: lets go of the connection, stays
 * while the script works on, so that its stderr keeps a reader; ends it when
 * nobody waits for it. */
void relay_outlive(struct relay *r);

/* ------------------------------------------------- between the relay's files */

enum relay_event {
	EVENT_OUTPUT = 1,   /* the script's stdout is readable or ended */
	EVENT_WRITABLE = 2, /* the client takes octets */
	EVENT_GONE = 4,     /* the client has left */
	EVENT_ENDED = 8,    /* the script has ended; its stderr has, after it */
	EVENT_TIMEOUT = 16, /* none of these by the deadline */
};

enum {
	TERM_GRACE_MS = 2000, /* between SIGTERM and SIGKILL */
	END_GRACE_MS = 300,   /* for output behind a script's end, and for a
			     * script's end behind its output */
	BUSY_END_MS = 2000,  /* for what an ended script's children still say */
	CUT_GRACE_MS = 2000, /* for the answer to content that was cut short */
};

/* As a deadline: r->patience, which content moves. */
#define RELAY_PATIENCE INT64_C(-1)

/*
 * Waits for one of the `wanted` events until `deadline` (clock_monotonic_ms),
 * for a script that has ended until r->patience, and does on the way what does
 * not concern the response: content, complaints. Returns the events that came,
 * of those wanted, or EVENT_TIMEOUT.
 */
unsigned relay_wait(struct relay *r, unsigned wanted, int64_t deadline);

/*
 * Whether that deadline has passed. While something comes in without a pause
 * (`busy`), a script that ended is heard out for some more time: its last words
 * may be many. Who has not ended, and does not stop, gets none.
 */
bool relay_is_over(
    const struct relay *r, unsigned wanted, int64_t deadline, bool busy);

/* Closes what is open, and notes that. */
void relay_close(int *fd);

/* The script has given a sign of life: it may be silent for --script-time
 * again. */
void relay_renew_patience(struct relay *r);

/* Some output came, or may have been held up: silence begins anew, but for what
 * nobody gets: who writes that for ever would stay for ever. Children of a
 * script that ended may go on as it might have. */
void relay_hear(struct relay *r);

/* Enters the sandbox that is due for such an answer: no other script follows
 * this one. */
void relay_confine(struct relay *r, enum sandbox_answer answer);

/* Reads the script's header section into r->header. False when there will be
 * none: r->refusal says why, or r->client_gone is set. */
bool relay_read_header(struct relay *r);

/* The response's header, ready to be sent, behind r->x->text; decides how its
 * content is framed. */
struct bytes relay_build_head(struct relay *r);

/*
 * Reads what the script says within a moment behind its header. Most scripts
 * say all they have to say at once, and end: their answer can go out in one
 * piece, and wakes the client once. True when that was everything, and the
 * script has ended.
 */
bool relay_gather(struct relay *r);

/* Puts `text` behind what is to be sent. It has to stay until relay_send(). */
void relay_queue(struct relay *r, struct bytes text);

/* The same of content, in the response's framing, as far as the client was
 * promised it. */
void relay_queue_content(struct relay *r, struct bytes content);

/* The same of the next `length` octets of the script's output, which need not
 * be read (splice(2)). */
void relay_queue_output(struct relay *r, uint64_t length);

/* Sends all of that, at the client's pace. False when it is gone, or too
 * slow. */
bool relay_send(struct relay *r);

/* Sends `head` and the script's output as content, to the end of it; when what
 * was gathered is all there is, `at_once`. */
void relay_send_body(struct relay *r, struct bytes head, bool at_once);

#endif
