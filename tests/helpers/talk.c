/* SPDX-License-Identifier: ISC */
/*
 * The client and the super-server of the tests in one program. It connects to a
 * port or a path, or starts a handler as inetd, xinetd, systemd or a TLS
 * wrapper would; plays its steps; writes what arrives to standard output; and
 * says by its exit status how the connection ended. It leaves no process
 * behind. It does not sleep: it waits for events, and for one deadline.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "talk.h"

static const char usage[] =
    "usage: talk [OPTION]... STEP... [-- HANDLER [ARGUMENT]...]\n"
    "\n"
    "Where the connection is made to:\n"
    "  -p PORT      to 127.0.0.1, or to the address of -a\n"
    "  -u PATH      to a Unix socket; @NAME: an abstract one\n"
    "  -- HANDLER   a TCP connection is made and HANDLER started with it as\n"
    "               descriptors 0 and 1; and with\n"
    "  -x           ... as descriptor 2 as well, as xinetd does it\n"
    "  -P           ... with two pipes instead\n"
    "  -U           ... with a pair of Unix sockets instead\n"
    "  -c           ... with the connection as descriptor 3 and LISTEN_FDS\n"
    "  -l           ... with the listening socket as descriptor 3 and\n"
    "               LISTEN_FDS; it gets SIGTERM when all is said\n"
    "\n"
    "Further options:\n"
    "  -a ADDRESS   IPv4 or IPv6 address instead of 127.0.0.1\n"
    "  -b SIZE      size of the sockets' buffers\n"
    "  -k           kill what the handler leaves behind instead of waiting\n"
    "  -r FILE      say there how it ended: lines \"end\", \"handler\", \"pid\"\n"
    "               and \"port\" (the client's)\n"
    "  -s RATE      send and take no more than RATE octets a second\n"
    "  -t SECONDS   for everything together (10)\n"
    "\n"
    "Steps, one after the other; what arrives meanwhile is read:\n"
    "  say TEXT     send TEXT; \\r \\n \\t \\\\ \\0 \\xHH stand for octets\n"
    "  send FILE    send a file; \"-\": standard input\n"
    "  drip TEXT    as say, each octet in a segment of its own\n"
    "  expect TEXT  until TEXT has arrived, behind what was expected before\n"
    "  half-close   no more will be sent\n"
    "  signal NUMBER  to the handler\n"
    "  wait         until the handler has exited; nothing is read meanwhile\n"
    "  drain        until the other side ends it; always the last step but\n"
    "               behind these two:\n"
    "  close        in the ordinary way\n"
    "  reset        so that the other side gets a reset\n"
    "\n"
    "Exit status: 0 the other side ended it cleanly, or close or reset did;\n"
    "2 usage; 3 ended by a reset; 4 timed out; 5 the handler did not start or\n"
    "nobody listens; 6 it ended before an expected text.\n";

void
talk_fail(const char *what)
{
	(void)fprintf(stderr, "talk: %s: %s\n", what, strerror(errno));
	exit(TALK_NOT_STARTED);
}

__attribute__((noreturn)) static void
misuse(const char *what)
{
	(void)fprintf(stderr, "talk: %s\n%s", what, usage);
	exit(TALK_USAGE);
}

/* ── Steps ────────────────────────────────────────────────────────────────── */

static int
hex(char c)
{
	const char *digits = "0123456789abcdef";
	const char *found = c ? strchr(digits, c | 0x20) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* Returns the octet that an escape after a backslash stands for, and advances
 * *from. */
static char
unescape(const char **from)
{
	static const char names[] = "rnt\\0", octets[] = "\r\n\t\\\0";
	char c = *(*from)++;
	const char *found = c ? strchr(names, c) : NULL;
	int high, low;

	if (found)
		return octets[found - names];
	high = c == 'x' ? hex((*from)[0]) : -1;
	low = high >= 0 ? hex((*from)[1]) : -1;
	if (low < 0)
		misuse("unknown escape");
	*from += 2;
	return (char)(high * 16 + low);
}

/* Decodes in place and returns the length. */
static size_t
decode(char *text)
{
	const char *from = text;
	char *to = text;

	while (*from) {
		char c = *from++;

		*to++ = c == '\\' ? unescape(&from) : c;
	}
	return (size_t)(to - text);
}

static void
step_say(struct talk *t, char *text)
{
	talk_send(t, text, decode(text));
}

static void
step_drip(struct talk *t, char *text)
{
	size_t len = decode(text);

	for (size_t i = 0; i < len; i++)
		talk_send(t, text + i, 1);
}

static void
step_send(struct talk *t, char *path)
{
	static char piece[65536];
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : 0;
	ssize_t got;

	if (fd < 0)
		talk_fail(path);
	while ((got = read(fd, piece, sizeof piece)) > 0)
		talk_send(t, piece, (size_t)got);
	if (got < 0)
		talk_fail(path);
	if (fd > 0)
		(void)close(fd);
}

static void
step_expect(struct talk *t, char *text)
{
	talk_expect(t, text, decode(text));
}

static void
step_signal(struct talk *t, char *number)
{
	if (t->handler > 0)
		(void)kill(t->handler, (int)strtol(number, NULL, 10));
}

static void
step_half_close(struct talk *t, char *unused)
{
	(void)unused;
	talk_half_close(t);
}

static void
step_wait(struct talk *t, char *unused)
{
	(void)unused;
	handler_wait(t);
}

static void
step_drain(struct talk *t, char *unused)
{
	(void)unused;
	talk_drain(t);
}

static void
step_close(struct talk *t, char *unused)
{
	(void)unused;
	talk_close(t, false);
}

static void
step_reset(struct talk *t, char *unused)
{
	(void)unused;
	talk_close(t, true);
}

static const struct step {
	const char *name;
	bool has_argument;
	void (*play)(struct talk *t, char *argument);
} steps[] = {
	{ "say", true, step_say },
	{ "send", true, step_send },
	{ "drip", true, step_drip },
	{ "expect", true, step_expect },
	{ "half-close", false, step_half_close },
	{ "signal", true, step_signal },
	{ "wait", false, step_wait },
	{ "drain", false, step_drain },
	{ "close", false, step_close },
	{ "reset", false, step_reset },
};

static const struct step *
find_step(const char *name)
{
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (!strcmp(steps[i].name, name))
			return &steps[i];
	misuse(name);
}

/* Plays, or only checks, the steps from argv[at] to "--" or the end. */
static int
play(struct talk *t, char *argv[], int at, bool for_real)
{
	for (; argv[at] && strcmp(argv[at], "--") != 0; at++) {
		const struct step *step = find_step(argv[at]);

		if (step->has_argument && !argv[++at])
			misuse("a step lacks its argument");
		if (for_real)
			step->play(t, argv[at]);
	}
	return at;
}

/* ── The command line ─────────────────────────────────────────────────────── */

static int64_t
number_of(const char *text)
{
	char *end;
	long long number = strtoll(text, &end, 10);

	if (!*text || *end || number < 0)
		misuse(text);
	return number;
}

static void
take_option(struct talk *t, int option)
{
	switch (option) {
	case 'a':
		t->address = optarg;
		break;
	case 'b':
		t->buffer_size = (int)number_of(optarg);
		break;
	case 'k':
		t->kills_rest = true;
		break;
	case 'p':
		t->port = optarg;
		break;
	case 'r':
		t->report = optarg;
		break;
	case 's':
		t->rate = (size_t)number_of(optarg);
		break;
	case 't':
		t->deadline = clock_now_ms() + 1000 * number_of(optarg);
		break;
	case 'u':
		t->path = optarg;
		break;
	case '?':
		misuse("unknown option");
	default: /* x P U c l */
		t->door = option;
	}
}

static int
parse(struct talk *t, int argc, char *argv[])
{
	int option, end;

	while ((option = getopt(argc, argv, "+a:b:ckp:lPr:s:t:u:Ux")) != -1)
		take_option(t, option);
	/* getopt(3) consumes "--" when no step precedes it. */
	if (!strcmp(argv[optind - 1], "--"))
		optind--;
	end = play(t, argv, optind, false);
	if (argv[end])
		t->handler_argv = argv + end + 1;
	if (!!t->port + !!t->path + !!t->handler_argv != 1)
		misuse("one of -p, -u and -- HANDLER is needed");
	if (t->handler_argv && !t->handler_argv[0])
		misuse("-- without a handler");
	return optind;
}

int
main(int argc, char *argv[])
{
	struct talk talk = {
		.in = -1,
		.out = -1,
		.address = "127.0.0.1",
		.deadline = clock_now_ms() + 10000,
		.door = 'i',
	};
	int first_step = parse(&talk, argc, argv);

	(void)signal(SIGPIPE, SIG_IGN);
	talk_open(&talk);
	(void)play(&talk, argv, first_step, true);
	talk_drain(&talk);
	talk_finish(&talk, TALK_CLEAN);
}
