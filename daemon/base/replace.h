/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replace - a file an office edits gets new contents; what it held stays beside it
 */
#ifndef VT_BASE_REPLACE_H
#define VT_BASE_REPLACE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct vt_replacing {
	const char *path; /* absolute; no link is followed at its end */
	GBytes *old, *new;
	int64_t now;
} vt_replacing;

/* kept_out: the path of what was before, "directory.conf.20261122T194501" in the same folder, with
 * "-2" and so on when there is one of that second; caller frees. Both on the disk, mode and owner
 * as before; false: the file is what it was. */
bool vt_replace_file(const vt_replacing *replacing, char **kept_out, GError **error);

#endif
