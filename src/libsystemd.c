/* SPDX-License-Identifier: ISC */
#include "libsystemd.h"

#include <stdbool.h>
#include <stdio.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

#include "library.h"

#define SONAME "libsystemd.so.0"

LIBRARY_NOTE("systemd", "the service manager's and the journal's protocols",
    "\"" SONAME "\"");

static struct {
	bool tried, loaded, told;
	char fault[256];
	struct libsystemd functions;
} state;

/* Never evaluated: it makes the compiler compare our types with those of the
 * headers. */
_Static_assert(sizeof(struct libsystemd){ &sd_listen_fds, &sd_notify,
		   &sd_watchdog_enabled, &sd_journal_sendv },
    "of these types");

static void
load(void)
{
	struct libsystemd *f = &state.functions;
	const struct library_function rows[] = {
		{ "sd_listen_fds", &f->listen_fds },
		{ "sd_notify", &f->notify },
		{ "sd_watchdog_enabled", &f->watchdog_enabled },
		{ "sd_journal_sendv", &f->journal_sendv },
	};
	const char *fault = library_load(SONAME, rows, lengthof(rows));

	state.tried = true;
	state.loaded = !fault;
	if (fault)
		(void)snprintf(state.fault, sizeof state.fault, "%s", fault);
}

const struct libsystemd *
libsystemd(void)
{
	if (!state.tried)
		load();
	return state.loaded ? &state.functions : NULL;
}

const char *
libsystemd_fault(void)
{
	bool news = state.tried && !state.loaded && !state.told;

	state.told = state.told || news;
	return news ? state.fault : NULL;
}
