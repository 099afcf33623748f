/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * maildir - a folder with tmp, new and cur
 */
#ifndef VT_NET_MAILDIR_H
#define VT_NET_MAILDIR_H

#include <glib.h>
#include <stdbool.h>

typedef struct vt_maildir {
	int root, tmp, fresh, cur; /* directories; fresh is new/ */
} vt_maildir;
#define VT_MAILDIR_INIT                                                                            \
	{                                                                                          \
		-1, -1, -1, -1                                                                     \
	}
void vt_maildir_clear(vt_maildir *maildir);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(vt_maildir, vt_maildir_clear)

/* Makes what is missing (0700). */
bool vt_maildir_open(const char *path, vt_maildir *maildir_out, GError **error);
/* name is in new/, or in cur/ with any flags: a person has it already. */
bool vt_maildir_has(const vt_maildir *maildir, const char *name);
/* Durably in new/ under name when true; what stood there under that name is replaced. in_fd is read
 * from its position. */
bool vt_maildir_deliver(const vt_maildir *maildir, const char *name, int in_fd, GError **error);

#endif
