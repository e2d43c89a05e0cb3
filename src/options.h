/* SPDX-License-Identifier: ISC */
/*
 * The command line as one table: parsing and --help read the same rows, and so
 * does the test that compares the manual. Values are borrowed from argv.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "buffer.h"

enum {
	OPTION_LIST_MAX = 32,
	OPTION_HEADERS_MAX = 8192, /* octets of all --header together */
	OPTION_REALM_MAX = 128,    /* octets of --realm */
};

/* The values of an option that may be repeated, in the order given. */
struct option_list {
	unsigned count;
	const char **at;
};

enum symlinks { SYMLINKS_INSIDE, SYMLINKS_ANY };
enum script_output { SCRIPT_OUTPUT_PARSED, SCRIPT_OUTPUT_FOLLOWS };
enum script_directory { SCRIPT_DIRECTORY_SCRIPT, SCRIPT_DIRECTORY_ROOT };
enum sandbox_mode { SANDBOX_AUTO, SANDBOX_FULL, SANDBOX_OFF };
enum script_mode { SCRIPT_MODE_AUTO, SCRIPT_MODE_STRICT, SCRIPT_MODE_ANY };
enum log_sink { SINK_AUTO, SINK_STDERR, SINK_JOURNAL, SINK_SYSLOG, SINK_NONE };

struct options {
	const char *root; /* the directory served */
	struct option_list listen;
	const char *bind;    /* address for a bare port, as in http.server */
	int64_t socket_mode; /* of UNIX sockets that the server makes */
	const char *socket_owner; /* USER[:GROUP] of these sockets */
	int64_t max_connections;
	int64_t max_per_source;
	int64_t idle_exit;          /* seconds; 0: never */
	int64_t grace;              /* seconds */
	const char *proxy_protocol; /* networks that use it; NULL: none */

	const char *index; /* names, separated by commas */
	bool no_listing;
	bool dotfiles;
	int symlinks; /* enum symlinks */
	const char *charset;
	struct option_list media_type; /* .EXT=TYPE */
	struct option_list header;     /* Name: value */
	const char *error_pages; /* below root, without a slash at its front */
	bool virtual_hosts;
	struct option_list auth; /* [/PREFIX=]FILE */
	const char *realm;

	struct option_list cgi_dir;
	bool no_cgi;
	struct option_list cgi_suffix; /* .EXT[=PROGRAM] */
	struct option_list map;        /* PREFIX=PROGRAM */
	struct option_list setenv;     /* NAME=VALUE */
	struct option_list pass_env;
	struct option_list script_limit; /* NAME=NUMBER */
	int script_output;               /* enum script_output */
	int script_directory;            /* enum script_directory */
	bool indexed_query;
	bool pass_auth;

	const char *user; /* USER[:GROUP] */
	bool new_privileges;
	int sandbox;     /* enum sandbox_mode */
	int script_mode; /* enum script_mode */
	const char *script_owner;
	struct option_list script_write;

	int64_t header_time, content_time, script_time, send_time; /* seconds */
	int64_t min_rate;    /* octets a second */
	int64_t max_content; /* octets */

	int log_sink;   /* enum log_sink */
	int log_format; /* enum log_format, of log_format.h */

	const char *explain;
	bool check;
	const char *probe; /* a URL */
	bool help;
	bool version;
};

/*
 * Reads the command line into *ret_options, which the caller has zeroed, and
 * sets the defaults. True when the options can be used; otherwise `reason` says
 * what is wrong and what to do, in one line without a line end. The last of
 * several values counts, unless the option is a list; lists are in memory that
 * the next call reuses. --help and --version are only recorded.
 */
must_check bool options_parse(int argc, char *const argv[],
    struct options *ret_options, struct buffer *reason);

/* Appends the text of --help. */
void options_help(struct buffer *text);

#endif
