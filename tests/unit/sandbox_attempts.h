/* SPDX-License-Identifier: ISC */
/* Attempts of a confined process, each made in a process of its own. */
#ifndef SANDBOX_ATTEMPTS_H
#define SANDBOX_ATTEMPTS_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { PATH_SIZE = 64 };

/* What the attempts are made on. */
extern struct place {
	char inside[PATH_SIZE]; /* two directories, each with a file "there" */
	char outside[PATH_SIZE];
	int root;                       /* the first one */
	int readable;                   /* a pipe */
	struct sockaddr_in tcp_address; /* where the parent listens */
	struct sockaddr_un abstract_address;
	socklen_t abstract_length;
	int tcp_connection; /* to tcp_address */
} place;

/* Returns directory/name, which the next call overwrites. */
const char *path_in(const char *directory, const char *name);

/* Ends the process like _exit(2), but without the sanitizers' work before
 * it. */
void attempts_end(void);

/* Each attempt returns 0 or an errno. */
int read_inside(void);
int list_inside(void);
int read_outside(void);
int write_inside(void);
int write_outside(void);
int create_inside(void);
int create_outside(void);
int remove_outside(void);
int rename_outside(void);
int shorten_outside(void);
int write_to_null(void);
int execute(void);
int start_process(void);
int signal_parent(void);
int trace_parent(void);
int become_root(void);
int open_internet(void);
int open_unix(void);
int make_code(void);
int turn_into_code(void);
int take_memory(void);
int be_dumpable(void);
int type_into_terminal(void);
int count_readable(void);
int look_at_files(void);
int connect_tcp(void);
int bind_tcp(void);
int disconnect_tcp(void);
int connect_abstract(void);

#endif
