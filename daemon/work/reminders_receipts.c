/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reminders_receipts - recipients of issued documents who have not confirmed that they have them
 *
 * QĐ 28/2018 Đ9: who gets a document by mail confirms it. The clerk hears of each recipient once,
 * and asks, by telephone if need be; what he then hears he notes himself.
 */
#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/late.h"
#include "work/issuing.h"
#include "work/outgoing.h"
#include "work/reminders_private.h"

#define MAIL        "noi-nhan-cham"
#define LOOKED_BACK (60 * 86400)
#define SHOWN       100
#define SHOWN_CHARS 120

static bool is_late(const vt_noticing *n, const vt_outgoing *o)
{
	const vt_worktime *worktime = n->office->worktime;

	return vt_worktime_end_of_day(worktime, vt_worktime_add(worktime, o->issued_at, 0),
				      n->office->reminders.receipt_days)
	       < n->now;
}

/* Its mail is not confirmed, or nobody has ticked off that the paper went. */
static bool is_silent(const vt_outgoing *o, const vt_outgoing_recipient *to)
{
	bool waits = to->state == VT_RECIPIENT_WAITING;

	if (to->address == NULL)
		return waits;
	return (!waits && to->state < VT_RECIPIENT_REFUSED)
	       || (o->paper_reason != NULL && to->paper_at == 0 && g_str_equal(to->way, "mail"));
}

static bool is_new(const vt_noticing *n, const vt_outgoing *o, const vt_outgoing_recipient *to,
		   bool *first_out, GError **error)
{
	g_autofree char *key = g_strdup_printf("%" PRId64 "/%d", o->id, to->position);
	const vt_ring ring = { "outgoing", key, "not-confirmed" };

	return vt_rings_first(n->store, &ring, n->now, first_out, error);
}

static bool add_row(const vt_noticing *n, vt_mail *mail, const vt_outgoing *o,
		    const vt_outgoing_recipient *to, unsigned number, GError **error)
{
	vt_recipient_state state = to->state;

	if (!vt_issuing_state(n->store, to, &state, error))
		return false;
	g_autofree char *row = g_strdup_printf("%u", number);
	g_autofree char *shown = vt_outgoing_shown(o);
	g_autofree char *abstract = vt_text_quoted(o->abstract, SHOWN_CHARS);
	g_autofree char *at = vt_clock_stamp_vietnam(o->issued_at);
	const char *about =
		o->files->len > 0
			? ((const vt_outgoing_file *)g_ptr_array_index(o->files, 0))->arrival
			: NULL;
	const char *const cells[][2] = {
		{ "nr_stt", row },
		{ "nr_so_ky_hieu", shown },
		{ "nr_trich_yeu", abstract },
		{ "nr_noi_nhan", to->name },
		{ "nr_dia_chi", to->address != NULL  ? to->address
				: to->postal != NULL ? to->postal
						     : "" },
		{ "nr_tu", at },
		{ "nr_tinh_trang", vt_recipient_state_shown(state) },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
		vt_mail_add_about(mail, about, cells[i][0], cells[i][1]);
	return true;
}

/* What is more than the mail can show waits for the next one. */
static bool add_silent(const vt_noticing *n, vt_mail *mail, const vt_outgoing *o, unsigned *rows,
		       GError **error)
{
	for (guint i = 0; i < o->recipients->len && *rows < SHOWN; i++) {
		const vt_outgoing_recipient *to = g_ptr_array_index(o->recipients, i);
		bool first = false;

		if (!is_silent(o, to))
			continue;
		if (!is_new(n, o, to, &first, error)
		    || (first && !add_row(n, mail, o, to, ++*rows, error)))
			return false;
	}
	return true;
}

bool vt_reminders_receipts(const vt_noticing *n, const char *own, unsigned *told, GError **error)
{
	unsigned rows = 0;

	if (n->office->reminders.receipt_days == 0)
		return true;
	g_autoptr(vt_mail) mail = vt_notice_to_role(n, MAIL, own, VT_ROLE_CLERK);
	g_autoptr(GPtrArray) list =
		vt_outgoings_unconfirmed(n->store, own, n->now - LOOKED_BACK, error);
	if (list == NULL)
		return false;
	for (guint i = 0; mail != NULL && i < list->len; i++) {
		const vt_outgoing *o = g_ptr_array_index(list, i);

		if (is_late(n, o) && !add_silent(n, mail, o, &rows, error))
			return false;
	}
	if (rows == 0)
		return true;
	g_autofree char *count = g_strdup_printf("%u", rows);
	vt_mail_add(mail, "so_viec", count);
	*told += 1;
	return vt_notice_insert(n, mail, error);
}
