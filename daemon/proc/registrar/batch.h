/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch - acts that are ready wait here for one COMMIT (design §2)
 *
 * At most VT_BATCH_ACTS acts or VT_BATCH_US microseconds; in the order of arrival among those that
 * are ready together. A failing act rolls back alone. settled() is called after the COMMIT, or with
 * kept false when act or COMMIT failed.
 */
#ifndef VT_PROC_BATCH_H
#define VT_PROC_BATCH_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "store/db.h"

typedef struct vt_registrar vt_registrar;
typedef struct vt_batch vt_batch;

typedef struct vt_task {
	const char *name; /* for the log; static */
	const char *id;   /* of the message or mail, for the log; lives as long as data */
	int64_t order;    /* smaller first */
	/* Inside an act. false = roll back: *error set for a failure of ours, unset when it simply
	 * may not be. */
	bool (*act)(vt_registrar *registrar, void *data, GError **error);
	/* error: why not, NULL when kept or when act() just said no. May be NULL. */
	void (*settled)(vt_registrar *registrar, void *data, bool kept, const GError *error);
	void *data;
	GDestroyNotify free_data;
} vt_task;

vt_batch *vt_batch_new(void);
void vt_batch_free(vt_batch *batch);
/* Takes data over. */
void vt_batch_add(vt_batch *batch, const vt_task *task);
unsigned vt_batch_waiting(const vt_batch *batch);
/* Runs one batch. true: more waits. A COMMIT or an act that fails for lack of a resource
 * (VT_RETRY_LATER) keeps its tasks for the next call and sets *later_out. */
bool vt_batch_run(vt_batch *batch, vt_registrar *registrar, bool *later_out);

#endif
