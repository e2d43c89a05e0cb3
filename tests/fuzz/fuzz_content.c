/* SPDX-License-Identifier: ISC */
/*
 * Input: an octet that chooses how content is sent and read, one that chooses
 * how it is cut into pieces, two that are its announced length, and everything
 * that the client sends after its header. What a script reads of that must be
 * the content: all of it, or its beginning when the client or the script ends
 * early, and nothing that follows it.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"
#include "chunked.h"
#include "fuzz.h"
#include "relay.h"
#include "world.h"

enum {
	CHUNKED = 1,
	STAYS = 2,
	EXPECTS = 4,    /* 100-continue */
	EARLY = 8,      /* some of it arrives with the header */
	ATTENTIVE = 16, /* the script reads all before it exits */
	SMALL_PIPE = 32,
	LIMITED = 64, /* --max-content is small */
	RATED = 128,  /* --min-rate is such that some clients are too slow */
	SENDS_MAX = 200000,
	BEHIND = 4, /* offset in the input of what follows the header */
};

#define OUTPUT "Content-Type: text/plain\n\nwell"

/* The content that the input amounts to. */
struct request_content {
	unsigned how;
	struct bytes sent;
	int64_t length;      /* announced; -1: chunked */
	struct bytes octets; /* of the content, as far as it was sent */
	uint64_t most; /* octets that were there or announced, at any time */
	enum chunked_result end;
};

static void
choose_options(unsigned how, struct options *options)
{
	*options = (struct options){
		.script_time = 60,
		.send_time = 60,
		.content_time = 20,
		.min_rate = how & RATED ? 1000 : 0,
		.max_content = how & LIMITED ? 300 : 1 << 20,
	};
}

/* Decodes octet by octet, so that each state occurs. */
static void
decode(struct request_content *rc)
{
	static char space[SENDS_MAX];
	struct buffer b = BUFFER(space);
	struct chunked decoder = { .state = 0 };
	struct bytes data;

	rc->end = CHUNKED_MORE;
	for (size_t i = 0; i < rc->sent.len && rc->end == CHUNKED_MORE; i++) {
		struct bytes octet = { rc->sent.at + i, 1 };

		rc->end = chunked_decode(&decoder, &octet, &data);
		if (rc->end == CHUNKED_DATA) {
			buffer_put(&b, data);
			rc->end = chunked_decode(&decoder, &octet, &data);
		}
		if (b.len + chunked_announced(&decoder) > rc->most)
			rc->most = b.len + chunked_announced(&decoder);
	}
	rc->octets = buffer_bytes(&b);
}

static struct request_content
read_input(const uint8_t *input, size_t size)
{
	struct request_content rc = {
		.how = input[0],
		.length = input[2] << 8 | input[3],
		.sent = { (const char *)input + BEHIND, size - BEHIND },
	};

	if (rc.how & CHUNKED) {
		rc.length = -1;
		decode(&rc);
	} else {
		rc.most = (uint64_t)rc.length;
		rc.octets = bytes_first(rc.sent, (size_t)rc.length);
	}
	return rc;
}

/* ------------------------------------------------------------------ checks */

/* Content that is too large is refused as soon as that is known, which may be
 * before or after invalid octets, depending on how they arrived. */
static void
check_refusal(const struct request_content *rc, const struct options *options,
    struct refusal refusal)
{
	bool too_large = rc->most > (uint64_t)options->max_content;
	bool slow = rc->how & RATED, open = rc->end == CHUNKED_MORE;

	if (world.left)
		return;
	if (!refusal.status) {
		must(!too_large);
		must(rc->length >= 0 || rc->end == CHUNKED_END);
		return;
	}
	must(refusal.cause && (rc->length < 0 || too_large));
	if (refusal.status == STATUS_CONTENT_TOO_LARGE) {
		must(too_large);
		return;
	}
	if (refusal.status == STATUS_REQUEST_TIMEOUT)
		must(slow || (open && rc->how & STAYS));
	else
		must(refusal.status == STATUS_BAD_REQUEST &&
		    (!open || !(rc->how & STAYS)));
	must(!too_large || slow || rc->end == CHUNKED_INVALID);
}

/* Checks how the content ended, and what the script has read by then. */
static void
check_read(const struct request_content *rc, enum content_end end)
{
	struct bytes heard = buffer_bytes(&world.heard);
	bool all = rc->length < 0 || rc->octets.len == (uint64_t)rc->length;
	enum content_end expected = CONTENT_NO_FAULT;

	must(bytes_start_with(rc->octets, heard));
	if (!(rc->how & ATTENTIVE) || world.left)
		return;
	if (!all)
		expected =
		    rc->how & STAYS ? CONTENT_STALLED : CONTENT_CUT_SHORT;
	if (rc->how & RATED && end == CONTENT_STALLED)
		return;
	must(end == expected);
	/* After a cut there is not much time left for reading. */
	must(heard.len == rc->octets.len || end != CONTENT_NO_FAULT);
}

static void
check_answer(const struct relay *r, enum relay_outcome outcome)
{
	struct answer answer;

	if (world.left)
		return;
	if (outcome != RELAY_ANSWERED) {
		must(outcome == RELAY_REFUSED);
		must(r->content.end != CONTENT_NO_FAULT);
		return;
	}
	answer_read(buffer_bytes(&world.answer), false, &answer);
	must(answer.status == STATUS_OK);
	must(bytes_start_with(BYTES("well"), answer.content));
	must(answer.whole || r->content.end != CONTENT_NO_FAULT);
	must(!answer.whole || answer.content.len == 4);
}

/* A client that waits for 100 gets it, unless it has already sent content. */
static void
check_invitation(const struct request_content *rc, struct refusal refusal)
{
	struct bytes line = BYTES("HTTP/1.1 100 Continue\r\n\r\n");
	bool invited = bytes_start_with(buffer_bytes(&world.answer), line);
	bool waits = rc->how & EXPECTS && rc->length != 0 &&
	    !(rc->how & EARLY && rc->sent.len > 0);

	must(world.left ||
	    invited ==
		(waits &&
		    (rc->length < 0 ||
			refusal.status != STATUS_CONTENT_TOO_LARGE)));
}

/* --------------------------------------------------------------------- run */

static void
begin(const struct request_content *rc, struct exchange *x, uint32_t chance)
{
	struct connection *c = &x->connection;

	x->text = BUFFER(x->text_space);
	x->request.method = METHOD_POST;
	x->request.minor_version = 1;
	x->request.content_length = rc->length;
	x->request.chunked = rc->how & CHUNKED;
	x->request.expects_continue = rc->how & EXPECTS;
	x->target.script_name = BYTES("/cgi-bin/x");
	x->target.path = BYTES("cgi-bin/x"); /* which cannot be looked at */
	x->beneath.root = -1;
	c->in = c->out = world_begin(chance);
	world.sends = rc->sent;
	world.stays = rc->how & STAYS;
	if (!rc->sent.len && !world.stays)
		must(shutdown(world.client, SHUT_WR) == 0);
	exchange_begin(x);
	must(connection_open(c, c->in, c->out));
	pace_begin(&c->pace, x->options->send_time, x->options->min_rate);
	if (rc->how & EARLY && rc->sent.len)
		(void)clock_poll_timeout(world.now + 1);
}

static void
run_script(const struct request_content *rc, struct relay *r)
{
	struct connection *c = &r->x->connection;
	enum relay_outcome outcome;

	r->shared_space = (struct sibling_shared){ .exec_error = 0 };
	r->shared = &r->shared_space;
	if (r->content.pipe >= 0 && rc->how & SMALL_PIPE)
		must(fcntl(r->content.pipe, F_SETPIPE_SZ, 4096) > 0 ||
		    errno == EBUSY); /* more is in there already */
	r->output = world_begin_script(BYTES(OUTPUT), false);
	world_give_input(r->content.source, rc->how & ATTENTIVE);
	r->complaints.fd = -1;
	r->complaints.script = r->x->target.script_name;
	r->complaints.line = r->complaint;
	r->now = clock_monotonic_ms();
	r->life = (struct life){ .pid = -1, .pidfd = world.life, .stat = -1 };
	connection_set_nonblocking(c, true);
	outcome = relay_run(r);
	connection_close(c);
	relay_outlive(r);
	world_end();
	check_read(rc, r->content.end);
	check_answer(r, outcome);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static struct exchange x;
	static struct relay r;
	struct options options;
	struct request_content rc;
	struct refusal refusal;
	int first = dup(STDERR_FILENO);

	(void)close(first);
	if (size < BEHIND || size > SENDS_MAX)
		return 0;
	rc = read_input(input, size);
	choose_options(rc.how, &options);
	memset(&x, 0, offsetof(struct exchange, text_space));
	memset(&r, 0, offsetof(struct relay, header));
	x.options = &options;
	r.x = &x;
	begin(&rc, &x, input[1]);
	refusal = content_prepare(&x, false, &r.content);
	check_refusal(&rc, &options, refusal);
	if (refusal.status) {
		connection_close(&x.connection);
		(void)close(x.connection.in);
		world_end();
	} else {
		run_script(&rc, &r);
	}
	check_invitation(&rc, refusal);
	(void)close_range((unsigned)first, ~0U, 0);
	return 0;
}
