/* SPDX-License-Identifier: ISC */
#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "fuzz.h"
#include "life.h"

enum { STEPS_MAX = 200000, NOW = 1000000 };

/* Microseconds since the epoch, in 2026. */
#define REALTIME INT64_C(1767225600123456)

struct world world;

/* For powers of two the result is the low bits, which repeat soon: a fixed
 * order of several such draws needs another number among them. */
static uint32_t
draw(uint32_t below)
{
	world.chance = world.chance * 1664525 + 1013904223;
	return (world.chance >> 8) % below;
}

/* ------------------------------------------------------ client and script */

static void
leave(void)
{
	must(close(world.client) == 0);
	world.client = -1;
	world.left = world.ended = true;
	world.sends = NO_BYTES;
}

/* Receives what has arrived, or a piece of it. Returns false when nothing was
 * received. */
static bool
receive(void)
{
	struct buffer *b = &world.answer;
	size_t most = b->size - b->len, before = b->len;

	if (world.slow)
		most = 1 + draw(1U << (4 + draw(10)));
	while (!world.ended && b->len - before < most) {
		ssize_t got = recv(world.client, b->at + b->len,
		    most - (b->len - before), MSG_DONTWAIT);

		if (got < 0 && errno == EAGAIN)
			break;
		world.ended = got <= 0;
		b->len += got > 0 ? (size_t)got : 0;
		must(b->len < b->size);
	}
	if (world.leaves && !world.left && !draw(37))
		leave();
	return b->len > before;
}

/* Cuts off mostly small pieces, now and then everything. */
static struct bytes
cut(struct bytes whole)
{
	if (!draw(8))
		return whole;
	return bytes_first(whole, 1 + draw(1U << draw(12)));
}

static void
send_piece(void)
{
	struct bytes piece = cut(world.sends);
	ssize_t went = send(
	    world.client, piece.at, piece.len, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (went < 0 && errno != EAGAIN)
		world.sends = NO_BYTES;
	else if (went > 0)
		world.sends = bytes_after(world.sends, (size_t)went);
	if (!world.sends.len && !world.stays)
		(void)shutdown(world.client, SHUT_WR);
}

static void
write_piece(void)
{
	struct bytes piece = cut(world.writes);
	ssize_t went = 0;

	if (piece.len)
		went = write(world.script, piece.at, piece.len);
	if (went > 0)
		world.writes = bytes_after(world.writes, (size_t)went);
	if (world.writes.len && (went > 0 || errno == EAGAIN))
		return;
	(void)close(world.script);
	world.script = -1;
	world.closed = world.now;
}

static void
close_end(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static void
complain_piece(void)
{
	struct bytes piece = cut(world.complains);
	ssize_t went = write(world.complaints, piece.at, piece.len);

	if (went > 0)
		world.complains = bytes_after(world.complains, (size_t)went);
	if (!world.complains.len || (went < 0 && errno != EAGAIN))
		close_end(&world.complaints);
}

static void
read_piece(void)
{
	struct buffer *b = &world.heard;
	size_t room = 1 + draw(1U << draw(14));
	ssize_t got;

	must(room < b->size - b->len);
	got = read(world.input, b->at + b->len, room);
	if (got > 0)
		b->len += (size_t)got;
	if (got == 0 || (!world.attentive && !draw(17)))
		close_end(&world.input);
}

static void
end_life(void)
{
	uint64_t one = 1;

	close_end(&world.complaints);
	close_end(&world.input);

	if (!world.dead && world.life >= 0)
		must(write(world.life, &one, sizeof one) == sizeof one);
	if (!world.dead)
		world.died = world.now;
	world.dead = true;
}

/* Returns whether there is anything that the script could do. */
static bool
script_runs(void)
{
	struct pollfd row = { .fd = world.input, .events = POLLIN };

	if (world.script < 0 && (world.life < 0 || world.dead))
		return false;
	return world.input < 0 || !world.attentive || poll(&row, 1, 0) > 0;
}

/* Moves the script on one step. It ends its output and then itself, or both at
 * once. */
static void
move_script(void)
{
	if (world.input >= 0 && (world.attentive || draw(3)))
		read_piece();
	else if (world.complaints >= 0 && draw(3))
		complain_piece();
	else if (world.script >= 0 && (world.writes.len || draw(2)))
		write_piece();
	else
		end_life();
	if (world.dead && world.script >= 0)
		write_piece();
}

/* Lets one thing happen; when nothing is left to happen, time passes. */
static void
step(int64_t deadline)
{
	bool sends = world.sends.len > 0;
	bool runs = script_runs(), received;

	must(++world.steps < STEPS_MAX);
	received = receive();
	world.now += draw(16) ? draw(4) : draw(4000);
	if (runs && (!sends || draw(2))) {
		move_script();
	} else if (sends) {
		send_piece();
	} else if (received) {
		return; /* and may receive more */
	} else if (deadline != CLOCK_NEVER) {
		world.now = deadline;
	} else {
		must(world.dead); /* and the program is about to see it */
	}
}

int
world_begin(uint32_t chance)
{
	static char space[WORLD_ANSWER_MAX], heard_space[WORLD_HEARD_MAX];
	static char logged_space[WORLD_HEARD_MAX];
	int ends[2], small = 1; /* the kernel's minimum */

	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
	world = (struct world){
		.client = ends[1],
		.script = -1,
		.complaints = -1,
		.input = -1,
		.life = -1,
		.chance = chance,
		.slow = chance % 4 == 3,
		.leaves = chance % 16 == 15,
		.now = NOW,
		.answer = BUFFER(space),
		.heard = BUFFER(heard_space),
		.logged = BUFFER(logged_space),
	};
	if (world.slow)
		must(setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &small,
			 sizeof small) == 0);
	return ends[0];
}

int
world_begin_script(struct bytes writes, bool dies)
{
	int ends[2];

	must(pipe2(ends, O_CLOEXEC) == 0);
	must(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
	world.writes = writes;
	world.script = ends[1];
	world.life = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	world.dies = dies;
	world.dead = false;
	world.died = INT64_MAX;
	must(world.life >= 0);
	return ends[0];
}

void
world_give_input(int fd, bool attentive)
{
	must(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
	world.input = fd;
	world.attentive = attentive;
}

int
world_begin_complaints(struct bytes complains, struct bytes line)
{
	int ends[2];

	must(pipe2(ends, O_CLOEXEC) == 0);
	must(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
	world.complains = complains;
	world.line = line;
	world.complaints = ends[1];
	return ends[0];
}

void
world_end(void)
{
	world.slow = world.leaves = false;
	(void)receive();
	must(world.ended);
	if (!world.left)
		must(close(world.client) == 0);
}

/* ---------------------------------------------------------------- clock.c */

int64_t
clock_monotonic_ms(void)
{
	return world.now;
}

int64_t
clock_monotonic_us(void)
{
	return world.now * 1000;
}

int64_t
clock_realtime_us(void)
{
	return REALTIME + (world.now - NOW) * 1000;
}

int
clock_poll_timeout(int64_t deadline)
{
	if (deadline > world.now)
		step(deadline);
	return 0;
}

int
clock_timeout(int64_t deadline, int64_t now)
{
	(void)now;
	return clock_poll_timeout(deadline);
}

/* ----------------------------------------------------------------- life.c */

bool
life_watch_self(struct life *life, const struct end *told, bool new_privileges)
{
	(void)life;
	(void)told;
	(void)new_privileges;
	return false;
}

void
life_open_status(struct life *life)
{
	(void)life;
}

void
life_close(struct life *life)
{
	(void)life;
}

enum life_end
life_wait(struct life *life, int64_t deadline)
{
	while (!world.dead && world.now < deadline)
		step(deadline);
	if (world.dead) {
		life->end = world.dies ? LIFE_KILLED : LIFE_EXITED;
		life->code = world.dies ? SIGKILL : 0;
	}
	return life->end;
}

void
life_signal(const struct life *life, int signal)
{
	(void)life;
	must(signal == SIGTERM || signal == SIGKILL);
	world.writes = NO_BYTES;
	end_life();
}
