/* SPDX-License-Identifier: ISC */
#include "explain.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "representation.h"
#include "resolve.h"
#include "script.h"
#include "script_fault.h"
#include "serve.h"
#include "show.h"

/* What every line begins with: what it tells, in a column of its own. */
#define LABEL "%-12s "

static void
say(const char *what, struct bytes value)
{
	printf(LABEL, what);
	show(value);
	printf("\n");
}

static int
explain_refusal(struct refusal refusal)
{
	printf(LABEL "%d %s\n", "answer", (int)refusal.status,
	    http_refusal_text(refusal));
	printf(LABEL "%s\n", "because", refusal.cause);
	return EXIT_FAILURE;
}

static void
explain_user(void)
{
	const struct passwd *user = getpwuid(geteuid());

	printf(LABEL "%s (uid %u, gid %u)\n", "user",
	    user ? user->pw_name : "?", (unsigned)geteuid(),
	    (unsigned)getegid());
}

static void
explain_sandbox(const struct exchange *x)
{
	printf(LABEL "%s\n", "sandbox",
	    sandbox_describe(&x->sandbox, serve_duration(&x->target)));
}

static void
explain_limits(const struct options *o, bool raw)
{
	printf(LABEL "%lld s %s, %lld octets of content\n", "limits",
	    (long long)o->script_time,
	    raw ? "in all (alarm)" : "until its header, and between outputs",
	    (long long)o->max_content);
	for (unsigned i = 0; i < o->script_limit.count; i++)
		say("", bytes_of(o->script_limit.at[i]));
}

static void
explain_directory(const struct exchange *x, const struct script *script)
{
	struct bytes path = bytes_of(script->file);

	if (x->options->script_directory == SCRIPT_DIRECTORY_ROOT)
		path = bytes_of(script->root[0] ? script->root : "/");
	else
		path = bytes_first(path, bytes_find_last(path, '/'));
	say("directory", path.len ? path : BYTES("/"));
}

static int
explain_script(struct exchange *x)
{
	static struct script script;
	bool raw = script_is_raw(x);
	struct refusal refusal = script_prepare(x, -1, &script);
	const char *fault;

	if (refusal.status)
		return explain_refusal(refusal);
	fault = script_fault_of_target(x);
	printf(LABEL "a script, its output %s\n", "answer",
	    raw ? "sent as it is (exec in place, no relay)" : "parsed");
	if (fault)
		say("fault", bytes_of(fault));
	say("file", bytes_of(script.file));
	for (unsigned i = 0; script.arguments[i]; i++) {
		printf("argv[%u]      ", i);
		show(bytes_of(script.arguments[i]));
		printf("\n");
	}
	explain_directory(x, &script);
	explain_user();
	sandbox_set_beside_script(&x->sandbox, true);
	if (!raw)
		explain_sandbox(x);
	explain_limits(x->options, raw);
	for (unsigned i = 0; i < script.environment.count; i++)
		say(i ? "" : "environment",
		    bytes_of(script.environment.variables[i]));
	return fault ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Describes the file as sent to a client that does not say what it accepts. */
static void
explain_file(struct exchange *x)
{
	struct representation r;

	representation_choose(x, &r);
	printf(LABEL "a file of %llu octets, %.*s%s%.*s\n", "answer",
	    (unsigned long long)r.size, (int)r.type.len, r.type.at,
	    r.charset.at ? ";charset=" : "", (int)r.charset.len,
	    r.charset.at ? r.charset.at : "");
	say("file", x->target.path);
}

static int
explain_target(struct exchange *x)
{
	switch (x->target.kind) {
	case TARGET_FILE:
		explain_file(x);
		break;
	case TARGET_DIRECTORY:
		printf(LABEL "a listing\n", "answer");
		say("directory", x->target.path);
		break;
	case TARGET_REDIRECT:
		printf(LABEL "301 to the same with a slash at its end\n",
		    "answer");
		say("directory", x->target.path);
		break;
	case TARGET_SCRIPT:
		return explain_script(x);
	}
	explain_sandbox(x);
	explain_user();
	return EXIT_SUCCESS;
}

int
explain(struct exchange *x, const char *target)
{
	static char space[CONNECTION_HEADER_MAX];
	struct buffer header = BUFFER(space);
	struct refusal refusal;

	buffer_put_string(&header, "GET ");
	buffer_put_string(&header, target);
	buffer_put_string(&header, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
	exchange_begin(x);
	(void)!peer_find(-1, false, &x->proxy, &x->peer);
	printf(LABEL "GET ", "request");
	show(bytes_of(target));
	printf("\n");
	refusal = header.full
	    ? connection_line_too_long()
	    : exchange_parse_request(x, buffer_bytes(&header));
	if (!refusal.status)
		refusal = resolve_request(x);
	if (refusal.status)
		return explain_refusal(refusal);
	return explain_target(x);
}
