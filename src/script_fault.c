/* SPDX-License-Identifier: ISC */
#include "script_fault.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <unistd.h>

#include "buffer.h"
#include "metavar.h"
#include "system_refusal.h"

enum { FIRST_LINE_MAX = 256 }; /* octets that the kernel looks at */

/* Whether the path is a regular file that the current user may execute. False
 * with errno. */
static bool
is_program(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	errno = EACCES; /* as from executing a directory */
	return S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

const char *
script_fault_of_program(const char *path)
{
	if (is_program(path))
		return NULL;
	return errno == ENOENT
	    ? "the program of --map or --cgi-suffix does not exist"
	    : "the program of --map or --cgi-suffix may not be executed";
}

/* -------------------------------------------------------------- ELF files */

/* Whether the dynamic loader that a PT_INTERP segment names can be run. */
static bool
has_loader(int fd, const ElfW(Phdr) * segment)
{
	char path[PATH_MAX];
	size_t size = segment->p_filesz;

	if (size == 0 || size > sizeof path ||
	    pread(fd, path, size, (off_t)segment->p_offset) != (ssize_t)size ||
	    path[size - 1])
		return true; /* damaged in another way */
	return is_program(path);
}

/* Looks at programs of this machine's word size only: the headers of others
 * have another layout. */
static const char *
fault_of_elf(int fd)
{
	ElfW(Ehdr) header;
	ElfW(Phdr) segment;

	if (pread(fd, &header, sizeof header, 0) != sizeof header ||
	    header.e_phentsize != sizeof segment)
		return NULL;
	for (unsigned i = 0; i < header.e_phnum; i++) {
		off_t at = (off_t)(header.e_phoff + i * sizeof segment);

		if (pread(fd, &segment, sizeof segment, at) != sizeof segment)
			return NULL;
		if (segment.p_type == PT_INTERP && !has_loader(fd, &segment))
			return "its dynamic loader does not exist here: it was "
			       "built for another machine or C library";
	}
	return NULL;
}

/* --------------------------------------------------------------- #! lines */

/* Takes the next word off a #! line, where spaces and tabs separate words. */
static struct bytes
next_word(struct bytes *rest)
{
	struct bytes text = bytes_trim(*rest);
	size_t len = min(bytes_find(text, ' '), bytes_find(text, '\t'));

	*rest = bytes_after(text, len);
	return bytes_first(text, len);
}

/* Whether env(1) will find the program in the PATH that scripts get. */
static bool
is_in_path(struct bytes name)
{
	const char *path = getenv("PATH");
	struct bytes rest = bytes_of(path ? path : SCRIPT_PATH);

	while (rest.at) {
		char space[PATH_MAX];
		struct buffer b = BUFFER(space);

		buffer_put(&b, bytes_cut(&rest, ':'));
		buffer_put_char(&b, '/');
		buffer_put(&b, name);
		if (buffer_string(&b) && is_program(space))
			return true;
	}
	return false;
}

static const char *
fault_of_env(struct bytes arguments)
{
	struct bytes name = next_word(&arguments);

	if (bytes_equal(name, BYTES("-S")))
		name = next_word(&arguments);
	if (!name.len || bytes_start_with(name, BYTES("-")) ||
	    bytes_find(name, '=') < name.len)
		return NULL; /* env(1) has options and variables too */
	if (bytes_find(name, '/') < name.len || is_in_path(name))
		return NULL;
	return "the interpreter that its #! line has env look for is not in "
	       "the PATH";
}

/* Whether env(1) splits its arguments: by -S, possibly behind letters without
 * a value of their own, or by --split-string, which can be abbreviated. */
static bool
splits(struct bytes options)
{
	struct bytes word = next_word(&options);
	size_t at = 1;

	while (at < word.len && strchr("iv0", word.at[at]))
		at++;
	return bytes_start_with(word, BYTES("--s")) ||
	    (at < word.len && word.at[0] == '-' && word.at[at] == 'S');
}

/* Whether a CR at the end of `options`, which are not empty, is a fault. If
 * env(1) splits them, it is white space. Perl takes no offence at one behind
 * options, but for a tab directly behind the first; nor Ruby, without
 * blanks. */
static bool
minds_cr(struct bytes interpreter, struct bytes options)
{
	struct bytes name = bytes_base_name(interpreter);
	struct bytes rest = options;
	struct bytes first = next_word(&rest);

	if (bytes_equal(name, BYTES("env")))
		return !splits(options);
	if (options.at[0] != '-')
		return true;
	if (bytes_start_with(name, BYTES("perl")))
		return bytes_start_with(rest, BYTES("\t"));
	return !bytes_start_with(name, BYTES("ruby")) ||
	    first.len < options.len;
}

static const char *
fault_of_interpreter(struct bytes line)
{
	char path[FIRST_LINE_MAX];
	struct buffer b = BUFFER(path);
	struct bytes rest = bytes_trim(bytes_after(line, 2));
	bool has_cr = bytes_end_with(rest, BYTES("\r"));

	buffer_put(&b, next_word(&rest));
	rest = bytes_trim(rest);
	if (has_cr && (!rest.len || minds_cr(buffer_bytes(&b), rest)))
		return "CR at the end of its #! line (convert it to UNIX line "
		       "ends)";
	if (!b.len || !buffer_string(&b))
		return "its #! line names no interpreter";
	if (!is_program(path))
		return errno == ENOENT
		    ? "the interpreter in its #! line does not exist"
		    : "the interpreter in its #! line may not be executed";
	return bytes_end_with(buffer_bytes(&b), BYTES("/env"))
	    ? fault_of_env(bytes_without_cr(rest))
	    : NULL;
}

/* Some editors put a byte order mark before the text, where the kernel looks
 * for "#!". */
static bool
has_mark(struct bytes text)
{
	return bytes_start_with(text, BYTES("\xef\xbb\xbf")) ||
	    bytes_start_with(text, BYTES("\xff\xfe")) ||
	    bytes_start_with(text, BYTES("\xfe\xff"));
}

static bool
is_data(struct bytes text)
{
	return !bytes_start_with(text, BYTES(ELFMAG)) &&
	    !bytes_start_with(text, BYTES("#!")) && !has_mark(text);
}

static const char *
fault_of_text(int fd, struct bytes text)
{
	if (bytes_start_with(text, BYTES(ELFMAG)))
		return fault_of_elf(fd);
	if (has_mark(text))
		return "a byte order mark is before its #! line (save it as "
		       "UTF-8 without BOM)";
	if (is_data(text))
		return text.len
		    ? "neither a program nor a script with a #! line"
		    : "empty";
	return fault_of_interpreter(bytes_cut(&text, '\n'));
}

/* The file's first octets, in `space` of FIRST_LINE_MAX, and its descriptor;
 * -1 when it cannot be read. */
static int
open_text(int directory, const char *name, char *space, struct bytes *ret_text)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got = fd < 0 ? -1 : read(fd, space, FIRST_LINE_MAX);

	if (fd >= 0 && got < 0) {
		(void)close(fd);
		return -1;
	}
	*ret_text = (struct bytes){ space, got < 0 ? 0 : (size_t)got };
	return fd;
}

bool
script_fault_is_data(int directory, const char *name)
{
	char space[FIRST_LINE_MAX];
	struct bytes text;
	int fd = open_text(directory, name, space, &text);

	if (fd < 0)
		return false;
	(void)close(fd);
	return is_data(text);
}

const char *
script_fault_of_content(int directory, const char *name)
{
	char space[FIRST_LINE_MAX];
	struct bytes text;
	const char *fault;
	int fd = open_text(directory, name, space, &text);

	if (fd < 0) /* it may be a program, which need not be readable */
		return NULL;
	fault = fault_of_text(fd, text);
	(void)close(fd);
	return fault;
}

const char *
script_fault_of_target(const struct exchange *x)
{
	const struct target *t = &x->target;
	const char *program = t->program ? t->program : t->interpreter;
	const char *fault = program ? script_fault_of_program(program) : NULL;

	if (fault)
		return fault;
	return program ? script_fault_of_content(AT_FDCWD, program)
		       : script_fault_of_content(x->beneath.root, t->path.at);
}

struct refusal
script_fault_of_exec(const struct exchange *x, int error)
{
	const char *fault = script_fault_of_target(x);

	switch (error) {
	case EACCES:
	case EPERM:
		return refuse_saying(STATUS_FORBIDDEN, MESSAGE_NOT_EXECUTABLE,
		    fault ? fault
			  : "no permission to execute the script or its "
			    "interpreter");
	case ENOEXEC:
		return refuse(STATUS_INTERNAL_SERVER_ERROR,
		    fault ? fault
			  : "the script is a program for another machine, or "
			    "damaged");
	case ENOENT:
		return refuse(STATUS_INTERNAL_SERVER_ERROR,
		    fault ? fault : "the script's interpreter does not exist");
	case E2BIG:
		return refuse(STATUS_FIELDS_TOO_LARGE,
		    "the request is too large for a script's environment");
	default:
		errno = error;
		return system_refusal(
		    "the system could not execute the script");
	}
}
