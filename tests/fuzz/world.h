/* SPDX-License-Identifier: ISC */
/*
 * The rest of the world, for targets that are whole parts of the program: a
 * client and a script at the other ends of real descriptors, in the same
 * thread. It moves on whenever the program waits, and its clock is its own: a
 * target neither sleeps nor depends on the machine's pace.
 *
 * Stands in for clock.c, life.c and log.c.
 */
#ifndef WORLD_H
#define WORLD_H

#include "buffer.h"

enum { WORLD_ANSWER_MAX = 1 << 20, WORLD_HEARD_MAX = 1 << 18 };

struct world {
	struct bytes sends;     /* what the client has yet to send */
	struct bytes writes;    /* what the script has yet to write */
	struct bytes complains; /* and that to its stderr */
	struct bytes line;      /* where the program has it for the log */
	bool stays;  /* the client does not end its side behind that */
	bool slow;   /* the client receives little at a time */
	bool leaves; /* the client leaves some time, perhaps in the midst */
	bool left;

	int client; /* the client's end of the connection */
	int script; /* the script's end of its output; -1: it has ended it */
	int complaints; /* the script's end of its stderr; or -1 */
	int input;      /* the script's stdin; -1: it does not read */
	bool attentive; /* it reads all of that before it ends */
	int life;       /* polls readable from the script's end on; or -1 */
	bool dies;      /* of a signal, then */
	bool dead;
	int64_t closed, died; /* when its output ended, and itself */

	uint32_t chance; /* the state of what chooses pieces and pauses */
	unsigned steps;
	int64_t now;      /* milliseconds */
	unsigned records; /* in the log */
	unsigned status;  /* of the last one */
	uint64_t octets;
	struct buffer answer; /* what the client has received */
	bool ended;           /* and there will be no more */
	struct buffer heard;  /* what the script has read */
	struct buffer logged; /* what the log has of its complaints */
};

/* The one that clocks and logs ask. */
extern struct world world;

/* A new one: `chance` decides how things are cut and when they come, and what
 * the client is like. Returns the program's end of the connection. */
int world_begin(uint32_t chance);

/* Beside that, a script that writes `writes`. Returns the program's end of
 * its output; `life` is as a pidfd. */
int world_begin_script(struct bytes writes, bool dies);

/* That script reads its stdin, `fd`: to the end before it ends itself, or as it
 * likes. */
void world_give_input(int fd, bool attentive);

/* That script writes `complains` to its stderr. Returns the program's end; the
 * program reads to `line`, by which it is told from words of its own. */
int world_begin_complaints(struct bytes complains, struct bytes line);

/* The client receives what is left, until the end that the program made. */
void world_end(void);

#endif
