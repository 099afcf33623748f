/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forwarded - a signed original that somebody sends on as attachment keeps its own verdict
 */
#include "filters/forwarded.h"

#include <string.h>

#include "doc/forwarded.h"
#include "filters/chain.h"
#include "filters/layers.h"
#include "filters/sender.h"
#include "filters/signature.h"

#define MOST 10 /* each costs a signature and a chain; a clerk forwards a handful at once */

/* The finding a person should read first, as of a message that came by itself. */
static vt_code judge(vt_case *inner, vt_identity *identity)
{
	vt_signature_identify(inner, identity);
	vt_chain_identify(inner, identity);
	vt_sender_identify(inner, identity);
	if (identity->status == VT_STATUS_VALID && identity->chain == VT_CHAIN_VALID
	    && identity->sender == VT_SENDER_MATCH
	    && vt_findings_worst(identity->findings) == VT_GOOD)
		return VT_CODE_PROVED;
	const vt_finding *leading = vt_report_leading(identity, NULL);
	return leading != NULL ? leading->code : VT_CODE_CMS_BROKEN;
}

static void look_at(const vt_case *c, const vt_scan *scan, const vt_entity *message,
		    vt_identity *identity)
{
	const vt_entity *root = g_ptr_array_index(message->children, 0);
	vt_case inner = { .bytes = scan->bytes + root->header,
			  .size = root->end - root->header,
			  .received_at = c->received_at,
			  .office = c->office,
			  .trust = c->trust };
	g_autoptr(vt_identity) its = vt_identity_new();
	vt_forwarded told = { 0 };

	inner.scan = vt_scan_new(inner.bytes, inner.size);
	told.code = judge(&inner, its);
	told.path = g_strdup(message->path);
	told.agency = g_strdup(its->agency);
	if (its->from->len == 1)
		told.from = g_strdup(g_ptr_array_index(its->from, 0));
	g_autofree char *detail = vt_forwarded_print(&told);
	vt_findings_add(identity->findings, VT_CODE_FORWARDED, "%s", detail);
	vt_forwarded_clear(&told);
	vt_case_clear(&inner);
}

static bool is_signed(const vt_entity *message)
{
	const vt_entity *root = message->children != NULL && message->children->len == 1
					? g_ptr_array_index(message->children, 0)
					: NULL;

	return root != NULL && strcmp(message->type, "message/rfc822") == 0
	       && (vt_layer_is_signed(root) || vt_layer_is_opaque(root));
}

/* Not below one that was found: what it carries is its own business. */
static void walk(const vt_case *c, const vt_scan *scan, const vt_entity *entity, unsigned *left,
		 vt_identity *identity)
{
	if (*left > 0 && is_signed(entity)) {
		(*left)--;
		look_at(c, scan, entity, identity);
		return;
	}
	for (guint i = 0; entity->children != NULL && i < entity->children->len; i++)
		walk(c, scan, g_ptr_array_index(entity->children, i), left, identity);
}

void vt_forwarded_identify(vt_case *c, vt_identity *identity)
{
	const vt_scan *scan = c->payload_scan != NULL ? c->payload_scan : c->scan;
	unsigned left = MOST;

	walk(c, scan, c->payload != NULL ? c->payload : c->scan->root, &left, identity);
}
