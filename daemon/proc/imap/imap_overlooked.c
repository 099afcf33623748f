/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imap_overlooked - mail under UIDs that are behind us
 *
 * A mailbox that was restored from a backup keeps its UIDVALIDITY and gives UIDs out a second time.
 * When more mail has come since than was lost, UIDNEXT is past the one we knew, and nothing else
 * tells.
 */
#include "proc/imap/imap_private.h"

bool vt_mailbox_overlooked(vt_mailbox *m, bool *has_out, GError **error)
{
	const vt_mailbox_state *state = m->state;
	/* Below lies what came before our first day, too. */
	g_autoptr(GError) fault = NULL;
	g_autoptr(GArray) left =
		vt_imap_search_left(m->imap, MAX(state->old_below, 1), state->next, &fault);
	bool has = false;

	if (left == NULL && vt_imap_is_lost(m->imap)) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
	/* A server that cannot answer this: its new mail is taken all the same. */
	if (left == NULL)
		return true;
	for (guint i = 0; !has && i < left->len; i++)
		has = vt_mailbox_state_with(state, g_array_index(left, uint32_t, i)) == NULL;
	*has_out = has;
	return true;
}
