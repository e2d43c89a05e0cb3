/* SPDX-License-Identifier: ISC */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "options.h"

/* As in linux/landlock.h, which may be absent or older than the kernel. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule       445
#define SYS_landlock_restrict_self  446
#endif

enum { CREATE_RULESET_VERSION = 1, RULE_PATH_BENEATH = 1 };

/* Rights on files. */
#define EXECUTE     UINT64_C(0x0001)
#define WRITE_FILE  UINT64_C(0x0002)
#define READ_FILE   UINT64_C(0x0004)
#define READ_DIR    UINT64_C(0x0008)
#define REMOVE_MAKE UINT64_C(0x1ff0) /* nine of them */
#define REFER       UINT64_C(0x2000) /* version 2 */
#define TRUNCATE    UINT64_C(0x4000) /* 3 */
#define IOCTL_DEV   UINT64_C(0x8000) /* 5 */

#define READ  (READ_FILE | READ_DIR)
#define WRITE (WRITE_FILE | REMOVE_MAKE | REFER | TRUNCATE)

/* Rights on TCP ports (version 4), and scopes (6). */
#define BIND_CONNECT   UINT64_C(3)
#define SCOPE_ABSTRACT UINT64_C(1)
#define SCOPE_SIGNAL   UINT64_C(2)

/* struct landlock_ruleset_attr. */
struct ruleset {
	uint64_t files; /* the rights that it denies where no rule allows */
	uint64_t network;
	uint64_t scopes;
};

/* struct landlock_path_beneath_attr. */
struct __attribute__((packed)) path_rule {
	uint64_t allowed;
	int32_t fd;
};

int
landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
	    CREATE_RULESET_VERSION);

	return version > 0 ? (int)version : 0;
}

bool
landlock_is_missing(int error)
{
	return error == ENOSYS || error == EOPNOTSUPP;
}

static uint64_t
known_rights(int version)
{
	uint64_t rights = EXECUTE | READ | WRITE_FILE | REMOVE_MAKE;

	if (version >= 2)
		rights |= REFER;
	if (version >= LANDLOCK_TRUNCATE_VERSION)
		rights |= TRUNCATE;
	if (version >= 5)
		rights |= IOCTL_DEV;
	return rights;
}

static int
create(struct ruleset ruleset, int version)
{
	if (version < 4)
		ruleset.network = 0;
	if (version < 6)
		ruleset.scopes = 0;
	/* An older kernel accepts the longer struct when the part that it does
	 * not know is zero. */
	return (int)syscall(
	    SYS_landlock_create_ruleset, &ruleset, sizeof ruleset, 0);
}

static bool
allow(int ruleset, int fd, uint64_t rights)
{
	struct path_rule rule = { rights, fd };

	return syscall(SYS_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule,
		   0) == 0;
}

int
landlock_for_answer(int root)
{
	int version = landlock_version();
	struct ruleset attributes = {
		.files = known_rights(version) & ~(root < 0 ? READ : 0),
		.network = BIND_CONNECT,
		.scopes = SCOPE_ABSTRACT | SCOPE_SIGNAL,
	};
	int ruleset = create(attributes, version);

	if (ruleset < 0 || root < 0 || allow(ruleset, root, READ))
		return ruleset;
	(void)close(ruleset);
	return -1;
}

static bool
allow_writing(int ruleset, const char *path, int flags, uint64_t rights)
{
	int fd = open(path, O_PATH | O_CLOEXEC | flags);
	bool allowed = fd >= 0 && allow(ruleset, fd, rights);

	if (fd >= 0)
		(void)close(fd);
	return allowed;
}

int
landlock_for_script(
    const struct option_list *directories, const char **ret_culprit)
{
	int version = landlock_version();
	uint64_t rights = known_rights(version) & WRITE;
	int ruleset = create((struct ruleset){ rights, 0, 0 }, version);

	*ret_culprit = NULL;
	if (ruleset < 0)
		return -1;
	/* A container may have no /dev. */
	(void)allow_writing(
	    ruleset, "/dev/null", 0, rights & (WRITE_FILE | TRUNCATE));
	for (unsigned i = 0; i < directories->count; i++)
		if (!allow_writing(
			ruleset, directories->at[i], O_DIRECTORY, rights)) {
			*ret_culprit = directories->at[i];
			(void)close(ruleset);
			return -1;
		}
	return ruleset;
}

bool
landlock_enter(int ruleset)
{
	return syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
}
