/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forwarded - a signed original that somebody sends on as attachment keeps its own verdict
 */
#include "filters/forwarded.h"

#include <string.h>

#include "doc/forwarded.h"
#include "filters/chain.h"
#include "filters/eml.h"
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

static void look_at(const vt_case *c, const char *path, const void *bytes, size_t size,
		    vt_identity *identity)
{
	vt_case inner = { .bytes = bytes,
			  .size = size,
			  .received_at = c->received_at,
			  .office = c->office,
			  .trust = c->trust };
	g_autoptr(vt_identity) its = vt_identity_new();
	vt_forwarded told = { 0 };

	inner.scan = vt_scan_new(inner.bytes, inner.size);
	told.code = judge(&inner, its);
	told.path = g_strdup(path);
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
	       && vt_eml_is_signed(root);
}

/* One that came as any file. */
static bool look_into_file(const vt_case *c, vt_scan *scan, const vt_entity *entity,
			   vt_identity *identity)
{
	if (entity->children != NULL || !vt_eml_is(entity->type, entity->name))
		return false;
	g_autoptr(GBytes) content = vt_scan_decode(scan, entity);
	gsize size;
	const void *bytes = g_bytes_get_data(content, &size);
	g_autoptr(vt_scan) its = size > 0 ? vt_scan_new(bytes, size) : NULL;
	if (its == NULL || !vt_eml_is_signed(its->root))
		return false;
	look_at(c, entity->path, bytes, size, identity);
	return true;
}

/* Not below one that was found: what it carries is its own business. */
static void walk(const vt_case *c, vt_scan *scan, const vt_entity *entity, unsigned *left,
		 vt_identity *identity)
{
	if (*left > 0 && is_signed(entity)) {
		const vt_entity *root = g_ptr_array_index(entity->children, 0);

		(*left)--;
		look_at(c, entity->path, scan->bytes + root->header, root->end - root->header,
			identity);
		return;
	}
	if (*left > 0 && look_into_file(c, scan, entity, identity)) {
		(*left)--;
		return;
	}
	for (guint i = 0; entity->children != NULL && i < entity->children->len; i++)
		walk(c, scan, g_ptr_array_index(entity->children, i), left, identity);
}

void vt_forwarded_identify(vt_case *c, vt_identity *identity)
{
	vt_scan *scan = c->payload_scan != NULL ? c->payload_scan : c->scan;
	unsigned left = MOST;

	walk(c, scan, c->payload != NULL ? c->payload : c->scan->root, &left, identity);
}
