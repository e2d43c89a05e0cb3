/* SPDX-License-Identifier: ISC */
/* What the floors that listen have in common. */
#ifndef FLOOR_SERVER_H
#define FLOOR_SERVER_H

#include "floor.h"

#include <netinet/in.h>

#define OK "HTTP/1.1 200 OK\r\n"

/* The script that they run, as execve(2) takes it. */
static char script[] = "cgi-bin/plain";
static char *program[] = { script, NULL };
static char *environment[] = { (char[]){ "PATH=/usr/bin:/bin" }, NULL };

/* Listens on a port of 127.0.0.1. Returns the socket, or -1. */
static int
open_listener(unsigned port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = __builtin_bswap16((unsigned short)port),
		.sin_addr.s_addr = 0x0100007f,
	};
	int listener =
	    (int)CALL3(socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (CALL3(bind, listener, &address, sizeof address) < 0 ||
	    CALL2(listen, listener, 1024) < 0)
		return -1;
	return listener;
}

#endif
