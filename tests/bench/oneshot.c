/* SPDX-License-Identifier: ISC */
/*
 * Measures what one request costs with handlers that are started for it. They
 * take turns, so that whatever else happens on the machine affects all of them,
 * in another order each round: a handler that follows one with much code finds
 * less of its own in the processor's caches.
 */
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "handler.h"

enum {
	HANDLERS_MAX = 64,
	FAULTS_MAX = 5, /* after so many a handler is given up */
};

static const char usage[] =
    "usage: oneshot -r REQUEST [OPTION]... HANDLER [-- HANDLER]...\n"
    "\n"
    "HANDLER is NAME COMMAND [ARGUMENT]..., or NAME@N: in each N-th round.\n"
    "Each gets what the file REQUEST holds on a TCP connection of its own.\n"
    "\n"
    "  -n ROUNDS    100 unless it is given\n"
    "  -w ROUNDS    before them that do not count (5)\n"
    "  -m ROUNDS    behind them for the memory (1)\n"
    "  -u UID       run handlers as this user and group\n"
    "  -s STATUS    that the answer should have (200)\n"
    "  -f FILE      whose octets the content should be\n"
    "  -z LENGTH    of a content of zeros\n"
    "  -t TEXT      that the content should have, -k TIMES\n"
    "\n"
    "Prints lines of words with tabs between them:\n"
    "  sample NAME WALL CPU FAULTS       microseconds, minor page faults\n"
    "  memory NAME PROCESSES RESIDENT PRIVATE       KiB\n"
    "  wrong NAME ANSWERS FAULT          so many answers were wrong\n"
    "Exit status: 1 when an answer was wrong.\n";

struct run {
	long rounds, warming, remembering;
	long uid;
	struct conversation conversation;
	unsigned count;
	struct handler handlers[HANDLERS_MAX];
	struct cost *costs[HANDLERS_MAX];
	long measured[HANDLERS_MAX];
	long faults[HANDLERS_MAX];
	char fault[HANDLERS_MAX][ANSWER_FAULT_MAX];
};

__attribute__((noreturn)) static void
misuse(void)
{
	(void)fputs(usage, stderr);
	exit(2);
}

static void
read_options(struct run *r, int count, char **words)
{
	struct conversation *c = &r->conversation;
	int option;

	while ((option = getopt(
		    count, words, "+r:n:w:m:u:" EXPECTATION_OPTIONS)) != -1) {
		if (expectation_option(&c->expected, option, optarg))
			continue;
		if (option == 'r')
			c->request = file_content(optarg, &c->request_length);
		else if (option == 'n')
			r->rounds = strtol(optarg, NULL, 10);
		else if (option == 'w')
			r->warming = strtol(optarg, NULL, 10);
		else if (option == 'm')
			r->remembering = strtol(optarg, NULL, 10);
		else if (option == 'u')
			r->uid = strtol(optarg, NULL, 10);
		else
			misuse();
	}
}

static void
read_handler(struct run *r, char **words)
{
	struct handler *h = &r->handlers[r->count];
	char *at;

	if (r->count == HANDLERS_MAX || !words[0] || !words[1])
		misuse();
	h->name = words[0];
	h->every = 1;
	at = strchr(words[0], '@');
	h->command = words + 1;
	if (at) {
		*at = '\0';
		h->every = (unsigned)strtoul(at + 1, NULL, 10);
	}
	r->costs[r->count] = calloc((size_t)r->rounds, sizeof *r->costs[0]);
	if (!h->every || !r->costs[r->count])
		misuse();
	if (access(words[1], X_OK) < 0) {
		r->faults[r->count] = FAULTS_MAX;
		(void)snprintf(r->fault[r->count], ANSWER_FAULT_MAX,
		    "cannot be executed: %s", strerror(errno));
	}
	r->count++;
}

static void
read_handlers(struct run *r, char **words)
{
	char **begin = words;

	for (; *words; words++) {
		if (strcmp(*words, "--") != 0)
			continue;
		*words = NULL;
		read_handler(r, begin);
		begin = words + 1;
	}
	read_handler(r, begin);
}

static void
drop_identity(long uid)
{
	if (uid < 0)
		return;
	if (setgroups(0, NULL) < 0 || setgid((gid_t)uid) < 0 ||
	    setuid((uid_t)uid) < 0) {
		perror("cannot change the user");
		exit(2);
	}
	/* Otherwise ptrace(2) would no longer be allowed. */
	(void)prctl(PR_SET_DUMPABLE, 1);
}

static void
measure(struct run *r, unsigned i, bool counts)
{
	struct cost cost;
	const char *fault;

	if (r->faults[i] >= FAULTS_MAX)
		return;
	fault = handler_measure(&r->handlers[i], &r->conversation, &cost);
	if (fault && !r->faults[i]++)
		(void)snprintf(r->fault[i], sizeof r->fault[i], "%s", fault);
	if (counts)
		r->costs[i][r->measured[i]++] = cost;
}

/* The Fisher–Yates shuffle. The seed is always the same, and so are the
 * orders. */
static void
shuffle(unsigned *order, unsigned count)
{
	static unsigned seed = 1;

	for (unsigned left = count; left > 1; left--) {
		unsigned chosen = (unsigned)rand_r(&seed) % left;
		unsigned last = order[left - 1];

		order[left - 1] = order[chosen];
		order[chosen] = last;
	}
}

static void
measure_all(struct run *r)
{
	unsigned order[HANDLERS_MAX] = { 0 };

	for (unsigned i = 0; i < r->count; i++)
		order[i] = i;
	for (long round = -r->warming; round < r->rounds; round++) {
		shuffle(order, r->count);
		for (unsigned i = 0; i < r->count; i++)
			if (round % (long)r->handlers[order[i]].every == 0)
				measure(r, order[i], round >= 0);
	}
}

static void
print_memory(struct run *r, unsigned i)
{
	const struct handler *h = &r->handlers[i];

	for (long round = 0; round < r->remembering; round++) {
		struct memory m = handler_memory(h, &r->conversation);

		if (m.processes)
			(void)printf("memory\t%s\t%d\t%ld\t%ld\n", h->name,
			    m.processes, m.resident, m.private);
	}
}

/* Returns whether all answers of the handler were right. */
static bool
print_handler(struct run *r, unsigned i)
{
	const char *name = r->handlers[i].name;

	for (long j = 0; j < r->measured[i]; j++)
		(void)printf("sample\t%s\t%.1f\t%.1f\t%ld\n", name,
		    r->costs[i][j].wall, r->costs[i][j].cpu,
		    r->costs[i][j].faults);
	if (r->faults[i]) {
		(void)printf(
		    "wrong\t%s\t%ld\t%s\n", name, r->faults[i], r->fault[i]);
		return false;
	}
	(void)fflush(stdout);
	print_memory(r, i);
	return true;
}

int
main(int count, char **words)
{
	static struct run run = {
		.rounds = 100,
		.warming = 5,
		.remembering = 1,
		.uid = -1,
		.conversation = { .timeout_ms = 30000 },
	};
	bool right = true;

	run.conversation.expected = EXPECTATION_ANY;
	read_options(&run, count, words);
	if (!run.conversation.request || run.rounds < 1)
		misuse();
	drop_identity(run.uid);
	read_handlers(&run, words + optind);
	/* Adopt what a handler leaves behind, to wait for it. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	conversation_open(&run.conversation);
	measure_all(&run);
	for (unsigned i = 0; i < run.count; i++)
		right &= print_handler(&run, i);
	return right ? 0 : 1;
}
