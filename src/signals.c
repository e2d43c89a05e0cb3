/* SPDX-License-Identifier: ISC */
#include "signals.h"

#include <signal.h>
#include <stdint.h>

#include "attr.h"
#include "system_call.h"

/* Not by sigaction(3): C libraries keep some real-time signals for themselves,
 * which are inherited like all others. The kernel's struct sigaction for the
 * default is all zeros, whatever its layout; on SPARC the size of the signal
 * set is the fifth argument. */
static inline __attribute__((always_inline)) void
reset(int number)
{
	static const unsigned long action[16];
	const long size = (_NSIG - 1) / 8;
	long arguments[5] = { number, (intptr_t)action, 0, size, size };

	(void)system_call(SYS_rt_sigaction, arguments);
}

void
signals_reset(bool inherited)
{
	/* Those that the connection, the spool and the relay ignore. */
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
