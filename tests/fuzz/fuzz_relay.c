/* SPDX-License-Identifier: ISC */
/*
 * Input: an octet that chooses the request, one that chooses how the rest is
 * cut into pieces, and everything that a script writes, to its stderr too if so
 * chosen. The client must get a well-formed response with the script's content:
 * whole, or such that the client can see that it is not.
 */
#include <unistd.h>

#include "answer.h"
#include "fuzz.h"
#include "relay_parts.h"
#include "world.h"

enum {
	BY_HEAD = 1,
	BY_HTTP10 = 2,
	DIES = 4,
	FOR_ERROR = 8, /* the script is a page of --error-pages */
	WITH_FIELD = 16,
	COMPLAINS = 32, /* the script writes the same to stderr as to stdout */
	WRITES_MAX = 200000,
};

static const char *added[] = { "X-Ours: 1", "Cache-Control: no-store" };
static const struct options options[2] = {
	{ .script_time = 60, .send_time = 60 },
	{ .script_time = 60,
	    .send_time = 60,
	    .header = { lengthof(added), added } },
};

/* The expected content: as much of the output as the script announced. */
static struct bytes
expected_content(const struct relay *r, struct bytes written)
{
	struct bytes content = bytes_after(written, r->header_length);

	if (r->header.content_length >= 0)
		return bytes_first(content, (size_t)r->header.content_length);
	return content;
}

/* When the script did not end well, or its content is too short, the client
 * gets a part, and can see that where HTTP has a way to show it. */
static void
check_content(
    const struct relay *r, struct bytes expected, const struct answer *answer)
{
	int64_t announced = r->header.content_length;
	bool lacks = announced >= 0 && expected.len < (uint64_t)announced;
	bool all = announced >= 0 && !lacks;
	bool dies = world.dies && !all;

	/* The script may end its output and live on: the relay does not wait
	 * to see how it ends. */
	if (dies && !lacks && world.died > world.closed + END_GRACE_MS)
		dies = !answer->whole;
	must(bytes_start_with(expected, answer->content));
	if (lacks || dies) {
		must(
		    !answer->whole || (answer->length < 0 && !answer->chunked));
		return;
	}
	must(answer->whole && bytes_equal(expected, answer->content));
}

static unsigned
expected_status(const struct relay *r)
{
	bool page = r->x->error.status && !r->header.has_status &&
	    r->header.status == STATUS_OK;

	return page ? r->x->error.status : r->header.status;
}

static void
check_answer(const struct relay *r, struct bytes written)
{
	const struct request *request = &r->x->request;
	bool to_head = request->method == METHOD_HEAD;
	struct answer answer;

	answer_read(buffer_bytes(&world.answer), to_head, &answer);
	must(answer.status == expected_status(r));
	must(!answer.chunked || request->minor_version > 0);
	must(r->x->octets == answer.content.len);
	must(
	    r->x->options == &options[0] || answer_field(&answer, "X-Ours").at);
	if (!to_head && !http_status_is_bare(answer.status))
		check_content(r, expected_content(r, written), &answer);
}

static void
check_refusal(struct refusal refusal)
{
	must(refusal.cause);
	must(refusal.status == STATUS_BAD_GATEWAY ||
	    refusal.status == STATUS_GATEWAY_TIMEOUT);
}

/* The log has all complaints, or those read before something else was to
 * answer; line breaks and carriage returns may differ. */
static void
check_complaints(
    struct bytes complaints, enum relay_outcome outcome, bool written)
{
	bool whole =
	    written && (outcome == RELAY_ANSWERED || outcome == RELAY_REFUSED);
	struct bytes logged = buffer_bytes(&world.logged);
	size_t at = 0;

	for (size_t i = 0; i < complaints.len; i++) {
		char c = complaints.at[i];

		if (at < logged.len && logged.at[at] == c)
			at++;
		else
			must(c == '\n' || c == '\r' ||
			    (at == logged.len && !whole));
	}
	must(at == logged.len);
}

static void
check(const struct relay *r, enum relay_outcome outcome, struct bytes written)
{
	struct bytes location = r->header.location;

	if (world.left)
		return;
	if (outcome == RELAY_ANSWERED) {
		check_answer(r, written);
		return;
	}
	/* The relay does not answer: the caller does. */
	must(!world.answer.len);
	if (outcome == RELAY_REFUSED)
		check_refusal(r->refusal);
	else if (outcome == RELAY_REDIRECTED)
		must(bytes_start_with(location, BYTES("/")) &&
		    !bytes_start_with(location, BYTES("//")));
	else
		must(r->header.send_file.len > 0);
}

static void
begin(struct relay *r, unsigned how, struct bytes written)
{
	struct exchange *x = r->x;

	x->options = &options[how & WITH_FIELD ? 1 : 0];
	x->request.method = how & BY_HEAD ? METHOD_HEAD : METHOD_GET;
	x->request.minor_version = how & BY_HTTP10 ? 0 : 1;
	x->error.status = how & FOR_ERROR ? STATUS_NOT_FOUND : STATUS_NONE;
	x->target.script_name = BYTES("/cgi-bin/x");
	x->target.path = BYTES("cgi-bin/x"); /* which cannot be looked at */
	x->beneath.root = -1;
	exchange_begin(x);
	pace_begin(&x->connection.pace, options->send_time, options->min_rate);
	r->content = (struct content){ .length = -1, .source = -1, .pipe = -1 };
	r->complaints.fd = -1;
	r->complaints.script = x->target.script_name;
	r->complaints.line = r->complaint;
	if (how & COMPLAINS)
		r->complaints.fd = world_begin_complaints(written,
		    (struct bytes){ r->complaint, sizeof r->complaint });
	r->now = clock_monotonic_ms();
	r->life = (struct life){ .pid = -1, .pidfd = world.life, .stat = -1 };
}

static void
run(struct relay *r, unsigned how, struct bytes written)
{
	struct connection *c = &r->x->connection;
	enum relay_outcome outcome;

	begin(r, how, written);
	must(connection_open(c, c->in, c->out));
	connection_set_nonblocking(c, true);
	outcome = relay_run(r);
	connection_close(c);
	relay_outlive(r);
	world_end();
	check(r, outcome, written);
	if (how & COMPLAINS)
		check_complaints(written, outcome, !world.complains.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	static struct exchange x;
	static struct relay r;
	struct sibling_shared shared = { .exec_error = 0 };
	struct bytes written = { (const char *)input, size };
	int first = dup(STDERR_FILENO);

	(void)close(first);
	if (size < 2 || size > WRITES_MAX)
		return 0;
	written = bytes_after(written, 2);
	memset(&x, 0, offsetof(struct exchange, text_space));
	memset(&r, 0, offsetof(struct relay, header));
	x.text = BUFFER(x.text_space);
	r.x = &x;
	r.shared = &shared;
	x.connection.in = x.connection.out = world_begin(input[1]);
	r.output = world_begin_script(written, input[0] & DIES);
	run(&r, input[0], written);
	(void)close_range((unsigned)first, ~0U, 0);
	return 0;
}
