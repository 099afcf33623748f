/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspection - the parent's side of one jailed child: starts it, hears it, judges how it ended
 *
 * What the child says is passed on unread: the first packet of each kind, in its place, with the
 * parent's own request id. Everything else it says changes nothing and is counted.
 */
#ifndef VT_PROC_INSPECTION_H
#define VT_PROC_INSPECTION_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "proc/inspect/inspect_child.h"
#include "proc/proc.h"

/* One question of the registrar, waiting or under way. */
typedef struct vt_question {
	uint64_t request;
	int message; /* owned */
	int64_t received_at;
	char *mail_from; /* NULL = not known */
	bool wants_text;
	char *leaf; /* extraction; NULL = inspection */
} vt_question;
void vt_question_free(vt_question *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_question, vt_question_free)

typedef struct vt_inspection vt_inspection;
/* Called once at the end; the child is gone. died: by a signal, or as if by one. */
typedef void (*vt_inspection_done)(vt_inspection *inspection, bool died, void *data);

/* What all inspections of a program share. */
typedef struct vt_inspection_setup {
	vt_child_task task; /* what is of one message only is filled in by vt_inspection_start() */
	int64_t wall_ms;
	vt_inspection_done done;
	void *data;
} vt_inspection_setup;

/* Forks; peer gets the answer. NULL: nothing was started, the world failed us, and the question is
 * still the caller's. */
vt_inspection *vt_inspection_start(vt_run *run, vt_peer *peer, const vt_inspection_setup *setup,
				   vt_question *question, GError **error);
/* Kills the child if it still runs; done is not called. */
void vt_inspection_free(vt_inspection *inspection);

/* The answer when no child can look: jail code for an inspection, "not found" for an extraction. */
void vt_inspection_refuse(vt_peer *peer, const vt_question *question, uint32_t jail_code);

#endif
