/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * retention - originals of ignored, refused and duplicate messages go after retain.unregistered
 */
#ifndef VT_WORK_RETENTION_H
#define VT_WORK_RETENTION_H

#include "store/db.h"

/* One act: at most limit messages received at or before now - keep_seconds; registered, held,
 * waiting and sealed ones stay. n_out: how many went, of them or
 * of old mails' files, whichever is more; call again while it equals limit. Also
 * forgets rates older than a week. */
bool vt_retention_purge(vt_store *store, int64_t keep_seconds, int64_t now, unsigned limit,
			unsigned *n_out, GError **error);

#endif
