/* SPDX-License-Identifier: ISC */
/* Sending and receiving on talk's connection, once it is open. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "talk.h"

enum { TURN_MS = 10 }; /* between the pieces of a slow client */

int64_t
clock_now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
write_out(const char *octets, size_t len)
{
	while (len) {
		ssize_t wrote = write(STDOUT_FILENO, octets, len);

		if (wrote < 0)
			talk_fail("standard output");
		octets += wrote;
		len -= (size_t)wrote;
	}
}

static void
keep(struct talk *t, const char *octets, size_t len)
{
	if (t->size - t->len < len) {
		t->size = 2 * t->size + len;
		t->arrived = realloc(t->arrived, t->size);
		if (!t->arrived)
			talk_fail("memory");
	}
	memcpy(t->arrived + t->len, octets, len);
	t->len += len;
}

/* Waits for the next turn of a slow client, and returns how many of `len`
 * octets may pass in it. */
static size_t
turn(struct talk *t, size_t len)
{
	int64_t left = t->turn - clock_now_ms();
	size_t most = t->rate * TURN_MS / 1000;

	if (!t->rate)
		return len;
	if (left > 0)
		(void)poll(NULL, 0, (int)left);
	t->turn = clock_now_ms() + TURN_MS;
	if (!most)
		most = 1;
	return len < most ? len : most;
}

static void
receive(struct talk *t)
{
	char piece[65536];
	ssize_t got = read(t->in, piece, turn(t, sizeof piece));

	if (got > 0) {
		write_out(piece, (size_t)got);
		keep(t, piece, (size_t)got);
		return;
	}
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	t->ended = true;
	if (got < 0)
		t->reset = true;
}

/* Waits until there is something to receive, and receives it, or until `out`,
 * unless it is -1, can be written to. Returns true in the latter case. */
static bool
wait_and_receive(struct talk *t, int out)
{
	struct pollfd polled[] = {
		{ .fd = t->ended ? -1 : t->in, .events = POLLIN },
		{ .fd = out, .events = POLLOUT },
	};
	int64_t left = t->deadline - clock_now_ms();

	if (left <= 0 || !poll(polled, 2, (int)left))
		talk_finish(t, TALK_TIMED_OUT);
	if (polled[0].revents)
		receive(t);
	return polled[1].revents != 0;
}

static bool
is_pipe(const struct talk *t)
{
	return t->in != t->out;
}

void
talk_send(struct talk *t, const char *octets, size_t len)
{
	while (len && t->out >= 0) {
		ssize_t sent = write(t->out, octets, turn(t, len));

		if (sent >= 0) {
			octets += sent;
			len -= (size_t)sent;
		} else if (errno == EAGAIN) {
			(void)wait_and_receive(t, t->out);
		} else if (is_pipe(t)) {
			talk_half_close(t); /* its reader may be gone */
		} else {
			/* What arrived before the reset can still be read. */
			t->reset = true;
			return;
		}
	}
}

void
talk_expect(struct talk *t, const char *text, size_t len)
{
	for (;;) {
		const char *found = NULL;

		if (t->len > t->expected)
			found = memmem(t->arrived + t->expected,
			    t->len - t->expected, text, len);
		if (found) {
			t->expected = (size_t)(found - t->arrived) + len;
			return;
		}
		if (t->ended || t->in < 0)
			talk_finish(t, TALK_UNMET);
		(void)wait_and_receive(t, -1);
	}
}

void
talk_drain(struct talk *t)
{
	while (t->in >= 0 && !t->ended)
		(void)wait_and_receive(t, -1);
}

void
talk_half_close(struct talk *t)
{
	if (t->out < 0)
		return;
	if (!is_pipe(t)) {
		(void)shutdown(t->out, SHUT_WR);
		return;
	}
	(void)close(t->out);
	t->out = -1;
}

static void
close_both(int a, int b)
{
	(void)close(a);
	if (b != a)
		(void)close(b);
}

void
talk_close(struct talk *t, bool by_reset)
{
	struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	if (t->in < 0)
		return;
	if (by_reset)
		(void)setsockopt(
		    t->in, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close_both(t->in, t->out);
	t->in = t->out = -1;
}

/* ── The end ──────────────────────────────────────────────────────────────── */

static const char *
end_name(enum talk_end end)
{
	switch (end) {
	case TALK_CLEAN:
		return "clean";
	case TALK_RESET:
		return "reset";
	case TALK_TIMED_OUT:
		return "timed-out";
	case TALK_UNMET:
		return "unmet";
	case TALK_USAGE:
	case TALK_NOT_STARTED:
		break;
	}
	return "error";
}

static void
report(const struct talk *t, enum talk_end end)
{
	FILE *file = fopen(t->report, "we");

	if (!file)
		talk_fail(t->report);
	(void)fprintf(file, "end %s\n", end_name(end));
	if (t->client_port)
		(void)fprintf(file, "port %u\n", t->client_port);
	if (t->handler) {
		bool killed = WIFSIGNALED(t->handler_status);

		(void)fprintf(file, "pid %ld\nhandler %s %d\n",
		    (long)t->handler, killed ? "signal" : "exit",
		    killed ? WTERMSIG(t->handler_status)
			   : WEXITSTATUS(t->handler_status));
	}
	(void)fclose(file);
}

void
talk_finish(struct talk *t, enum talk_end end)
{
	if (end == TALK_CLEAN && t->reset)
		end = TALK_RESET;
	/* A client that has seen the end closes its side; a handler may wait
	 * for that. */
	if (t->ended)
		talk_close(t, false);
	if (t->handler) {
		handler_finish(t);
		if (end == TALK_CLEAN && clock_now_ms() >= t->deadline)
			end = TALK_TIMED_OUT;
	}
	if (t->report)
		report(t, end);
	exit((int)end);
}
