/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time_clock - the registrar's clock for people: every minute what is due is looked up
 */
#include "proc/registrar/time_clock.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/io.h"
#include "proc/registrar/mail_flow.h"
#include "work/notices_private.h"
#include "work/reminders.h"
#include "work/rights_change.h"
#include "work/second.h"

#define LOOK_EVERY_MS (60 * 1000)
#define MAX_PINS      2000
/* All pins come together. */
#define AFTER_PINS_MS 500

struct vt_time_clock {
	GPtrArray *pins; /* vt_pin_ending * */
	unsigned timer;  /* 0: an act is under way */
	unsigned told;   /* mails of that act */
	bool more;       /* it was cut short */
	bool compared;   /* directory.conf with what it said before: it changes with a start */
};

vt_time_clock *vt_time_clock_new(void)
{
	vt_time_clock *clock = g_new0(vt_time_clock, 1);

	clock->pins = g_ptr_array_new_with_free_func((GDestroyNotify)vt_pin_ending_free);
	return clock;
}

void vt_time_clock_free(vt_time_clock *clock)
{
	if (clock == NULL)
		return;
	g_ptr_array_unref(clock->pins);
	g_free(clock);
}

void vt_time_clock_inspect_came(vt_registrar *registrar)
{
	g_ptr_array_set_size(registrar->time_clock->pins, 0);
}

static void look(vt_run *run, void *data);

static void wind(vt_registrar *registrar, int64_t milliseconds)
{
	vt_time_clock *clock = registrar->time_clock;

	if (clock->timer != 0)
		vt_run_cancel(registrar->run, clock->timer);
	clock->timer = vt_run_after(registrar->run, milliseconds, look, registrar);
}

void vt_on_pinned(vt_run *run, vt_peer *peer, vt_packet *packet)
{
	vt_registrar *registrar = vt_registrar_of(run);
	GPtrArray *pins = registrar->time_clock->pins;
	vt_reader r = vt_packet_reader(packet);
	vt_pin_ending *pin = g_new0(vt_pin_ending, 1);

	pin->owner = vt_read_text(&r, VT_MAX_NAME_BYTES);
	pin->sha256 = vt_read_text(&r, VT_SHA256_HEX - 1);
	pin->subject = vt_read_text(&r, VT_MAX_NAME_BYTES);
	pin->until = vt_read_i64(&r);
	if (!vt_reader_done(&r, NULL) || pin->owner == NULL || pin->sha256 == NULL)
		vt_peer_broken(peer, "a pinned certificate that does not read");
	else if (pins->len < MAX_PINS)
		g_ptr_array_add(pins, g_steal_pointer(&pin));
	vt_pin_ending_free(pin);
	if (registrar->time_clock->timer != 0)
		wind(registrar, AFTER_PINS_MS);
}

static bool look_at_rights(vt_registrar *registrar, int64_t now, unsigned *n_out, GError **error)
{
	const vt_noticing n = { registrar->office, vt_notice_templates(), registrar->store, now };
	unsigned changed = 0, again = 0;

	if ((!registrar->time_clock->compared && !vt_rights_change_look(&n, &changed, error))
	    || !vt_second_remind(&n, &again, error))
		return false;
	*n_out = changed + again;
	return true;
}

static bool act(vt_registrar *registrar, void *data, GError **error)
{
	vt_time_clock *clock = registrar->time_clock;
	int64_t now = vt_clock_now();
	unsigned mails = 0, certificates = 0, rights = 0;

	(void)data;
	clock->told = 0;
	if (!vt_reminders_run(registrar->store, registrar->office, now, &mails, error)
	    || !vt_reminders_certificates(registrar->store, registrar->office, clock->pins, now,
					  &certificates, error)
	    || !look_at_rights(registrar, now, &rights, error))
		return false;
	clock->told = mails + certificates + rights;
	clock->more = mails >= VT_REMINDERS_AT_ONCE || certificates >= VT_REMINDERS_AT_ONCE;
	return true;
}

/* A morning on which much is due takes several acts; others come between. */
static void settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	vt_time_clock *clock = registrar->time_clock;

	(void)data;
	(void)error;
	clock->compared |= kept;
	if (kept && clock->told > 0)
		vt_log(VT_LOG_INFO, "-", "reminded", "mails=%u", clock->told);
	wind(registrar, kept && clock->more ? 0 : LOOK_EVERY_MS);
	vt_mail_flow_pump(registrar);
}

static void look(vt_run *run, void *data)
{
	vt_registrar *registrar = data;

	(void)run;
	registrar->time_clock->timer = 0;
	vt_batch_add(registrar->batch, &(vt_task){ .name = "reminders",
						   .order = G_MAXINT64,
						   .act = act,
						   .settled = settled });
}

void vt_time_clock_start(vt_registrar *registrar)
{
	wind(registrar, 0);
}
