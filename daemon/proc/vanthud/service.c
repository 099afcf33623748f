/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * service - what systemd is told: ready, reloading, stopping, how many programs run, that we live
 */
#include "proc/vanthud/service.h"

#include "proc/vanthud/notify.h"

void vt_service_clear(vt_service *service)
{
	g_free(service->status);
}

static void tell_status(vt_service *service)
{
	g_autofree char *programs =
		service->ready == service->n
			? g_strdup_printf("%u programs run", service->n)
			: g_strdup_printf("%u of %u programs run", service->ready, service->n);
	g_autofree char *refused =
		service->refused > 0 ? g_strdup_printf("; changed files refused (faults: %u), the "
						       "old ones are in use",
						       service->refused)
				     : g_strdup("");
	g_autofree char *status = g_strdup_printf("STATUS=%s%s", programs, refused);

	if (g_strcmp0(status, service->status) == 0)
		return;
	vt_notify(status);
	g_free(service->status);
	service->status = g_steal_pointer(&status);
}

void vt_service_reloading(vt_service *service)
{
	g_autofree char *text = g_strdup_printf("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT,
						g_get_monotonic_time());

	if (!service->reloading)
		vt_notify(text);
	service->reloading = true;
}

void vt_service_reloaded(vt_service *service, unsigned n_faults)
{
	service->refused = n_faults;
	tell_status(service);
	/* Taken ones are at work when all programs are ready again. */
	if (n_faults > 0)
		vt_service_ready(service);
}

void vt_service_ready(vt_service *service)
{
	service->reloading = false;
	vt_notify("READY=1");
}

void vt_service_stopping(vt_service *service)
{
	(void)service;
	vt_notify("STOPPING=1\nSTATUS=programs end");
}

void vt_service_beat(vt_service *service, unsigned n, unsigned ready)
{
	int64_t now = g_get_monotonic_time(), limit = vt_notify_watchdog();

	service->n = n;
	service->ready = ready;
	tell_status(service);
	if (limit > 0 && (service->beat_us == 0 || now - service->beat_us >= limit / 4)) {
		vt_notify("WATCHDOG=1");
		service->beat_us = now;
	}
}
