/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reminders_outgoing - numbers of outgoing documents that nobody issued in time
 *
 * NĐ 30/2020 Đ18.1: issued on the day it is signed, at the latest on the next working day. Once
 * that is over the head of the office hears of it, each number once.
 */
#include <inttypes.h>

#include "store/late.h"
#include "work/outgoing.h"
#include "work/reminders_private.h"

#define WORKING_DAYS 1 /* besides the day it was approved on */

/* first_out: the clock has not told of it yet. */
static bool is_new(const vt_noticing *n, const vt_outgoing *o, bool *first_out, GError **error)
{
	g_autofree char *key = g_strdup_printf("%" PRId64, o->id);
	const vt_ring ring = { "outgoing", key, "not-issued" };

	return vt_rings_first(n->store, &ring, n->now, first_out, error);
}

static bool is_late(const vt_noticing *n, const vt_outgoing *o)
{
	const vt_worktime *worktime = n->office->worktime;

	return vt_worktime_end_of_day(worktime, vt_worktime_add(worktime, o->approved_at, 0),
				      WORKING_DAYS)
	       < n->now;
}

bool vt_reminders_outgoing(const vt_noticing *n, const char *own, unsigned *told, GError **error)
{
	static const vt_outgoing_state waiting[] = { VT_OUTGOING_NUMBERED, VT_OUTGOING_COMPARED };
	g_autoptr(GPtrArray) late =
		g_ptr_array_new_with_free_func((GDestroyNotify)vt_outgoing_free);

	for (size_t i = 0; i < G_N_ELEMENTS(waiting); i++) {
		g_autoptr(GPtrArray) list = vt_outgoings_in(n->store, own, waiting[i], error);

		if (list == NULL)
			return false;
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
	}
	if (late->len == 0)
		return true;
	*told += 1;
	return vt_outgoing_tell_late(n, own, late, error);
}
