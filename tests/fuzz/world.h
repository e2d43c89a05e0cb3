/* SPDX-License-Identifier: ISC */
/*
 * The rest of the world, for targets that are large parts of the program: a
 * client and a script at the other ends of real descriptors, in the same
 * thread. It moves on whenever the program waits, and has a clock of its own: a
 * target neither sleeps nor depends on the speed of the machine.
 *
 * Replaces clock.c, life.c and log.c.
 */
#ifndef WORLD_H
#define WORLD_H

#include "buffer.h"

enum { WORLD_ANSWER_MAX = 1 << 20, WORLD_HEARD_MAX = 1 << 18 };

struct world {
	struct bytes sends;     /* what the client has yet to send */
	struct bytes writes;    /* what the script has yet to write */
	struct bytes complains; /* what it has yet to write to its stderr */
	struct bytes line;      /* the program's buffer for the line */
	bool stays;  /* the client does not end its side after `sends` */
	bool slow;   /* the client receives little at a time */
	bool leaves; /* the client leaves at some time */
	bool left;

	int client;     /* the client's end of the connection */
	int script;     /* the script's end of its output; -1: closed */
	int complaints; /* the script's end of its stderr; or -1 */
	int input;      /* the script's stdin; -1: it does not read */
	bool attentive; /* it reads all of that before it exits */
	int life;       /* readable once the script has ended; or -1 */
	bool dies;      /* the script ends by a signal */
	bool dead;
	int64_t closed, died; /* when its output and the script ended */

	uint32_t chance; /* the state of the random choices */
	unsigned steps;
	int64_t now;      /* milliseconds */
	unsigned records; /* in the log */
	unsigned status;  /* of the last one */
	uint64_t octets;
	struct buffer answer; /* what the client has received */
	bool ended;           /* there will be no more of it */
	struct buffer heard;  /* what the script has read */
	struct buffer logged; /* what the log has of its complaints */
};

/* The world that clocks and logs use. */
extern struct world world;

/* Begins a new world: `chance` decides how data is cut into pieces, when they
 * arrive, and how the client behaves. Returns the program's end of the
 * connection. */
int world_begin(uint32_t chance);

/* Adds a script that writes `writes`; if `dies`, it ends by a signal. Returns
 * the program's end of its output; `life` behaves like a pidfd. */
int world_begin_script(struct bytes writes, bool dies);

/* Lets the script read its stdin, `fd`: if `attentive`, to the end before it
 * exits. */
void world_give_input(int fd, bool attentive);

/* Lets the script write `complains` to its stderr. Returns the program's end.
 * The program reads into `line`, by which log entries of complaints are told
 * from the program's own. */
int world_begin_complaints(struct bytes complains, struct bytes line);

/* Lets the client receive what is left, up to the end of the connection. */
void world_end(void);

#endif
