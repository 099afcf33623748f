/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landlock - the ruleset, with the constants that Debian 12's kernel headers lack
 */
#include "base/landlock.h"

#include <errno.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/error.h"
#include "base/io.h"

#define FS_TRUNCATE  (1ULL << 14)            /* ABI 3 */
#define FS_IOCTL_DEV (1ULL << 15)            /* ABI 5 */
#define NET_BIND     (1ULL << 0)             /* ABI 4 */
#define NET_CONNECT  (1ULL << 1)             /* ABI 4 */
#define SCOPE_ALL    (1ULL << 0 | 1ULL << 1) /* ABI 6: abstract sockets, signals */

#define FS_ABI_1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)
/* What can be granted on a file that is no folder. */
#define FS_OF_FILES                                                                                \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE \
	 | FS_TRUNCATE | FS_IOCTL_DEV)

/* struct landlock_ruleset_attr as of ABI 6; older kernels are given its beginning. */
struct ruleset {
	uint64_t fs, net, scoped;
};

int vt_landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return abi > 0 ? (int)abi : 0;
}

static uint64_t handled(int abi)
{
	uint64_t fs = FS_ABI_1;

	if (abi >= 2)
		fs |= LANDLOCK_ACCESS_FS_REFER;
	if (abi >= 3)
		fs |= FS_TRUNCATE;
	if (abi >= 5)
		fs |= FS_IOCTL_DEV;
	return fs;
}

static uint64_t granted(unsigned access)
{
	uint64_t fs = 0;

	if ((access & VT_PATH_READ) != 0)
		fs |= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
	if ((access & VT_PATH_WRITE) != 0)
		fs |= LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;
	if ((access & VT_PATH_CREATE) != 0)
		fs |= LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR
		      | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR
		      | LANDLOCK_ACCESS_FS_REFER;
	return fs;
}

static bool add_path(int ruleset, uint64_t all, const vt_path *path, GError **error)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = granted(path->access) & all };
	vt_autofd int fd = open(path->path, O_PATH | O_CLOEXEC);
	struct stat status;

	if (fd < 0 && errno == ENOENT && (path->access & VT_PATH_OPTIONAL) != 0)
		return true;
	if (fd < 0 || fstat(fd, &status) != 0)
		return vt_error_errno(error, "cannot open '%s'", path->path);
	if (!S_ISDIR(status.st_mode))
		rule.allowed_access &= FS_OF_FILES;
	rule.parent_fd = fd;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
		return vt_error_errno(error, "cannot allow '%s' in the sandbox", path->path);
	return true;
}

bool vt_landlock_new(int abi, const vt_landlock_rules *rules, int *fd_out, GError **error)
{
	struct ruleset attributes = { .fs = handled(abi),
				      .net = NET_BIND | (rules->connects ? 0 : NET_CONNECT),
				      .scoped = SCOPE_ALL };
	size_t size = sizeof attributes.fs;
	vt_autofd int ruleset = -1;

	if (abi >= 6)
		size = sizeof attributes;
	else if (abi >= 4)
		size = 2 * sizeof attributes.fs;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
	if (ruleset < 0)
		return vt_error_errno(error, "cannot make a Landlock ruleset");
	for (unsigned i = 0; i < rules->n_paths; i++)
		if (!add_path(ruleset, attributes.fs, &rules->paths[i], error))
			return false;
	*fd_out = vt_fd_steal(&ruleset);
	return true;
}

bool vt_landlock_enter(int ruleset_fd, GError **error)
{
	if (syscall(SYS_landlock_restrict_self, ruleset_fd, 0) != 0)
		return vt_error_errno(error, "cannot enter the Landlock sandbox");
	return true;
}
