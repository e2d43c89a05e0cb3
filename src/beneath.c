/* SPDX-License-Identifier: ISC */
#include "beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system_refusal.h"

enum { OPEN_TRIES = 32 };

static int
open_how(int root, const char *path, int flags, uint64_t resolve)
{
	struct open_how how = {
		.flags = (unsigned)flags | O_CLOEXEC,
		.resolve = resolve,
	};

	/* The kernel refuses O_PATH together with flags that need a file. */
	if (!(flags & O_PATH))
		how.flags |= O_NONBLOCK | O_NOCTTY | O_LARGEFILE;
	/* EAGAIN: something was renamed while the kernel walked over "..". */
	for (unsigned tries = 1;; tries++) {
		int fd =
		    (int)syscall(SYS_openat2, root, path, &how, sizeof how);

		if (fd >= 0 || errno != EAGAIN || tries == OPEN_TRIES)
			return fd;
	}
}

int
beneath_open(
    const struct beneath *b, const char *path, int flags, bool *ret_by_symlink)
{
	uint64_t resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
	int fd = open_how(b->root, path, flags, resolve | RESOLVE_NO_SYMLINKS);

	*ret_by_symlink = fd < 0 && errno == ELOOP;
	if (!*ret_by_symlink)
		return fd;
	if (b->symlinks == SYMLINKS_ANY)
		resolve = RESOLVE_NO_MAGICLINKS;
	return open_how(b->root, path, flags, resolve);
}

bool
beneath_may_exist(const struct beneath *b, const char *path)
{
	struct stat st;

	return fstatat(b->root, path, &st, AT_SYMLINK_NOFOLLOW) == 0 ||
	    errno != ENOENT;
}

struct refusal
beneath_refusal(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return refuse_saying(
		    STATUS_NOT_FOUND, MESSAGE_NO_FILE, "no such file");
	case ENAMETOOLONG:
		return refuse_saying(STATUS_NOT_FOUND, MESSAGE_NO_FILE,
		    "no such file: its name is longer than names can be");
	case EXDEV:
		return refuse_saying(STATUS_NOT_FOUND, MESSAGE_NO_FILE,
		    "a symbolic link leads out of the document root, or is "
		    "absolute (--symlinks=any would follow it)");
	case ELOOP:
		return refuse_saying(STATUS_NOT_FOUND, MESSAGE_NO_FILE,
		    "too many symbolic links, or a magic one");
	case EACCES:
	case EPERM:
		return refuse(
		    STATUS_FORBIDDEN, "no permission to open the file");
	case ENXIO:
	case ENODEV:
		return refuse(STATUS_FORBIDDEN, "not a plain file");
	case EAGAIN:
		return refuse(STATUS_SERVICE_UNAVAILABLE,
		    "directories on the way are being renamed, or "
		    "another process has a lease on the file");
	case ENOSYS:
		return refuse(STATUS_INTERNAL_SERVER_ERROR,
		    "openat2(2) is missing: it needs Linux 5.6 or later, and a "
		    "systemd unit without RestrictSUIDSGID=, which hides it");
	default:
		errno = error;
		return system_refusal("the file could not be opened");
	}
}

/* Before Linux 5.8, and where a container's filter is as old, there is no
 * faccessat2(2), and the file has to be checked by its name; not by way of
 * glibc, which would only try faccessat2(2) again. */
bool
beneath_may(const struct beneath *b, int fd, const char *path, int mode)
{
	if (faccessat(fd, "", mode, AT_EMPTY_PATH | AT_EACCESS) == 0)
		return true;
	return (errno == EINVAL || errno == ENOSYS || errno == EPERM) &&
	    syscall(SYS_faccessat, b->root, path, mode) == 0;
}

struct bytes
beneath_system_path(int fd, char space[PATH_MAX])
{
	char name[32];
	struct buffer b = BUFFER(name);
	const char *link;
	ssize_t len;

	buffer_put_string(&b, "/proc/self/fd/");
	buffer_put_number(&b, (uint64_t)fd);
	link = buffer_string(&b);
	len = link ? readlink(link, space, PATH_MAX) : -1;
	if (len < 0 || len == PATH_MAX)
		return NO_BYTES;
	space[len] = '\0';
	return (struct bytes){ space, (size_t)len };
}

struct bytes
beneath_real_path(
    const struct beneath *b, int fd, char space[PATH_MAX], bool *ret_known)
{
	char root_space[PATH_MAX];
	struct bytes root = beneath_system_path(b->root, root_space);
	struct bytes path = beneath_system_path(fd, space);

	*ret_known = root.at && path.at;
	if (root.len == 1) /* "/" itself */
		root.len = 0;
	if (!*ret_known || !bytes_start_with(path, root))
		return NO_BYTES;
	path = bytes_after(path, root.len);
	return path.len > 1 && path.at[0] == '/' ? path : NO_BYTES;
}
