/* SPDX-License-Identifier: ISC */
/*
 * The relay works beside a script, between it and the client: it passes content
 * to the script's stdin, parses its header section, passes its output on to the
 * client and its complaints (stderr) to the log, and keeps its time limits. It
 * runs in the sibling process (sibling.h).
 *
 * relay.c has the order of events; relay_parts.h says what the other files do.
 */
#ifndef RELAY_H
#define RELAY_H

#include "chunked.h"
#include "complaints.h"
#include "content.h"
#include "life.h"
#include "response.h"
#include "script_header.h"
#include "sibling.h"

enum {
	RELAY_OUTPUT_SIZE = SCRIPT_HEADER_MAX,
	RELAY_HEAD_SIZE = SCRIPT_HEADER_MAX + RESPONSE_HEAD_SIZE,
	/* The header; a chunk's size line, its data and its CRLF; the last
	 * chunk. */
	RELAY_PIECES_MAX = 5,
};

enum relay_outcome {
	RELAY_ANSWERED,   /* the client has its response, or is gone */
	RELAY_REFUSED,    /* nothing was sent; `refusal` says what to answer */
	RELAY_REDIRECTED, /* local redirect to header.location */
	RELAY_SEND_FILE,  /* the file header.send_file is the answer */
};

/* A piece of response on its way to the client. */
struct outgoing {
	struct iovec pieces[RELAY_PIECES_MAX];
	unsigned count;
	uint64_t splice; /* octets of the script's output that follow them */
	bool ends_chunk; /* and after those, the CRLF of a chunk */
	bool ends;       /* the pieces are the response's last */
};

/* The response's content. */
struct body {
	bool chunked;
	bool none;        /* to HEAD, or with a status that has none */
	bool complete;    /* the client was sent all that it was promised */
	uint64_t written; /* octets so far */
	uint64_t surplus; /* octets beyond the script's Content-Length */
	char chunk_head[CHUNKED_HEAD_SIZE];
};

struct relay {
	struct exchange *x;
	const char *root; /* struct script's */
	struct life life;
	struct content content;
	struct complaints complaints;
	int output;   /* our end of the script's stdout */
	int stdio[3]; /* the script's ends, which become its 0, 1 and 2 */
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

	struct body body;
	struct outgoing out;

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
 * Relays until the response is complete and the script has its content, or
 * wants no more of it, and notes for the log how that went. The connection is
 * left for the caller to close, but is reset when a response that is not
 * chunked had to be cut.
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

#endif
