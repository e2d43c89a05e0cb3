/* SPDX-License-Identifier: ISC */
#include "options_row.h"

#include "options.h"

#define SECTION(title)                      \
	{                                   \
		OPTION_SECTION, 0, 0, title \
	}
#define OPTION(kind, letter, name, argument, member, help)               \
	{                                                                \
		OPTION_##kind, letter, offsetof(struct options, member), \
		    name "\0" argument "\0" help                         \
	}

const struct option_row option_rows[] = {
	SECTION("Where connections come from (default: descriptors 0 and 1)"),
	OPTION(LIST, 'l', "listen", "ADDRESS", listen,
	    "[HOST:]PORT, /path or @abstract; repeatable"),
	OPTION(TEXT, 'b', "bind", "HOST", bind,
	    "address for a PORT without HOST (127.0.0.1)"),
	OPTION(MODE, 0, "socket-mode", "MODE", socket_mode,
	    "mode of the socket /path (0666)"),
	OPTION(TEXT, 0, "socket-owner", "OWNER", socket_owner,
	    "owner of /path, USER[:GROUP] (starting user)"),
	OPTION(NUMBER, 0, "max-connections", "N", max_connections,
	    "connections served at once; more wait (256)"),
	OPTION(NUMBER, 0, "max-per-source", "N", max_per_source,
	    "connections per address or IPv6 /64 (100)"),
	OPTION(NUMBER, 0, "idle-exit", "SECONDS", idle_exit,
	    "exit after this time without clients (never)"),
	OPTION(NUMBER, 0, "grace", "SECONDS", grace,
	    "time to finish answers after SIGTERM (10)"),
	OPTION(TEXT, 0, "proxy-protocol", "NETWORKS", proxy_protocol,
	    "require PROXY headers from NETWORKS only"),

	SECTION("What is served"),
	OPTION(TEXT, 'd', "directory", "ROOT", root, "the same as ROOT"),
	OPTION(TEXT, 0, "index", "NAMES", index,
	    "index pages (index.html,index.htm)"),
	OPTION(FLAG, 0, "no-listing", "", no_listing,
	    "answer 404 for a directory without an index"),
	OPTION(FLAG, 0, "dotfiles", "", dotfiles,
	    "also serve names that begin with a dot"),
	OPTION(CHOICE, 0, "symlinks", "inside|any", symlinks,
	    "follow links within ROOT only, or anywhere"),
	OPTION(LIST, 0, "media-type", ".EXT=TYPE", media_type,
	    "media type of files *.EXT; repeatable"),
	OPTION(TEXT, 0, "charset", "NAME", charset,
	    "charset of text files (utf-8 if they are)"),
	OPTION(LIST, 0, "header", "'NAME: VALUE'", header,
	    "add a field to every response; repeatable"),
	OPTION(TEXT, 0, "error-pages", "DIR", error_pages,
	    "error pages below ROOT: DIR/404.html, ..."),
	OPTION(FLAG, 0, "virtual-hosts", "", virtual_hosts,
	    "serve ROOT/host.name, else ROOT/default"),
	OPTION(LIST, 0, "auth", "[/PREFIX=]FILE", auth,
	    "require a password from FILE; repeatable"),
	OPTION(TEXT, 0, "realm", "TEXT", realm,
	    "shown by clients that ask for a password"),

	SECTION("Scripts"),
	OPTION(LIST, 'c', "cgi-dir", "PATTERN", cgi_dir,
	    "directories of scripts (/cgi-bin, /htbin)"),
	OPTION(FLAG, 0, "no-cgi", "", no_cgi, "serve files only"),
	OPTION(UNSET, 0, "cgi", "", no_cgi, "run scripts (the default)"),
	OPTION(LIST, 0, "cgi-suffix", ".EXT[=PROGRAM]", cgi_suffix,
	    "treat *.EXT as scripts; repeatable"),
	OPTION(LIST, 0, "map", "/PREFIX=PROGRAM", map,
	    "run PROGRAM for all of /PREFIX; repeatable"),
	OPTION(LIST, 0, "setenv", "NAME=VALUE", setenv,
	    "set a variable for scripts; repeatable"),
	OPTION(LIST, 0, "pass-env", "NAME", pass_env,
	    "pass a variable on to scripts; repeatable"),
	OPTION(FLAG, 0, "pass-auth", "", pass_auth,
	    "pass on Authorization, except below --auth"),
	OPTION(LIST, 0, "script-limit", "NAME=N", script_limit,
	    "cpu, memory, file-size, files or processes"),
	OPTION(CHOICE, 0, "script-output", "parsed|follows", script_output,
	    "parse the header or begin with 200"),
	OPTION(CHOICE, 0, "script-directory", "script|root", script_directory,
	    "directory in which scripts start"),
	OPTION(FLAG, 0, "indexed-query", "", indexed_query,
	    "pass query words as arguments (RFC 3875 4.4)"),

	SECTION("Security"),
	OPTION(TEXT, 'u', "user", "USER[:GROUP]", user,
	    "user to become when started by root (nobody)"),
	OPTION(FLAG, 0, "new-privileges", "", new_privileges,
	    "let scripts run setuid programs"),
	OPTION(CHOICE, 0, "sandbox", "auto|full|off", sandbox,
	    "confine answers by Landlock and seccomp"),
	OPTION(LIST, 0, "script-write", "DIR", script_write,
	    "let scripts write only below DIR; repeatable"),
	OPTION(CHOICE, 0, "script-mode", "auto|strict|any", script_mode,
	    "refuse scripts others may write to"),
	OPTION(TEXT, 0, "script-owner", "USER", script_owner,
	    "scripts must belong to USER or root"),

	SECTION("Limits (in seconds or octets; K, M, G)"),
	OPTION(NUMBER, 0, "header-time", "SECONDS", header_time,
	    "time to receive a whole request header (15)"),
	OPTION(NUMBER, 0, "content-time", "SECONDS", content_time,
	    "time without content from the client (60)"),
	OPTION(NUMBER, 0, "script-time", "SECONDS", script_time,
	    "time without output from the script (60)"),
	OPTION(NUMBER, 0, "send-time", "SECONDS", send_time,
	    "time without the client taking data (60)"),
	OPTION(SIZE, 0, "min-rate", "SIZE", min_rate,
	    "octets/second a client must send or take (1000)"),
	OPTION(SIZE, 0, "max-content", "SIZE", max_content,
	    "largest content of a request (4G)"),

	SECTION("Log and diagnosis"),
	OPTION(CHOICE, 0, "log", "auto|stderr|journal|syslog|none", log_sink,
	    "where the log goes"),
	OPTION(CHOICE, 0, "log-format", "combined|common|python|json",
	    log_format, "format of its records"),
	OPTION(TEXT, 0, "explain", "TARGET", explain,
	    "show how a request would be answered"),
	OPTION(FLAG, 0, "check", "", check, "check ROOT for broken scripts"),
	OPTION(TEXT, 0, "probe", "URL", probe,
	    "check the health of the server at URL"),
	OPTION(FLAG, 'h', "help", "", help, "print this list"),
	OPTION(FLAG, 'V', "version", "", version, "print the version"),
};

const size_t option_row_count = lengthof(option_rows);
_Static_assert(
    lengthof(option_rows) <= OPTION_ROWS_MAX, "there is room for their lists");

/* Our name of an option, for a name that other servers use; else `name`. */
static struct bytes
translated(struct bytes name)
{
	static const struct {
		char theirs[14], ours[10];
	} names[] = {
		{ "p", "listen" },
		{ "port", "listen" },
		{ "address", "listen" },
		{ "host", "bind" },
		{ "r", "directory" },
		{ "root", "directory" },
		{ "docroot", "directory" },
		{ "document-root", "directory" },
	};

	for (size_t i = 0; i < lengthof(names); i++)
		if (bytes_equal(name, bytes_of(names[i].theirs)))
			return bytes_of(names[i].ours);
	return name;
}

const struct option_row *
option_row_find_like(struct bytes name)
{
	const struct option_row *found = NULL;
	size_t least;

	name = translated(name);
	least = name.len / 3 + 1;
	for (size_t i = 0; i < option_row_count; i++) {
		struct bytes other = bytes_of(option_rows[i].words);
		bool begins = name.len > 2 && bytes_start_with(other, name);
		size_t distance = begins ? 1 : bytes_distance(name, other);

		if (option_rows[i].kind == OPTION_SECTION || distance >= least)
			continue;
		least = distance;
		found = &option_rows[i];
	}
	return found;
}
