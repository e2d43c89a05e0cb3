/* SPDX-License-Identifier: ISC */
#include "survey.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "identity.h"
#include "landlock.h"
#include "script_fault.h"
#include "show.h"
#include "survey_tree.h"

/* The programs that the values of an option name after "=", which may be
 * anywhere. Returns their number. */
static unsigned
check_programs(
    struct survey *s, const char *option, const struct option_list *list)
{
	unsigned programs = 0;

	for (unsigned i = 0; i < list->count; i++) {
		const char *program = strstr(list->at[i], "=/");
		const char *fault =
		    program ? script_fault_of_program(program + 1) : NULL;

		programs += program != NULL;
		if (fault)
			survey_complain_of_option(
			    s, option, list->at[i], fault);
	}
	return programs;
}

struct auth_survey {
	struct survey *survey;
	const char *value; /* of --auth */
};

static void
complain_of_user(void *about, struct bytes user, const char *fault)
{
	const struct auth_survey *auth = about;

	printf("--auth=");
	show(bytes_of(auth->value));
	printf(": user ");
	show(user);
	printf(" has %s\n", fault);
	auth->survey->faults++;
}

static void
check_credentials(struct survey *s, const struct credentials *credentials)
{
	const struct option_list *auth = &s->options->auth;

	for (unsigned i = 0; i < auth->count; i++) {
		struct auth_survey about = { s, auth->at[i] };
		int fd = credentials->files[i];

		if (fd < 0 ||
		    !credentials_check_file(fd, complain_of_user, &about))
			survey_complain_of_option(s, "--auth", auth->at[i],
			    "it cannot be read: what it protects is answered "
			    "500");
	}
}

static void
check_error_pages(struct survey *s)
{
	const char *directory = s->options->error_pages;
	bool by_symlink;
	int fd;

	if (!directory)
		return;
	fd = beneath_open(&s->beneath, directory[0] ? directory : ".",
	    O_PATH | O_DIRECTORY, &by_symlink);
	if (fd < 0)
		survey_complain_of_option(s, "--error-pages", directory,
		    "there is no such directory below ROOT");
	else
		(void)close(fd);
}

/* Without one of these directories no script is run at all. */
static void
check_script_write(struct survey *s)
{
	const struct option_list *directories = &s->options->script_write;

	for (unsigned i = 0; i < directories->count; i++) {
		struct option_list one = { 1, &directories->at[i] };
		const char *culprit;
		int ruleset = landlock_for_script(&one, &culprit);
		bool missing = !culprit && landlock_is_missing(errno);

		if (ruleset >= 0)
			(void)close(ruleset);
		else
			survey_complain_of_option(s, "--script-write",
			    directories->at[i],
			    missing ? "this kernel has no Landlock"
				    : strerror(errno));
	}
}

/* A name that is misspelt leaves the real directory's scripts unprotected. */
static void
check_patterns(struct survey *s)
{
	const struct option_list *patterns = &s->options->cgi_dir;

	for (unsigned i = 0; i < patterns->count; i++)
		if (!s->found[i])
			survey_complain_of_option(s, "--cgi-dir",
			    patterns->at[i],
			    "no directory below ROOT matches it");
}

/* Checks the directories above the root. The root is open, and may have been
 * opened by root; but interpreters open a script by its path, as this user. */
static void
check_ancestors(struct survey *s, int root)
{
	static const struct identity self = { .changes = false };
	char path[PATH_MAX];

	if (fchdir(root) < 0 || !getcwd(path, sizeof path) ||
	    !identity_find_closed(&self, path))
		return;
	show(bytes_of(path));
	printf(": user %s cannot search this directory above ROOT: "
	       "interpreters will not find their scripts (chmod o+x, or "
	       "another --user)\n",
	    s->user);
	s->faults++;
}

static void
check_scripts(struct survey *s, int root)
{
	unsigned mapped;

	mapped = s->scripts = check_programs(s, "--map", &s->options->map);
	(void)check_programs(s, "--cgi-suffix", &s->options->cgi_suffix);
	if (s->options->virtual_hosts)
		survey_hosts(s, root);
	else
		survey_root(s, root, ".");
	check_patterns(s);
	check_script_write(s);
	if (!s->scripts && !s->found_default && !s->options->cgi_dir.count &&
	    !s->options->cgi_suffix.count)
		printf("no /cgi-bin or /htbin in ROOT: all is sent as files\n");
	if (s->scripts > mapped) /* what --map runs has a path of its own */
		check_ancestors(s, root);
}

int
survey(const struct exchange *x)
{
	const struct options *options = x->options;
	const struct passwd *user = getpwuid(geteuid());
	char space[24];
	struct buffer number = BUFFER(space);
	struct survey s = {
		.options = options,
		.rules = &x->script_rules,
		.beneath = x->beneath,
	};

	buffer_put_number(&number, geteuid());
	s.user = user ? user->pw_name : buffer_string(&number);
	s.path = BUFFER(s.octets);
	check_credentials(&s, &x->credentials);
	if (!options->virtual_hosts)
		check_error_pages(&s);
	if (!options->no_cgi)
		check_scripts(&s, x->beneath.root);
	printf(
	    "%u script(s) looked at, %u fault(s) found\n", s.scripts, s.faults);
	return s.faults ? EXIT_FAILURE : EXIT_SUCCESS;
}
