/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * children - the programs vanthud keeps running, and who is introduced to whom
 *
 * The graph is a star: every program gets one channel to the registrar (its descriptor 3) and one
 * to vanthud (4). A program that ends is started again, with a pause that doubles from 100 ms to 30
 * s and is forgotten after 60 s of good work; one that retires (status 0) at once. When the
 * registrar ends all others are ended and started anew.
 */
#ifndef VT_PROC_CHILDREN_H
#define VT_PROC_CHILDREN_H

#include <glib.h>
#include <stdbool.h>

#include "proc/vanthud/listeners.h"

typedef struct vt_children vt_children;

/* conf: handed to each; control_fd: listening socket, given to every
 * registrar, stays the caller's; listeners: given to every intake and watch, may change while it
 * runs, borrowed; others: names (char *) of the programs that only this configuration has, as
 * "vanthu-imap/den" or "vanthu-watch"; the same holds for it. SIGCHLD, SIGHUP, SIGTERM and SIGINT
 * must be blocked. */
vt_children *vt_children_new(const char *conf, int control_fd, const vt_listeners *listeners,
			     GPtrArray *others);
void vt_children_free(vt_children *children);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_children, vt_children_free)
typedef struct vt_children_hooks {
	void (*ready)(void *data); /* when all have said READY: once, and after a reload */
	void (*stopping)(void *data);
	/* Every round, at least every two seconds; of n programs so many have said READY. */
	void (*beat)(void *data, unsigned n, unsigned ready);
	/* Every few seconds, and at once with asked after HUP. true: all programs end in order and
	 * are started anew. */
	bool (*reload)(void *data, bool asked);
	void *data;
} vt_children_hooks;

/* Starts all and keeps them running until TERM or INT, then ends them: first all but the registrar,
 * then the registrar, each group with 10 s before KILL. */
void vt_children_run(vt_children *children, const vt_children_hooks *hooks);

/* Names of all programs it may start: those of every office in the order they start, then those
 * that only some configurations have; ends with NULL. */
const char *const *vt_children_names(void);

#endif
