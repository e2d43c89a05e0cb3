/* SPDX-License-Identifier: ISC */
#include "signals.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attr.h"

/* By number: C libraries keep some real-time signals for themselves, which are
 * inherited like all others. What the kernel takes for the default's struct
 * sigaction is zeros, however it is laid out; on SPARC its size comes fifth. */
static void
reset(int number)
{
	static const unsigned long action[16];
	const unsigned long size = (_NSIG - 1) / 8;

	(void)syscall(SYS_rt_sigaction, number, action, NULL, size, size);
}

void
signals_reset(bool inherited)
{
	/* What the connection, the spool and the relay ignore. */
	static const unsigned char ours[] = { SIGPIPE, SIGXFSZ, SIGTERM,
		SIGTTOU };
	sigset_t none;

	if (inherited)
		for (int number = 1; number < _NSIG; number++)
			reset(number);
	else
		for (size_t i = 0; i < lengthof(ours); i++)
			reset(ours[i]);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}
