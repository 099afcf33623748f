/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reminders_outgoing - outgoing documents that nobody issued in time, or that did not leave
 *
 * NĐ 30/2020 Đ18.1 and the office's regulation: issued on the day it is signed, at the latest by
 * noon of the next working day. Once that is over the head of the office hears of it, each number
 * once; and once more, should its mails wait in the queue then. Of what is urgent he hears after
 * reminders.urgent-after.
 */
#include <inttypes.h>

#include "store/late.h"
#include "work/outgoing.h"
#include "work/reminders_private.h"

#define WORKING_DAYS 1 /* besides the day it was approved on */

/* first_out: the clock has not told of it yet. */
static bool is_new(const vt_noticing *n, const vt_outgoing *o, bool *first_out, GError **error)
{
	const char *stage = o->state == VT_OUTGOING_ISSUED ? "not-sent" : "not-issued";
	g_autofree char *key = g_strdup_printf("%" PRId64, o->id);
	const vt_ring ring = { "outgoing", key, stage };

	return vt_rings_first(n->store, &ring, n->now, first_out, error);
}

/* What is urgent is issued at once (domain §12.33): its limit is minutes of office time. */
static bool is_late(const vt_noticing *n, const vt_outgoing *o)
{
	const vt_worktime *worktime = n->office->worktime;
	int64_t urgent_after = n->office->reminders.urgent_after;

	if (o->urgency > 0 && urgent_after > 0
	    && vt_worktime_add(worktime, o->approved_at, urgent_after) < n->now)
		return true;
	/* A signature at night, or on a day off, is one of that day. */
	return vt_worktime_noon(worktime, o->approved_at, WORKING_DAYS) < n->now;
}

/* Moves those that are late and new from list to late. */
static bool pick(const vt_noticing *n, GPtrArray *list, GPtrArray *late, GError **error)
{
	for (guint at = 0; at < list->len; at++) {
		vt_outgoing *o = g_ptr_array_index(list, at);
		bool first = false;

		if (!is_late(n, o))
			continue;
		if (!is_new(n, o, &first, error))
			return false;
		if (first) {
			g_ptr_array_add(late, o);
			list->pdata[at] = NULL;
		}
	}
	return true;
}

bool vt_reminders_outgoing(const vt_noticing *n, const char *own, unsigned *told, GError **error)
{
	static const vt_outgoing_state waiting[] = { VT_OUTGOING_NUMBERED, VT_OUTGOING_COMPARED };
	g_autoptr(GPtrArray) late =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_free);

	for (size_t i = 0; i < G_N_ELEMENTS(waiting); i++) {
		g_autoptr(GPtrArray) list = vt_outgoings_in(n->store, own, waiting[i], error);

		if (list == NULL || !pick(n, list, late, error))
			return false;
	}
	g_autoptr(GPtrArray) unsent = vt_outgoings_unsent(n->store, own, error);
	if (unsent == NULL || !pick(n, unsent, late, error))
		return false;
	if (late->len == 0)
		return true;
	*told += 1;
	return vt_outgoing_tell_late(n, own, late, error);
}
