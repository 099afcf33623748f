/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * locking - KHÓA: a person takes back, at once and with any proof, what may be done in his name
 *
 * Regulation Đ10.1c. Unlocking takes two people, one after the other.
 */
#ifndef VT_WORK_LOCKING_H
#define VT_WORK_LOCKING_H

#include "work/hearing.h"

/* From now on nothing of h->person counts. */
bool vt_locking_lock(vt_hearing *h, GError **error);
/* since_out: VT_TIME_NONE = not locked. */
bool vt_locking_since(vt_store *store, const char *person, int64_t *since_out, GError **error);
/* actor.reason is needed; not by the person himself. */
bool vt_locking_unlock(vt_store *store, const vt_actor *actor, const char *person,
		       vt_outcome *outcome, GError **error);

#endif
