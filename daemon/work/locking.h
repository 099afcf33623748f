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
/* Who asked first that the person be unlocked; NULL = nobody. Caller frees. */
bool vt_locking_asked_by(vt_store *store, const char *person, char **asker_out, GError **error);
/* What was asked for is not done; nothing when nobody asked. */
bool vt_locking_deny(vt_store *store, const vt_actor *actor, const char *person, GError **error);
/* actor.reason is needed; not by the person himself. */
bool vt_locking_unlock(vt_store *store, const vt_actor *actor, const char *person,
		       vt_outcome *outcome, GError **error);

#endif
