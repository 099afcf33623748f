/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inspect_probe - roots, intermediates, CRLs and pins: what does not hold, and what soon will not
 */
#include "proc/inspect/inspect_probe.h"

#include "base/clock.h"
#include "proc/inspect/inspect_anchors.h"
#include "proc/probe.h"

#define SOON (7 * 86400)
#define MEND "put a new one into its folder; vanthud takes it up by itself"

typedef struct trust_probe {
	vt_anchors *anchors;
	vt_trust *trust;
	GPtrArray *warnings;
} trust_probe;

static void probe_free(void *data)
{
	trust_probe *p = data;

	vt_trust_free(p->trust);
	vt_anchors_free(p->anchors);
	g_ptr_array_unref(p->warnings);
	g_free(p);
}

bool vt_inspect_probe_prepare(vt_run *run, GError **error)
{
	trust_probe *p = g_new0(trust_probe, 1);

	(void)error;
	p->warnings = g_ptr_array_new_with_free_func(g_free);
	p->anchors = vt_anchors_of_office(vt_run_office(run));
	p->trust = vt_anchors_load(p->anchors, p->warnings);
	vt_run_set_data(run, p, probe_free);
	return true;
}

static bool holds(const GPtrArray *texts, const char *text)
{
	for (guint i = 0; i < texts->len; i++)
		if (g_str_equal(g_ptr_array_index(texts, i), text))
			return true;
	return false;
}

void vt_inspect_probe(vt_run *run)
{
	const trust_probe *p = vt_run_data(run);
	g_autoptr(GPtrArray) now = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) soon = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < p->warnings->len; i++)
		vt_probe_say(VT_HEALTH_WARNING, "trust", "take the file away or mend it", "%s",
			     (char *)g_ptr_array_index(p->warnings, i));
	vt_trust_check(p->trust, vt_clock_now(), now);
	vt_trust_check(p->trust, vt_clock_now() + SOON, soon);
	for (guint i = 0; i < now->len; i++)
		vt_probe_say(VT_HEALTH_FAULT, "trust", MEND, "%s",
			     (char *)g_ptr_array_index(now, i));
	for (guint i = 0; i < soon->len; i++)
		if (!holds(now, g_ptr_array_index(soon, i)))
			vt_probe_say(VT_HEALTH_WARNING, "trust", MEND, "within 7 days: %s",
				     (char *)g_ptr_array_index(soon, i));
	if (vt_trust_n_roots(p->trust) == 0)
		vt_probe_say(VT_HEALTH_FAULT, "trust", "put the roots of your authorities there",
			     "no root certificate: no signature can be proved");
	else if (now->len == 0)
		vt_probe_say(VT_HEALTH_GOOD, "trust", NULL, "roots: %u; %s",
			     vt_trust_n_roots(p->trust),
			     p->anchors->crl_required ? "every CRL is current"
						      : "trust.crl is off: no CRL is asked for");
}
