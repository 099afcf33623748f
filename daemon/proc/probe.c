/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe - one line a finding
 */
#include "proc/probe.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/text.h"

#define MAX_SHOWN_CHARS 400
#define DAY             86400
#define SOON            (30 * DAY)
#define OLD_PIN         (365 * DAY)

static const char *const health_names[] = {
	[VT_HEALTH_GOOD] = "good",
	[VT_HEALTH_WARNING] = "warning",
	[VT_HEALTH_FAULT] = "fault",
};
G_STATIC_ASSERT(G_N_ELEMENTS(health_names) == VT_N_HEALTH);

const char *vt_health_name(vt_health health)
{
	return health_names[health];
}

static char *plain(const char *text)
{
	g_autofree char *valid = vt_text_utf8(text, -1);

	return vt_text_shown(valid, MAX_SHOWN_CHARS);
}

static const char use_roots[] =
	"ask for a certificate of a known authority, then use roots instead of tls-pin";

void vt_probe_say(vt_health health, const char *subject, const char *mend, const char *format, ...)
{
	g_autofree char *about = plain(subject);
	g_autofree char *how = plain(mend != NULL ? mend : "");
	g_autofree char *raw = NULL;
	g_autofree char *text = NULL;
	g_autofree char *line = NULL;
	va_list args;

	va_start(args, format);
	raw = g_strdup_vprintf(format, args);
	va_end(args);
	text = plain(raw);
	line = g_strdup_printf("%s\t%s\t%s\t%s\n", vt_health_name(health), about, text, how);
	(void)vt_io_write_full(STDOUT_FILENO, line, strlen(line), NULL);
}

char *vt_probe_span(int64_t seconds)
{
	if (seconds >= 2 * DAY)
		return g_strdup_printf("%" G_GINT64_FORMAT " days", seconds / DAY);
	return g_strdup_printf("%" G_GINT64_FORMAT " hours", seconds / 3600);
}

void vt_probe_certificate(const char *subject, int64_t from, int64_t until, const char *mend)
{
	int64_t now = vt_clock_now();
	g_autofree char *left = vt_probe_span(until - now);
	g_autofree char *gone = vt_probe_span(now - until);
	g_autofree char *date = vt_clock_iso_vietnam(until);

	if (now < from)
		vt_probe_say(VT_HEALTH_FAULT, subject, "look at the clock of this machine",
			     "the certificate does not hold yet");
	else if (now > until)
		vt_probe_say(VT_HEALTH_FAULT, subject, mend, "the certificate ended %s ago (%s)",
			     gone, date);
	else if (until - now < SOON)
		vt_probe_say(VT_HEALTH_WARNING, subject, mend, "the certificate ends in %s (%s)",
			     left, date);
	else
		vt_probe_say(VT_HEALTH_GOOD, subject, NULL, "the certificate holds for %s", left);
}

/* "pinned 45 days ago (2026-10-08)", and what is odd about it in mend_out. */
static char *pin_told(int64_t at, int64_t now, const char **mend_out)
{
	g_autofree char *day = vt_clock_iso_vietnam(at);
	g_autofree char *age = NULL;

	if (at == VT_TIME_NONE) {
		*mend_out =
			"write the day it was pinned behind it: tls-pin = sha256:... 2026-11-22";
		return g_strdup("pinned nobody wrote when");
	}
	day[strcspn(day, "T")] = '\0';
	if (at > now) {
		*mend_out = "look at the day behind tls-pin, and at the clock";
		return g_strdup_printf("pinned on a day to come (%s)", day);
	}
	age = vt_probe_span(now - at);
	if (now - at > OLD_PIN)
		*mend_out = use_roots;
	return g_strdup_printf("pinned %s ago (%s)", age, day);
}

/* A pin outlives every certificate: both ages are told. */
static void say_pinned(const char *about, const vt_probe_shown *shown, int64_t now)
{
	const char *mend = now > shown->until ? use_roots : NULL;
	g_autofree char *pinned = pin_told(shown->pinned_at, now, &mend);
	g_autofree char *age = vt_probe_span(MAX(now - shown->from, 0));
	g_autofree char *past = vt_probe_span(MAX(now - shown->until, 0));
	const char *how = now > shown->until ? "ended" : "is";

	vt_probe_say(mend != NULL ? VT_HEALTH_WARNING : VT_HEALTH_GOOD, about, mend,
		     "known by its pinned key alone (%s), %s; its certificate %s %s %s", shown->key,
		     pinned, how, now > shown->until ? past : age,
		     now > shown->until ? "ago" : "old");
}

void vt_probe_server(const char *subject, const vt_probe_shown *shown)
{
	g_autofree char *about = g_strdup_printf("%s certificate", subject);

	if (shown->pin == NULL)
		vt_probe_certificate(about, shown->from, shown->until,
				     "whoever runs the server must renew it");
	else
		say_pinned(about, shown, vt_clock_now());
}
