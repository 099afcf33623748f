/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * health - what systemd is told: ready, reloading, stopping, how many programs run, that we live
 */
#include "proc/vanthud/health.h"

#include "proc/vanthud/notify.h"

void vt_health_clear(vt_health *health)
{
	g_free(health->status);
}

static void tell_status(vt_health *health)
{
	g_autofree char *programs =
		health->ready == health->n
			? g_strdup_printf("%u programs run", health->n)
			: g_strdup_printf("%u of %u programs run", health->ready, health->n);
	g_autofree char *refused =
		health->refused > 0 ? g_strdup_printf("; changed files refused (faults: %u), the "
						      "old ones are in use",
						      health->refused)
				    : g_strdup("");
	g_autofree char *status = g_strdup_printf("STATUS=%s%s", programs, refused);

	if (g_strcmp0(status, health->status) == 0)
		return;
	vt_notify(status);
	g_free(health->status);
	health->status = g_steal_pointer(&status);
}

void vt_health_reloading(vt_health *health)
{
	g_autofree char *text = g_strdup_printf("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT,
						g_get_monotonic_time());

	if (!health->reloading)
		vt_notify(text);
	health->reloading = true;
}

void vt_health_reloaded(vt_health *health, unsigned n_faults)
{
	health->refused = n_faults;
	tell_status(health);
	/* Taken ones are at work when all programs are ready again. */
	if (n_faults > 0)
		vt_health_ready(health);
}

void vt_health_ready(vt_health *health)
{
	health->reloading = false;
	vt_notify("READY=1");
}

void vt_health_stopping(vt_health *health)
{
	(void)health;
	vt_notify("STOPPING=1\nSTATUS=programs end");
}

void vt_health_beat(vt_health *health, unsigned n, unsigned ready)
{
	int64_t now = g_get_monotonic_time(), limit = vt_notify_watchdog();

	health->n = n;
	health->ready = ready;
	tell_status(health);
	if (limit > 0 && (health->beat_us == 0 || now - health->beat_us >= limit / 4)) {
		vt_notify("WATCHDOG=1");
		health->beat_us = now;
	}
}
