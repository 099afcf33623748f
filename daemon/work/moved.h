/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moved - a mailbox says what became of an order to move a message on (store/moves.h)
 */
#ifndef VT_WORK_MOVED_H
#define VT_WORK_MOVED_H

#include "doc/office.h"
#include "store/db.h"

typedef struct vt_moved {
	const char *arrival;
	const char *to;    /* the folder of the order that was carried out, vt_move_to_name() */
	bool is_over;      /* else it will be tried again */
	const char *fault; /* account, folder, UID and why; NULL = it lies where it should, alone */
} vt_moved;
/* One act: over and done is a line of the ledger; a fault is told to the security officer, once.
 * What nobody asked for (any more) changes nothing: another folder may have been asked for since.
 */
bool vt_moved_on(vt_store *store, const vt_office *office, const vt_moved *moved, int64_t now,
		 GError **error);

#endif
