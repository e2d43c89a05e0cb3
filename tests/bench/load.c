/* SPDX-License-Identifier: ISC */
/*
 * Puts load on a listening server: a number of connections at a time, each with
 * one request; the next connection begins when an answer is over.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"

enum {
	CONNECTIONS_MAX = 4096,
	READ_SIZE = 1 << 20,
	STALLED_MS = 15000,
};

static const char usage[] =
    "usage: load -p PORT -r REQUEST [OPTION]...\n"
    "\n"
    "  -c CONNECTIONS  at a time (16)\n"
    "  -d SECONDS      no new ones after them (1)\n"
    "  -n REQUESTS     or after so many\n"
    "  -s STATUS  -f FILE  -z LENGTH  -t TEXT  -k TIMES  as oneshot has them\n"
    "\n"
    "Prints, with tabs between them: answers, seconds, wrong ones, the 10th,\n"
    "50th, 95th and 99th percentile and the longest of the microseconds from\n"
    "connecting to an answer's end, and what was wrong first.\n"
    "Exit status: 1 when an answer was wrong.\n";

struct client {
	int fd;
	int last; /* the connection before, not closed yet; -1: none */
	size_t sent;
	double begin;
	struct answer answer;
};

struct load {
	const char *request;
	size_t request_length;
	struct expectation expected;
	struct sockaddr_in server;
	unsigned connections;
	double seconds;
	size_t most;
	int events;
	struct client *clients;
	char *octets;
	double end; /* after it no connection begins */
	size_t begun, wrong;
	double *times;
	size_t count, room;
	char fault[ANSWER_FAULT_MAX];
};

__attribute__((noreturn)) static void
fail(const char *what)
{
	perror(what);
	exit(2);
}

static double
now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ── One connection ──────────────────────────────────────────────────────── */

/* Sets the events that the connection waits for. */
static void
await(struct load *l, struct client *c, int operation, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = c };

	if (epoll_ctl(l->events, operation, c->fd, &event) < 0)
		fail("epoll");
}

static void
begin(struct load *l, struct client *c)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	int yes = 1;

	c->sent = 0;
	c->begin = now();
	answer_begin(&c->answer, &l->expected);
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	/* No TIME_WAIT: a table of connections (nf_conntrack) would overflow. */
	(void)setsockopt(
	    c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	(void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	if (connect(c->fd, (struct sockaddr *)&l->server, sizeof l->server) <
		0 &&
	    errno != EINPROGRESS)
		fail("cannot connect");
	l->begun++;
	await(l, c, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
}

static void
note_time(struct load *l, double time)
{
	if (l->count == l->room) {
		l->room = l->room * 2 + 65536;
		l->times = realloc(l->times, l->room * sizeof *l->times);
		if (!l->times)
			fail("no memory");
	}
	l->times[l->count++] = time;
}

static void
note_wrong(struct load *l, const char *fault)
{
	if (!l->wrong++)
		(void)snprintf(l->fault, sizeof l->fault, "%s", fault);
}

static void
send_more(struct load *l, struct client *c)
{
	ssize_t put = send(c->fd, l->request + c->sent,
	    l->request_length - c->sent, MSG_NOSIGNAL);

	if (put > 0)
		c->sent += (size_t)put;
	else if (put < 0 && errno != EAGAIN)
		c->sent = l->request_length; /* the server takes no more */
	if (c->sent == l->request_length)
		await(l, c, EPOLL_CTL_MOD, EPOLLIN);
}

/* True when the answer is over, with *ret_fault. */
static bool
receive(struct load *l, struct client *c, const char **ret_fault)
{
	for (;;) {
		ssize_t got = recv(c->fd, l->octets, READ_SIZE, 0);

		if (got < 0 && errno == EAGAIN)
			return false;
		if (got < 0) {
			*ret_fault = strerror(errno);
			return true;
		}
		answer_take(&c->answer, l->octets, (size_t)got);
		if (got == 0 || answer_is_over(&c->answer)) {
			*ret_fault = answer_end(&c->answer);
			return true;
		}
	}
}

/*
 * Closing sends a reset, which is put off until the next connection has ended:
 * it can be lost when it arrives while the server's process exits. The server's
 * end would stay in FIN_WAIT_2 for a minute, and a connection from the same
 * port would need a second SYN, two timer ticks later.
 */
static void
end(struct load *l, struct client *c)
{
	await(l, c, EPOLL_CTL_DEL, 0);
	if (c->last >= 0)
		(void)close(c->last);
	c->last = c->fd;
}

/* False when this client has nothing more to do. */
static bool
attend(struct load *l, struct client *c)
{
	const char *fault = NULL;

	if (c->sent < l->request_length)
		send_more(l, c);
	if (!receive(l, c, &fault))
		return true;
	if (fault)
		note_wrong(l, fault);
	else
		note_time(l, now() - c->begin);
	end(l, c);
	if (now() >= l->end || l->begun >= l->most)
		return false;
	begin(l, c);
	return true;
}

/* ── All of them ─────────────────────────────────────────────────────────── */

static void
run(struct load *l)
{
	struct epoll_event events[64];
	unsigned left = l->connections;

	l->end = now() + l->seconds;
	for (unsigned i = 0; i < l->connections; i++) {
		l->clients[i].last = -1;
		begin(l, &l->clients[i]);
	}
	while (left > 0) {
		int count = epoll_wait(l->events, events, 64, STALLED_MS);

		if (count == 0) {
			note_wrong(l, "the server does not go on");
			return;
		}
		for (int i = 0; i < count; i++)
			left -= !attend(l, events[i].data.ptr);
	}
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
microseconds_at(const struct load *l, unsigned percent)
{
	size_t place = (l->count - 1) * percent / 100;

	return l->count ? l->times[place] * 1e6 : 0;
}

static void
print(struct load *l, double seconds)
{
	static const unsigned percents[] = { 10, 50, 95, 99, 100 };

	qsort(l->times, l->count, sizeof *l->times, compare);
	(void)printf("%zu\t%.6f\t%zu", l->count, seconds, l->wrong);
	for (size_t i = 0; i < sizeof percents / sizeof *percents; i++)
		(void)printf("\t%.1f", microseconds_at(l, percents[i]));
	(void)printf("\t%s\n", l->fault);
}

static bool
number_option(struct load *l, int option, const char *value)
{
	switch (option) {
	case 'p':
		l->server.sin_port = htons((uint16_t)strtoul(value, NULL, 10));
		return true;
	case 'c':
		l->connections = (unsigned)strtoul(value, NULL, 10);
		return l->connections > 0 && l->connections <= CONNECTIONS_MAX;
	case 'd':
		l->seconds = strtod(value, NULL);
		return true;
	case 'n':
		l->most = strtoul(value, NULL, 10);
		return true;
	default:
		return false;
	}
}

static void
read_options(struct load *l, int count, char **words)
{
	bool good = true;
	int option;

	while ((option = getopt(
		    count, words, "p:r:c:d:n:" EXPECTATION_OPTIONS)) != -1)
		if (option == 'r')
			l->request = file_content(optarg, &l->request_length);
		else if (!expectation_option(&l->expected, option, optarg))
			good &= number_option(l, option, optarg);
	if (good && l->request && l->server.sin_port)
		return;
	(void)fputs(usage, stderr);
	exit(2);
}

int
main(int count, char **words)
{
	struct load load = {
		.expected = EXPECTATION_ANY,
		.server = {
			.sin_family = AF_INET,
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		},
		.connections = 16,
		.seconds = 1,
		.most = SIZE_MAX,
		.room = 65536,
	};
	double begun;

	read_options(&load, count, words);
	load.events = epoll_create1(EPOLL_CLOEXEC);
	load.clients = calloc(load.connections, sizeof *load.clients);
	load.octets = malloc(READ_SIZE);
	load.times = malloc(load.room * sizeof *load.times);
	if (load.events < 0 || !load.clients || !load.octets || !load.times)
		fail("cannot begin");
	begun = now();
	run(&load);
	print(&load, now() - begun);
	return load.wrong ? 1 : 0;
}
