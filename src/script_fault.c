/* SPDX-License-Identifier: ISC */
#include "script_fault.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "buffer.h"
#include "metavar.h"

enum { FIRST_LINE_MAX = 256 }; /* octets that the kernel looks at */

bool
script_fault_is_program(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	errno = EACCES; /* as from executing a directory */
	return S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* Takes the next word off a #! line, where spaces and tabs separate words. */
static struct bytes
next_word(struct bytes *rest)
{
	struct bytes text = bytes_trim(*rest);
	size_t space = bytes_find(text, ' '), tab = bytes_find(text, '\t');
	size_t len = space < tab ? space : tab;

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
		if (buffer_string(&b) && script_fault_is_program(space))
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

static const char *
fault_of_interpreter(struct bytes line)
{
	char path[FIRST_LINE_MAX];
	struct buffer b = BUFFER(path);
	struct bytes rest = bytes_trim(bytes_after(line, 2));

	if (bytes_end_with(rest, BYTES("\r")))
		return "CR at the end of its #! line: the interpreter's name "
		       "would end in it (convert it to UNIX line ends)";
	buffer_put(&b, next_word(&rest));
	if (!b.len || !buffer_string(&b))
		return "its #! line names no interpreter";
	if (!script_fault_is_program(path))
		return errno == ENOENT
		    ? "the interpreter in its #! line does not exist"
		    : "the interpreter in its #! line may not be executed";
	return bytes_end_with(buffer_bytes(&b), BYTES("/env"))
	    ? fault_of_env(rest)
	    : NULL;
}

const char *
script_fault_of_content(int directory, const char *name)
{
	char text[FIRST_LINE_MAX];
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text);
	struct bytes rest = { text, got > 0 ? (size_t)got : 0 };
	struct bytes line = bytes_cut(&rest, '\n');

	if (fd >= 0)
		(void)close(fd);
	if (fd < 0) /* it may be a program, which need not be readable */
		return NULL;
	if (got == 0)
		return "empty";
	if (bytes_start_with(line,
		BYTES("\x7f"
		      "ELF")))
		return NULL;
	if (!bytes_start_with(line, BYTES("#!")))
		return "neither a program nor a script with a #! line";
	return fault_of_interpreter(line);
}

const char *
script_fault_of_mode(const struct stat *st)
{
	if (st->st_mode & (S_ISUID | S_ISGID))
		return "setuid or setgid";
	if (st->st_mode & S_IWOTH)
		return "writable by everybody (chmod o-w)";
	return NULL;
}
