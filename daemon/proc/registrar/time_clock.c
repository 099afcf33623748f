/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * time_clock - the registrar's clock for people: every minute what is due is looked up
 */
#include "proc/registrar/time_clock.h"

#include "base/clock.h"
#include "base/log.h"
#include "proc/registrar/mail_flow.h"
#include "work/reminders.h"

#define LOOK_EVERY_MS (60 * 1000)

static void look(vt_run *run, void *data);

static bool act(vt_registrar *registrar, void *data, GError **error)
{
	return vt_reminders_run(registrar->store, registrar->office, vt_clock_now(), data, error);
}

/* A morning on which much is due takes several acts; others come between. */
static void settled(vt_registrar *registrar, void *data, bool kept, const GError *error)
{
	const unsigned *n = data;

	(void)error;
	if (kept && *n > 0)
		vt_log(VT_LOG_INFO, "-", "reminded", "mails=%u", *n);
	vt_run_after(registrar->run, kept && *n >= VT_REMINDERS_AT_ONCE ? 0 : LOOK_EVERY_MS, look,
		     registrar);
	vt_mail_flow_pump(registrar);
}

static void look(vt_run *run, void *data)
{
	vt_registrar *registrar = data;

	(void)run;
	vt_batch_add(registrar->batch, &(vt_task){ .name = "reminders",
						   .order = G_MAXINT64,
						   .act = act,
						   .settled = settled,
						   .data = g_new0(unsigned, 1),
						   .free_data = g_free });
}

void vt_time_clock_start(vt_registrar *registrar)
{
	vt_run_after(registrar->run, 0, look, registrar);
}
