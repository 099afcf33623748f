/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_folder - the folder that mail comes into: is it the one we know?
 */
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "proc/imap/imap_private.h"

/* RFC 3501 §2.3.1.1: the UIDs we knew mean nothing any more. What is safe in spool/ is told; what
 * is not is found again. */
static void begin_anew(vt_mailbox *m, const vt_imap_folder *folder)
{
	vt_mailbox_state *state = m->state;

	vt_log(VT_LOG_WARNING, "-", "imap-renumbered",
	       "account=%s uidvalidity=%u was=%u next=%u was=%u", m->account, folder->validity,
	       state->validity, folder->next, state->next);
	for (guint i = 0; i < state->under_way->len; i++) {
		vt_underway *one = state->under_way->pdata[i];

		if (!one->announced && vt_mailbox_is_spooled(m, one->id))
			vt_mailbox_announce(m, one);
	}
	g_ptr_array_set_size(state->under_way, 0);
	state->validity = folder->validity;
	state->next = 1;
	state->old_below = folder->next;
	if (state->import_since != 0) {
		state->import_next = 1;
		state->import_below = folder->next;
	}
}

static bool compare(vt_mailbox *m, vt_imap_folder *folder, GError **error)
{
	vt_mailbox_state *state = m->state;
	bool is_told = folder->next != 0;
	bool is_overlooked = false;

	if (!is_told && state->validity != folder->validity
	    && !vt_imap_find_next(m->imap, &folder->next, error))
		return false;
	if (state->validity == folder->validity && is_told && folder->next >= state->next
	    && !vt_mailbox_overlooked(m, &is_overlooked, error))
		return false;
	if (state->validity == 0) {
		state->validity = folder->validity;
		state->next = state->old_below = folder->next;
		state->since = vt_clock_now();
		vt_log(VT_LOG_INFO, "-", "imap-first", "account=%s next=%u", m->account,
		       folder->next);
	} else if (state->validity != folder->validity || (is_told && folder->next < state->next)
		   || is_overlooked) {
		begin_anew(m, folder);
	} else {
		return true;
	}
	return vt_mailbox_save(m, error);
}

bool vt_mailbox_enter(vt_mailbox *m, GError **error)
{
	vt_imap_folder folder;
	GError *refused = NULL;

	if (vt_imap_select(m->imap, m->folder, &folder, &refused))
		return compare(m, &folder, error);
	if (!vt_imap_is_lost(m->imap))
		refused->code = VT_NEVER;
	g_propagate_error(error, refused);
	return false;
}
