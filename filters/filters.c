/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filters - the questions in their order
 *
 * Phase 1 runs every identify(), phase 2 every run(); the order is the table's and nobody else's.
 */
#include "filters/filter.h"

#include <string.h>

#include "filters/addressee.h"
#include "filters/chain.h"
#include "filters/complaint.h"
#include "filters/completeness.h"
#include "filters/gateway.h"
#include "filters/loop.h"
#include "filters/metadata.h"
#include "filters/parts.h"
#include "filters/pdf.h"
#include "filters/secrecy.h"
#include "filters/sender.h"
#include "filters/signature.h"
#include "filters/structure.h"
#include "verify/cms.h"

const vt_filter vt_filters[] = {
	{ .name = "signature", .identify = vt_signature_identify },
	{ .name = "gateway", .identify = vt_gateway_identify },
	{ .name = "chain", .identify = vt_chain_identify },
	{ .name = "sender", .identify = vt_sender_identify },
	/* Each needs what those above it left in the case and the contents. */
	{ .name = "structure", .run = vt_structure_run },
	{ .name = "parts", .prepare = vt_parts_prepare, .run = vt_parts_run },
	{ .name = "pdf", .prepare = vt_pdf_prepare, .run = vt_pdf_run },
	{ .name = "secrecy", .run = vt_secrecy_run },
	{ .name = "metadata", .run = vt_metadata_run },
	{ .name = "complaint", .run = vt_complaint_run },
	{ .name = "completeness", .run = vt_completeness_run },
	{ .name = "addressee", .run = vt_addressee_run },
	{ .name = "loop", .run = vt_loop_run },
	{ .name = NULL },
};

bool vt_filters_prepare(const vt_office *office, GError **error)
{
	for (const vt_filter *filter = vt_filters; filter->name != NULL; filter++)
		if (filter->prepare != NULL && !filter->prepare(office, error))
			return false;
	return true;
}

vt_identity *vt_filters_identify(vt_case *c)
{
	vt_identity *identity = vt_identity_new();

	if (c->scan == NULL)
		c->scan = vt_scan_new(c->bytes, c->size);
	for (const vt_filter *filter = vt_filters; filter->name != NULL; filter++)
		if (filter->identify != NULL)
			filter->identify(c, identity);
	if (identity->status == VT_STATUS_VALID && identity->chain == VT_CHAIN_VALID
	    && identity->sender == VT_SENDER_MATCH
	    && vt_findings_worst(identity->findings) == VT_GOOD)
		vt_findings_add(identity->findings, VT_CODE_PROVED, "%s", "");
	return identity;
}

/* What was opened stands in place of the one leaf that held it. */
void vt_filters_read(vt_case *c)
{
	vt_mime *outer, *inner;
	gsize size;
	const void *bytes;

	if (c->mime != NULL)
		return;
	outer = vt_mime_new(c->bytes, c->size);
	c->mime = outer;
	if (c->opened == NULL)
		return;
	bytes = g_bytes_get_data(c->opened, &size);
	inner = vt_mime_new_entity(bytes, size, c->scan->root->path);
	g_ptr_array_set_size(outer->leaves, 0);
	g_ptr_array_extend_and_steal(outer->leaves, g_steal_pointer(&inner->leaves));
	g_ptr_array_extend_and_steal(outer->warnings, g_steal_pointer(&inner->warnings));
	inner->leaves = g_ptr_array_new();
	inner->warnings = g_ptr_array_new();
	outer->readable = outer->readable && inner->readable;
	vt_mime_free(inner);
}

vt_contents *vt_filters_examine(vt_case *c, const vt_identity *identity)
{
	vt_contents *contents = vt_contents_new();

	vt_filters_read(c);
	for (const vt_filter *filter = vt_filters; filter->name != NULL; filter++)
		if (filter->run != NULL)
			filter->run(c, contents);
	/* Opened to look for secrets even where the algorithm is weak: that makes nothing signed.
	 */
	for (guint i = 0; identity->status != VT_STATUS_VALID && i < contents->parts->len; i++) {
		vt_part *part = g_ptr_array_index(contents->parts, i);

		part->is_signed = false;
	}
	return contents;
}

GBytes *vt_filters_leaf(const vt_case *c, const char *path)
{
	for (guint i = 0; c->mime != NULL && i < c->mime->leaves->len; i++) {
		const vt_leaf *leaf = g_ptr_array_index(c->mime->leaves, i);

		if (strcmp(leaf->path, path) == 0)
			return g_bytes_ref(leaf->content);
	}
	return NULL;
}

void vt_case_clear(vt_case *c)
{
	g_clear_pointer(&c->mime, vt_mime_free);
	g_clear_pointer(&c->opened_scan, vt_scan_free);
	g_clear_pointer(&c->opened, g_bytes_unref);
	g_clear_pointer(&c->cms, vt_cms_free);
	g_clear_pointer(&c->scan, vt_scan_free);
	g_clear_pointer(&c->main_text, g_free);
	g_clear_pointer(&c->body_text, g_free);
	c->signed_entity = NULL;
}
