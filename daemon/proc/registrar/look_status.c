/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look_status - programs, queues and clock at a glance
 */
#include <sysexits.h>

#include "base/clock.h"
#include "proc/registrar/arrival_flow.h"
#include "proc/registrar/look.h"
#include "proc/registrar/mail_flow.h"
#include "proc/registrar/mail_send.h"
#include "proc/registrar/registrar.h"
#include "proc/registrar/scanning.h"
#include "store/arrivals.h"
#include "store/books.h"
#include "store/outbox.h"

static const vt_column pair_columns[] = { { "name", "name" }, { "value", "value" } };

static void put(const vt_call *call, const char *name, const char *value)
{
	const char *cells[] = { name, value };

	vt_reply_row(call->reply, cells, G_N_ELEMENTS(cells));
}

static void put_number(const vt_call *call, const char *name, int64_t value)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, value);

	put(call, name, text);
}

static void put_programs(const vt_call *call)
{
	static const vt_program programs[] = { VT_PROGRAM_INTAKE, VT_PROGRAM_INSPECT,
					       VT_PROGRAM_SIGNER, VT_PROGRAM_DISPATCH };

	for (unsigned i = 0; i < G_N_ELEMENTS(programs); i++)
		put(call, vt_program_name(programs[i]),
		    vt_run_peer(call->registrar->run, programs[i]) != NULL ? "running"
									   : "not running");
	if (vt_settings_count(call->registrar->office->settings, "imap") > 0)
		put_number(call, vt_program_name(VT_PROGRAM_IMAP),
			   vt_run_count_peers(call->registrar->run, VT_PROGRAM_IMAP));
}

static void put_arrivals(const vt_call *call)
{
	vt_arrival_counts counts = { 0 };

	if (!vt_arrivals_count(call->store, call->own, 0, G_MAXINT64, &counts, NULL))
		return;
	put_number(call, "arrived", counts.total);
	for (int i = 0; i < VT_N_STATES; i++)
		put_number(call, vt_state_name((vt_state)i), counts.of[i]);
	put_number(call, "under-way",
		   (int64_t)vt_arrival_flow_busy(call->registrar->arrivals)
			   + vt_mail_flow_busy(call->registrar->mails));
}

static void put_mails(const vt_call *call)
{
	for (int i = 0; i < VT_N_MAIL_STATES; i++) {
		g_autofree char *name =
			g_strdup_printf("mail-%s", vt_mail_state_name((vt_mail_state)i));
		int64_t n = 0;

		if (vt_outbox_count(call->store, call->own, (vt_mail_state)i, &n, NULL))
			put_number(call, name, n);
	}
}

static void put_mode(const vt_call *call)
{
	const vt_office *office = call->office;
	g_autofree char *text = NULL;
	int64_t held = 0;

	vt_outbox_count(call->store, call->own, VT_MAIL_HELD, &held, NULL);
	if (office->mode == VT_MODE_HOLD)
		text = g_strdup_printf(
			"HOLD - A REHEARSAL, NO MAIL LEAVES; %" G_GINT64_FORMAT " held", held);
	else if (office->mode == VT_MODE_REDIRECT)
		text = g_strdup_printf("REDIRECT - A REHEARSAL, ALL MAIL GOES TO %s",
				       office->redirect);
	else if (held > 0)
		text = g_strdup_printf("live; %" G_GINT64_FORMAT
				       " MAILS HELD FROM A REHEARSAL WAIT "
				       "FOR A DECISION (queue --held)",
				       held);
	put(call, "dispatch-mode", text != NULL ? text : "live");
}

static void put_books(const vt_call *call)
{
	g_autoptr(GPtrArray) years = vt_books_list(call->store, call->own, NULL);

	for (guint i = 0; years != NULL && i < years->len; i++) {
		const vt_book_year *year = g_ptr_array_index(years, i);
		g_autofree char *name =
			g_strdup_printf("book %s/%s/%d", year->own, year->book, year->year);

		put_number(call, name, year->last);
	}
}

void vt_run_status(const vt_call *call)
{
	g_autofree char *now = vt_clock_iso_vietnam(call->now);
	int64_t unsettled = vt_store_unsettled(call->registrar->store, NULL);

	vt_reply_table(call->reply, "status", pair_columns, G_N_ELEMENTS(pair_columns));
	put(call, "version", VT_VERSION);
	put_mode(call);
	put(call, "state", call->office->state);
	put(call, "time", now);
	put(call, "clock", vt_clock_is_synchronised() ? "synchronised" : "NOT SYNCHRONISED");
	put_programs(call);
	vt_scanning_status(call, put);
	put_arrivals(call);
	put_mails(call);
	put_books(call);
	if (unsettled > 0)
		put_number(call, "files-not-moved", unsettled);
	vt_reply_end(call->reply, EX_OK, NULL);
}
