/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * footing - does what a person does count at all?
 *
 * Regulation Đ10.1b-c. Asked on every way on which somebody acts: his mail, the answers of his
 * calendar and his receipts, what another does for him, vanthuctl. Who is new counts when a second
 * person has confirmed that it is he; who locked himself, or whose rights were denied, when two
 * people have unlocked him.
 */
#ifndef VT_WORK_FOOTING_H
#define VT_WORK_FOOTING_H

#include "store/db.h"

typedef enum {
	VT_FOOTING_GOOD,
	VT_FOOTING_NEW,
	VT_FOOTING_LOCKED, /* also of who is new */
	VT_N_FOOTINGS,
} vt_footing;

/* person: key. since_out: of LOCKED, else VT_TIME_NONE; NULL = not wanted. */
bool vt_footing_of(vt_store *store, const char *person, vt_footing *footing_out, int64_t *since_out,
		   GError **error);

#endif
