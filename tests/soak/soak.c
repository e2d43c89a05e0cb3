/* SPDX-License-Identifier: ISC */
/*
 * soak PORT COUNT AT_ONCE: makes COUNT connections to 127.0.0.1, AT_ONCE at
 * the same time, of all kinds in kinds.c, and compares each answer with what
 * that kind must get. Each request has a number of its own. Prints a line for
 * each kind, then "wrong", and "records", the number of lines that the server's
 * access log must have. The exit status is 0 when nothing was wrong.
 */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "soak.h"

enum {
	TALKERS_MAX = 256,
	HUNG_MS = 120000,
	DRIP_MS = 3,
	DRIP_OCTETS = 24,
	SIP_MS = 2,
	SIP_OCTETS = 8192,
	ANSWER_MAX = 2 << 20,
	FAULTS_SHOWN = 20,
};

struct talker {
	int fd; /* -1: free */
	const struct kind *kind;
	unsigned number;
	char *request;
	size_t length, sent;
	char *answer; /* room for ANSWER_MAX */
	size_t got;
	int64_t begun;
	int64_t due; /* nothing is done before this time */
};

struct tally {
	unsigned right, wrong;
};

static struct sockaddr_in server;
static struct tally tallies[256];
static unsigned faults;

static int64_t
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

__attribute__((noreturn)) static void
fail(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

/* ── One connection ───────────────────────────────────────────────────────── */

static void
write_start(FILE *to, const char *start, unsigned number)
{
	for (; *start; start++)
		if (*start == '#')
			(void)fprintf(to, "%u", number);
		else
			(void)fputc(*start, to);
}

static void
write_content(FILE *to, const struct kind *kind)
{
	for (unsigned left = kind->content; left > 0;) {
		unsigned step = left < 4000 ? left : 4000;

		if (kind->chunked)
			(void)fprintf(to, "%x\r\n", step);
		(void)fprintf(to, "%0*d", (int)step, 0);
		if (kind->chunked)
			(void)fputs("\r\n", to);
		left -= step;
	}
	if (kind->chunked)
		(void)fputs("0\r\n\r\n", to);
}

static void
compose(struct talker *t)
{
	const struct kind *kind = t->kind;
	FILE *to = open_memstream(&t->request, &t->length);

	if (!to)
		fail("memory");
	write_start(to, kind->start, t->number);
	(void)fputs(kind->fields, to);
	if (kind->chunked)
		(void)fputs("Transfer-Encoding: chunked\r\n", to);
	else if (kind->content)
		(void)fprintf(to, "Content-Length: %u\r\n", kind->content);
	(void)fputs("\r\n", to);
	write_content(to, kind);
	(void)fclose(to);
	if (kind->manner == BREAKS_OFF)
		t->length /= 2;
	else if (kind->manner == SILENT)
		t->length = 0;
}

/* Connects from many addresses: the ports of one would run out. */
static int
connect_from(unsigned number)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	from.sin_addr.s_addr =
	    htonl(0x7f010001U + ((number / 200 % 200) << 8) + number % 200);
	if (fd < 0 ||
	    setsockopt(
		fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) < 0 ||
	    bind(fd, (struct sockaddr *)&from, sizeof from) < 0)
		fail("socket");
	if (connect(fd, (struct sockaddr *)&server, sizeof server) < 0)
		fail("connect");
	return fd;
}

static void
begin(struct talker *t, const struct kind *kind, unsigned number)
{
	t->kind = kind;
	t->number = number;
	t->sent = t->got = 0;
	t->begun = now_ms();
	t->due = 0;
	compose(t);
	t->fd = connect_from(number);
	if (!t->answer)
		t->answer = malloc(ANSWER_MAX);
	if (!t->answer)
		fail("memory");
}

static void
finish(struct talker *t, const char *fault)
{
	struct tally *tally = &tallies[t->kind - kinds];

	if (fault && faults++ < FAULTS_SHOWN)
		(void)fprintf(stderr, "%s, n=%u: %s: %.*s\n", t->kind->name,
		    t->number, fault, (int)(t->got < 200 ? t->got : 200),
		    t->answer);
	if (fault)
		tally->wrong++;
	else
		tally->right++;
	(void)close(t->fd);
	free(t->request);
	t->fd = -1;
}

static void
leave_by_reset(struct talker *t)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	(void)setsockopt(
	    t->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	finish(t, NULL);
}

static void
read_some(struct talker *t)
{
	size_t most = ANSWER_MAX - t->got;
	ssize_t got;

	if (t->kind->manner == SIPS) {
		most = SIP_OCTETS;
		t->due = now_ms() + SIP_MS;
	}
	got = recv(t->fd, t->answer + t->got, most, MSG_DONTWAIT);
	if (got > 0) {
		t->got += (size_t)got;
		if (t->kind->manner == LEAVES)
			leave_by_reset(t);
		else if (t->got == ANSWER_MAX)
			finish(t, "an endless answer");
	} else if (got == 0 || errno != EAGAIN) {
		finish(t, answer_fault(t->kind, t->answer, t->got, got < 0));
	}
}

static void
send_some(struct talker *t)
{
	size_t most = t->length - t->sent;
	ssize_t went;

	if (t->kind->manner == DRIPS) {
		most = most < DRIP_OCTETS ? most : DRIP_OCTETS;
		t->due = now_ms() + DRIP_MS;
	}
	went = send(
	    t->fd, t->request + t->sent, most, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (went >= 0)
		t->sent += (size_t)went;
	else if (errno != EAGAIN)
		t->sent = t->length; /* the answer can still be read */
}

static void
go_on(struct talker *t, short ready)
{
	if (ready & POLLIN) {
		read_some(t);
		return;
	}
	if (t->sent < t->length)
		send_some(t);
	if (t->sent == t->length && t->kind->manner >= BREAKS_OFF)
		finish(t, NULL);
}

/* ── All of them ──────────────────────────────────────────────────────────── */

/* Chooses kinds in proportion to their weights, in the same order every
 * time. */
static const struct kind *
choose(unsigned number)
{
	unsigned total = kinds[0].weight, at;

	for (unsigned i = 1; i < kind_count; i++)
		total += kinds[i].weight;
	if (!total)
		return &kinds[0];
	at = (unsigned)(number * UINT64_C(2654435761) % total);
	for (unsigned i = 0;; i++) {
		if (at < kinds[i].weight)
			return &kinds[i];
		at -= kinds[i].weight;
	}
}

/* Returns how long poll(2) may wait for this one: until it is due. */
static int
prepare(const struct talker *t, int64_t now, struct pollfd *ret_row)
{
	*ret_row = (struct pollfd){ .fd = t->fd, .events = POLLIN };
	if (t->fd < 0)
		return 1000;
	if (t->due > now) {
		ret_row->fd = -1;
		return (int)(t->due - now);
	}
	if (t->sent < t->length || t->kind->manner >= BREAKS_OFF)
		ret_row->events |= POLLOUT;
	return 1000;
}

static void
play(struct talker *talkers, unsigned at_once)
{
	struct pollfd rows[TALKERS_MAX];
	int64_t now = now_ms();
	int timeout = 1000;

	for (unsigned i = 0; i < at_once; i++) {
		int due = prepare(&talkers[i], now, &rows[i]);

		timeout = due < timeout ? due : timeout;
	}
	(void)poll(rows, at_once, timeout);
	for (unsigned i = 0; i < at_once; i++) {
		struct talker *t = &talkers[i];

		if (t->fd < 0)
			continue;
		if (rows[i].fd >= 0 && rows[i].revents)
			go_on(t, rows[i].revents);
		if (t->fd >= 0 && now - t->begun > HUNG_MS)
			finish(t, "hung");
	}
}

static bool
fill(struct talker *talkers, unsigned at_once, unsigned count)
{
	static unsigned number;
	bool busy = false;

	for (unsigned i = 0; i < at_once; i++) {
		struct talker *t = &talkers[i];

		if (t->fd < 0 && number < count) {
			begin(t, choose(number), number);
			number++;
		}
		busy |= t->fd >= 0;
	}
	return busy;
}

static void
report(void)
{
	unsigned records = 0;

	for (unsigned i = 0; i < kind_count; i++) {
		unsigned all = tallies[i].right + tallies[i].wrong;

		(void)printf("%8u %s", all, kinds[i].name);
		if (tallies[i].wrong)
			(void)printf(": %u WRONG", tallies[i].wrong);
		(void)putchar('\n');
		records += kinds[i].unlogged ? 0 : all;
	}
	(void)printf("wrong %u\nrecords %u\n", faults, records);
}

int
main(int argc, char **argv)
{
	static struct talker talkers[TALKERS_MAX];
	unsigned count, at_once;

	if (argc != 4) {
		(void)fputs("usage: soak PORT COUNT AT_ONCE\n", stderr);
		return 2;
	}
	server.sin_family = AF_INET;
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
	count = (unsigned)strtoul(argv[2], NULL, 10);
	at_once = (unsigned)strtoul(argv[3], NULL, 10);
	if (at_once > TALKERS_MAX)
		at_once = TALKERS_MAX;
	for (unsigned i = 0; i < TALKERS_MAX; i++)
		talkers[i].fd = -1;
	while (fill(talkers, at_once, count))
		play(talkers, at_once);
	report();
	return faults ? EXIT_FAILURE : EXIT_SUCCESS;
}
