/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * roundtrip - out, back, told
 */
#include "proc/registrar/roundtrip.h"

#include <string.h>
#include <sysexits.h>

#include "base/address.h"
#include "base/clock.h"
#include "proc/registrar/control.h"
#include "proc/registrar/look_around.h"
#include "proc/registrar/mail_flow.h"
#include "proc/registrar/roundtrip_report.h"
#include "store/arrivals.h"
#include "work/roundtrip.h"

#define LOOK_MS     250
#define DOORS_EVERY 8 /* looks */
#define PATIENCE_MS (75 * 1000)

typedef struct roundtrip {
	const vt_call *call;
	vt_registrar *registrar;
	char *own, *address, *subaddress;
	vt_leg legs[VT_N_LEGS];
	int64_t begun_us;
	unsigned looks;
} roundtrip;

static void roundtrip_free(roundtrip *r)
{
	for (unsigned i = 0; i < VT_N_LEGS; i++) {
		vt_mail_free(r->legs[i].mail);
		g_free(r->legs[i].arrival);
		g_free(r->legs[i].fault);
	}
	g_free(r->own);
	g_free(r->address);
	g_free(r->subaddress);
	g_free(r);
}

static void finish(roundtrip *take_r)
{
	const vt_call *call = take_r->call;

	vt_roundtrip_report(call, take_r->legs);
	roundtrip_free(take_r);
	vt_control_release(call);
}

/* --- what did not go is not tried for days --- */

static bool act_withdraw(vt_registrar *registrar, void *data, GError **error)
{
	const roundtrip *r = data;

	for (unsigned i = 0; i < VT_N_LEGS; i++)
		if (r->legs[i].arrival == NULL
		    && !vt_outbox_withdraw(registrar->store, r->legs[i].mail->id,
					   "the test is over", error))
			return false;
	return true;
}

static void withdrawn(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	(void)registrar;
	(void)kept;
	(void)error;
	finish(data);
}

static void give_up(roundtrip *r)
{
	vt_batch_add(r->registrar->batch, &(vt_task){ .name = "roundtrip-end",
						      .order = G_MAXINT64,
						      .act = act_withdraw,
						      .settled = withdrawn,
						      .data = r });
}

/* --- is it back? --- */

static void look_at_leg(const roundtrip *r, vt_leg *leg)
{
	vt_store *store = r->registrar->store;
	g_autoptr(GPtrArray) found =
		vt_arrivals_by_message_id(store, NULL, leg->mail->message_id, NULL);
	g_autoptr(vt_mail) mail = vt_outbox_get(store, leg->mail->id, NULL);

	for (guint i = 0; found != NULL && i < found->len; i++) {
		const vt_arrival *arrival = g_ptr_array_index(found, i);

		if (arrival->state == VT_STATE_WAITING || leg->arrival != NULL)
			continue;
		leg->arrival = g_strdup(arrival->id);
		leg->took_ms = (g_get_monotonic_time() - r->begun_us) / 1000;
	}
	if (leg->arrival == NULL && mail != NULL && mail->fault != NULL)
		leg->fault = g_strdup(mail->fault);
}

static void look(vt_run *run, void *data)
{
	roundtrip *r = data;
	bool is_over = true;

	if (r->looks++ % DOORS_EVERY == 0)
		vt_look_around(r->registrar);
	for (unsigned i = 0; i < VT_N_LEGS; i++) {
		vt_leg *leg = &r->legs[i];

		if (leg->arrival == NULL && leg->fault == NULL)
			look_at_leg(r, leg);
		is_over &= leg->arrival != NULL || leg->fault != NULL;
	}
	if (is_over || (g_get_monotonic_time() - r->begun_us) / 1000 > PATIENCE_MS)
		give_up(r);
	else
		vt_run_after(run, LOOK_MS, look, r);
}

/* --- out --- */

static bool act_make(vt_registrar *registrar, void *data, GError **error)
{
	roundtrip *r = data;

	for (unsigned i = 0; i < VT_N_LEGS; i++) {
		vt_leg *leg = &r->legs[i];
		const vt_roundtrip_order order = {
			.own = r->own,
			.recipient = i == VT_LEG_SUBADDRESS ? r->subaddress : r->address,
			.bytes = leg->bytes,
		};

		g_clear_pointer(&leg->mail, vt_mail_free);
		leg->mail = vt_roundtrip_make(registrar->store, registrar->office, &order,
					      vt_clock_now(), error);
		if (leg->mail == NULL)
			return false;
	}
	return true;
}

static void made(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	roundtrip *r = data;
	const vt_call *call = r->call;

	if (kept) {
		r->begun_us = g_get_monotonic_time();
		vt_mail_flow_pump(registrar);
		vt_run_after(registrar->run, LOOK_MS, look, r);
		return;
	}
	vt_reply_end(call->reply, EX_TEMPFAIL, "%s",
		     error != NULL ? error->message : "the test mails could not be written");
	roundtrip_free(r);
	vt_control_release(call);
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

void vt_run_roundtrip(const vt_call *call)
{
	const vt_directory *directory = call->office->directory;
	const vt_own *own = call->own != NULL ? vt_directory_own(directory, call->own)
					      : g_ptr_array_index(directory->own, 0);
	const char *word = vt_call_word(call, 1);
	const char *wanted = word != NULL ? word : g_ptr_array_index(own->addresses, 0);
	g_autofree char *address = vt_address_normal(wanted, -1);
	roundtrip *r = NULL;

	if (address == NULL) {
		vt_reply_end(call->reply, EX_USAGE, "'%s' is no address", wanted);
		return;
	}
	r = g_new0(roundtrip, 1);
	r->call = call;
	r->registrar = call->registrar;
	r->own = g_strdup(own->key);
	r->address = g_steal_pointer(&address);
	r->subaddress = with_detail(r->address);
	r->legs[VT_LEG_LARGE].bytes =
		vt_block_int(vt_settings_one(call->office->settings, "notices"), "attach-max");
	vt_control_hold(call);
	vt_batch_add(r->registrar->batch, &(vt_task){ .name = "roundtrip",
						      .order = G_MAXINT64,
						      .act = act_make,
						      .settled = made,
						      .data = r });
}
