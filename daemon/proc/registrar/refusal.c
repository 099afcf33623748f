/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * refusal - the act that counts it
 */
#include "proc/registrar/refusal.h"

#include "base/clock.h"
#include "proc/registrar/mail_flow.h"
#include "work/misuse.h"

typedef struct refusal {
	char *name, *own;
} refusal;

static void refusal_free(void *data)
{
	refusal *r = data;

	g_free(r->name);
	g_free(r->own);
	g_free(r);
}

static bool act(vt_registrar *registrar, void *data, GError **error)
{
	const refusal *r = data;
	vt_misuse misuse = { VT_MISUSE_PROOF, r->name, r->own, 0 };

	return vt_misuse_note(registrar->store, registrar->office, &misuse, vt_clock_now(), error);
}

void vt_refusal_note(vt_registrar *registrar, const char *name, const char *own)
{
	refusal *r = g_new0(refusal, 1);

	r->name = g_strdup(name);
	r->own = g_strdup(own);
	vt_batch_add(registrar->batch, &(vt_task){ .name = "refusal",
						   .order = G_MAXINT64,
						   .act = act,
						   .settled = vt_mail_flow_settled,
						   .data = r,
						   .free_data = refusal_free });
}
