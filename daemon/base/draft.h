/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draft - a file that is still being written, under a name that nobody reads
 *
 * For bytes that come in pieces, and for several files that shall become durable together: write,
 * sync each, name each, then one vt_io_sync_dir(). Only after that are they safe. Whoever has whole
 * bytes in hand uses vt_io_publish().
 */
#ifndef VT_BASE_DRAFT_H
#define VT_BASE_DRAFT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* How every such name begins; what follows is "PID-N". Whoever lists a folder passes it over. */
#define VT_DRAFT_PREFIX ".tmp-"

typedef struct vt_draft {
	int dir_fd; /* borrowed */
	int fd;     /* -1 = not open any more */
	char temp[64];
	uint64_t bytes;
} vt_draft;
#define VT_DRAFT_INIT                                                                              \
	{                                                                                          \
		.dir_fd = -1, .fd = -1                                                             \
	}

/* Mode 0600, for reading too. name: of what it will be, for the error only. */
bool vt_draft_open(vt_draft *draft, int dir_fd, const char *name, GError **error);
bool vt_draft_write(vt_draft *draft, const void *bytes, size_t size, GError **error);
/* The bytes are on the disk and the descriptor is closed; the name is still the temporary one. */
bool vt_draft_sync(vt_draft *draft, mode_t mode, GError **error);
/* The same for several (vt_draft *) of one folder: from some number on one syncfs(2) costs less. */
bool vt_drafts_sync(const GPtrArray *drafts, int dir_fd, mode_t mode, GError **error);
/* After it is synced. Durable after vt_io_sync_dir(). */
bool vt_draft_name(vt_draft *draft, const char *name, GError **error);
/* For one alone: synced, named, and the folder synced. */
bool vt_draft_publish(vt_draft *draft, const char *name, mode_t mode, GError **error);
/* A file without a name, for reading and writing, that is gone when it is closed; -1 with error. */
int vt_draft_nameless(int dir_fd, GError **error);
/* What was not named disappears. */
void vt_draft_clear(vt_draft *draft);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_draft, vt_draft_clear)

#endif
