/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * roundtrip - out, back, told: first the small mails, then sizes one after another, then the report
 */
#include "proc/registrar/roundtrip.h"

#include <string.h>
#include <sysexits.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/limits.h"
#include "proc/registrar/control.h"
#include "proc/registrar/look_around.h"
#include "proc/registrar/mail_flow.h"
#include "proc/registrar/roundtrip_report.h"
#include "store/arrivals.h"
#include "store/deliveries.h"
#include "work/roundtrip.h"

#define LOOK_MS      250
#define DOORS_EVERY  8 /* looks */
#define PATIENCE_MS  ((int64_t)75 * 1000)
#define LEAST_MS     ((int64_t)20 * 1000) /* a larger mail takes longer than a small one took */
#define REPORT_MS    ((int64_t)20 * 1000) /* after the mail it is about */
#define SEARCH_MS    ((int64_t)600 * 1000)
#define REST_BYTES   ((int64_t)64 * 1024) /* of a mail, beside its file */
#define LINE_RAW     57                   /* base64, RFC 2045 §6.8: 76 characters and CRLF */
#define LINE_ENCODED 78

typedef struct roundtrip {
	const vt_call *call;
	vt_registrar *registrar;
	char *own, *address, *subaddress;
	vt_round round;
	vt_leg size;        /* the one that is under way */
	int64_t size_bytes; /* 0 = none is */
	GArray *lost;       /* int64_t ids of mails that did not come back */
	int64_t begun_us;
	unsigned looks;
	bool is_mail_told, is_making;
} roundtrip;

static void look(vt_run *run, void *data);

static void leg_clear(vt_leg *leg)
{
	vt_mail_free(leg->mail);
	g_free(leg->arrival);
	g_free(leg->fault);
	*leg = (vt_leg){ .mail = NULL };
}

static void roundtrip_free(roundtrip *r)
{
	leg_clear(&r->round.plain);
	leg_clear(&r->round.subaddress);
	leg_clear(&r->size);
	g_free(r->round.report_words);
	g_free(r->round.size_fault);
	g_array_unref(r->lost);
	g_free(r->own);
	g_free(r->address);
	g_free(r->subaddress);
	g_free(r);
}

static int64_t ms_since(int64_t us)
{
	return (g_get_monotonic_time() - us) / 1000;
}

/* --- what did not go is not tried for days --- */

static bool act_withdraw(vt_registrar *registrar, void *data, GError **error)
{
	const roundtrip *r = data;

	for (guint i = 0; i < r->lost->len; i++)
		if (!vt_outbox_withdraw(registrar->store, g_array_index(r->lost, int64_t, i),
					"the test is over", error))
			return false;
	return true;
}

static void withdrawn(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	roundtrip *r = data;
	const vt_call *call = r->call;

	(void)registrar;
	(void)kept;
	(void)error;
	vt_roundtrip_report(call, &r->round);
	roundtrip_free(r);
	vt_control_release(call);
}

static void finish(roundtrip *r)
{
	vt_batch_add(r->registrar->batch, &(vt_task){ .name = "roundtrip-end",
						      .order = G_MAXINT64,
						      .act = act_withdraw,
						      .settled = withdrawn,
						      .data = r });
}

/* --- is it back? --- */

static void look_for_arrival(vt_store *store, vt_leg *leg)
{
	g_autoptr(GPtrArray) found =
		vt_arrivals_by_message_id(store, NULL, leg->mail->message_id, NULL);

	for (guint i = 0; found != NULL && i < found->len; i++) {
		const vt_arrival *arrival = g_ptr_array_index(found, i);

		if (arrival->state == VT_STATE_WAITING || leg->arrival != NULL)
			continue;
		leg->arrival = g_strdup(arrival->id);
		leg->took_ms = ms_since(leg->begun_us);
	}
}

/* Our server took it and gave it back. */
static void look_for_bounce(vt_store *store, vt_leg *leg)
{
	g_autoptr(GPtrArray) rows = vt_deliveries_of(store, leg->mail->id, NULL);

	for (guint i = 0; rows != NULL && i < rows->len && leg->fault == NULL; i++) {
		const vt_told_row *row = g_ptr_array_index(rows, i);

		if (row->state == VT_DELIVERY_FAILED)
			leg->fault = g_strdup_printf("it was returned: %s", row->words);
	}
}

/* Over: back, refused, returned, or not there for too long. */
static bool is_over(const roundtrip *r, vt_leg *leg, int64_t patience_ms)
{
	vt_store *store = r->registrar->store;
	g_autoptr(vt_mail) mail = NULL;

	if (leg->arrival != NULL || leg->fault != NULL)
		return true;
	look_for_arrival(store, leg);
	if (leg->arrival != NULL)
		return true;
	mail = vt_outbox_get(store, leg->mail->id, NULL);
	if (mail != NULL && mail->fault != NULL)
		leg->fault = g_strdup(mail->fault);
	else
		look_for_bounce(store, leg);
	return leg->fault != NULL || ms_since(leg->begun_us) > patience_ms;
}

/* What a report says of the mail that came back: the highest claim stays (doc/delivery.h). */
static void look_for_report(const roundtrip *r, vt_round *round)
{
	g_autoptr(GPtrArray) rows =
		vt_deliveries_of(r->registrar->store, round->plain.mail->id, NULL);

	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		const vt_told_row *row = g_ptr_array_index(rows, i);

		if ((int)row->state <= round->report)
			continue;
		round->report = (int)row->state;
		round->report_ms = ms_since(round->plain.begun_us);
		g_free(round->report_words);
		round->report_words = g_strdup(row->words);
	}
}

/* --- out --- */

static void progress_of(const roundtrip *r, const vt_leg *leg, const char *what)
{
	if (leg->arrival != NULL)
		vt_reply_progress(r->call->reply, "%s: back after %.1f s", what,
				  (double)leg->took_ms / 1000);
	else
		vt_reply_progress(r->call->reply, "%s: not back%s%s", what,
				  leg->fault != NULL ? ": " : "",
				  leg->fault != NULL ? leg->fault : " in time");
}

/* bytes: of its file as it travels. */
static bool make_leg(roundtrip *r, vt_leg *leg, const char *recipient, int64_t bytes,
		     GError **error)
{
	const vt_roundtrip_order order = { .own = r->own,
					   .recipient = recipient,
					   .bytes = bytes * LINE_RAW / LINE_ENCODED };

	g_clear_pointer(&leg->mail, vt_mail_free);
	leg->mail = vt_roundtrip_make(r->registrar->store, r->registrar->office, &order,
				      vt_clock_now(), error);
	leg->begun_us = g_get_monotonic_time();
	return leg->mail != NULL;
}

static bool act_make(vt_registrar *registrar, void *data, GError **error)
{
	roundtrip *r = data;

	(void)registrar;
	if (r->size_bytes > 0)
		return make_leg(r, &r->size, r->address, r->size_bytes, error);
	return make_leg(r, &r->round.plain, r->address, 0, error)
	       && make_leg(r, &r->round.subaddress, r->subaddress, 0, error);
}

static void made(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	roundtrip *r = data;
	const vt_call *call = r->call;

	r->is_making = false;
	if (kept) {
		vt_mail_flow_pump(registrar);
		vt_run_after(registrar->run, LOOK_MS, look, r);
		return;
	}
	vt_reply_end(call->reply, EX_TEMPFAIL, "%s",
		     error != NULL ? error->message : "the test mails could not be written");
	roundtrip_free(r);
	vt_control_release(call);
}

static void send_out(roundtrip *r)
{
	r->is_making = true;
	vt_batch_add(r->registrar->batch, &(vt_task){ .name = "roundtrip",
						      .order = G_MAXINT64,
						      .act = act_make,
						      .settled = made,
						      .data = r });
}

/* --- one step after another; true: it is over --- */

static void lose(roundtrip *r, const vt_leg *leg)
{
	if (leg->arrival == NULL)
		g_array_append_val(r->lost, leg->mail->id);
}

static bool mail_step(roundtrip *r)
{
	vt_leg *plain = &r->round.plain, *sub = &r->round.subaddress;
	bool plain_over, sub_over;

	if (r->is_mail_told)
		return true;
	plain_over = is_over(r, plain, PATIENCE_MS);
	sub_over = is_over(r, sub, PATIENCE_MS);
	if (!plain_over || !sub_over)
		return false;
	r->is_mail_told = true;
	progress_of(r, plain, plain->mail->recipient);
	progress_of(r, sub, sub->mail->recipient);
	lose(r, plain);
	lose(r, sub);
	return true;
}

static void settle_size(roundtrip *r)
{
	g_autofree char *what =
		g_strdup_printf("a file of %" G_GINT64_FORMAT " bytes, encoded", r->size_bytes);

	progress_of(r, &r->size, what);
	lose(r, &r->size);
	vt_size_search_note(&r->round.sizes, r->size_bytes, r->size.arrival != NULL);
	if (r->size.arrival == NULL) {
		g_free(r->round.size_fault);
		r->round.size_fault = g_steal_pointer(&r->size.fault);
	}
	leg_clear(&r->size);
	r->size_bytes = 0;
}

static bool size_step(roundtrip *r)
{
	int64_t patience = MIN(PATIENCE_MS, LEAST_MS + 10 * r->round.plain.took_ms);

	if (r->size_bytes > 0 && is_over(r, &r->size, patience))
		settle_size(r);
	if (r->size_bytes > 0)
		return false;
	r->size_bytes =
		ms_since(r->begun_us) < SEARCH_MS ? vt_size_search_next(&r->round.sizes) : 0;
	if (r->size_bytes == 0)
		return true;
	send_out(r);
	return false;
}

static bool report_step(roundtrip *r)
{
	const vt_round *round = &r->round;

	look_for_report(r, &r->round);
	return round->report >= 0
	       || ms_since(round->plain.begun_us) > round->plain.took_ms + REPORT_MS;
}

static void look(vt_run *run, void *data)
{
	roundtrip *r = data;

	if (r->looks++ % DOORS_EVERY == 0)
		vt_look_around(r->registrar);
	if (mail_step(r)) {
		bool is_back = r->round.plain.arrival != NULL;
		bool has_report = !is_back || report_step(r);

		if (!is_back || (size_step(r) && has_report)) {
			finish(r);
			return;
		}
		if (r->is_making)
			return; /* made() goes on */
	}
	vt_run_after(run, LOOK_MS, look, r);
}

/* What would only be found out by waiting; NULL = nothing. */
static const char *hindrance(const vt_office *office)
{
	if (vt_settings_count(office->settings, "smtp") == 0)
		return "mail goes out to Maildirs here, and nothing brings it back: write an smtp "
		       "block in place of dispatch.maildir, then try again";
	if (office->mode == VT_MODE_HOLD)
		return "dispatch.mode is hold, no mail leaves: write dispatch.mode = live, then "
		       "try again (what is held stays held until resend --held)";
	if (office->mode == VT_MODE_REDIRECT)
		return "dispatch.mode is redirect, all mail goes to one address: write "
		       "dispatch.mode = live, then try again";
	return NULL;
}

/* vanthu@x -> vanthu+r4f2a...@x */
static char *with_detail(const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *local = g_strndup(address, (gsize)(at - address));
	char *plus = strchr(local, '+');

	if (plus != NULL)
		*plus = '\0';
	return g_strdup_printf("%s+r%08x%s", local, g_random_int(), at);
}

static roundtrip *roundtrip_new(const vt_call *call, const char *own, char *take_address)
{
	int64_t most = (int64_t)MIN(call->office->max_bytes, (uint64_t)G_MAXINT64) - REST_BYTES;
	roundtrip *r = g_new0(roundtrip, 1);

	r->call = call;
	r->registrar = call->registrar;
	r->own = g_strdup(own);
	r->address = take_address;
	r->subaddress = with_detail(take_address);
	r->lost = g_array_new(FALSE, FALSE, sizeof(int64_t));
	r->begun_us = g_get_monotonic_time();
	r->round.report = -1;
	vt_size_search_init(
		&r->round.sizes,
		vt_block_int(vt_settings_one(call->office->settings, "notices"), "attach-max"),
		MIN(most, VT_MAX_ATTACH_BYTES));
	return r;
}

void vt_run_roundtrip(const vt_call *call)
{
	const vt_directory *directory = call->office->directory;
	const vt_own *own = call->own != NULL ? vt_directory_own(directory, call->own)
					      : g_ptr_array_index(directory->own, 0);
	const char *word = vt_call_word(call, 1);
	const char *wanted = word != NULL ? word : g_ptr_array_index(own->addresses, 0);
	const char *why = hindrance(call->office);
	char *address = vt_address_normal(wanted, -1);
	roundtrip *r;

	if (address == NULL || why != NULL) {
		g_free(address);
		vt_reply_end(call->reply, why != NULL ? EX_CONFIG : EX_USAGE, "%s%s%s",
			     why != NULL ? "no test mail was sent: " : "'",
			     why != NULL ? why : wanted, why != NULL ? "" : "' is no address");
		return;
	}
	r = roundtrip_new(call, own->key, address);
	vt_control_hold(call);
	vt_reply_progress(call->reply, "sent: a test mail to %s, one to %s", r->address,
			  r->subaddress);
	send_out(r);
}
