/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * moved - over, or a person must go to the mailbox
 */
#include "work/moved.h"

#include <string.h>

#include "store/arrivals.h"
#include "store/ledger.h"
#include "store/moves.h"
#include "work/enter.h"
#include "work/notices.h"

static bool write_ledger(vt_store *store, const vt_move *move, const vt_moved *moved, int64_t now,
			 GError **error)
{
	g_autoptr(vt_entry) entry = vt_entry_new(moved->fault == NULL ? "move-on" : "not-moved-on",
						 VT_BY_ITSELF, "", now);

	vt_entry_text(entry, "arrival", move->arrival);
	vt_entry_text(entry, "to", vt_move_to_name(move->to));
	vt_entry_text(entry, "account", move->account);
	return vt_ledger_append(store, entry, move->arrival, error);
}

bool vt_moved_on(vt_store *store, const vt_office *office, const vt_moved *moved, int64_t now,
		 GError **error)
{
	GError *fault = NULL;
	g_autoptr(vt_move) move = vt_moves_get(store, moved->arrival, &fault);
	bool tells = move != NULL && moved->fault != NULL && !move->is_told;

	if (fault != NULL) {
		g_propagate_error(error, fault);
		return false;
	}
	if (move == NULL || strcmp(moved->to, vt_move_to_name(move->to)) != 0)
		return true;
	if ((tells || moved->is_over) && !write_ledger(store, move, moved, now, error))
		return false;
	if (tells
	    && (!vt_notices_not_moved(store, office, move, moved->fault, now, error)
		|| !vt_moves_told(store, move->arrival, now, error)))
		return false;
	return !moved->is_over || vt_moves_end(store, move->arrival, now, error);
}
