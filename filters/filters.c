/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filters - the questions in their order
 *
 * Phase 1 runs every identify(), phase 2 every run(); the order is the table's and nobody else's.
 */
#include "filters/filter.h"

#include <string.h>

#include "doc/picture.h"
#include "filters/addressee.h"
#include "filters/chain.h"
#include "filters/complaint.h"
#include "filters/completeness.h"
#include "filters/delivery.h"
#include "filters/descriptor.h"
#include "filters/eml.h"
#include "filters/forwarded.h"
#include "filters/gateway.h"
#include "filters/loop.h"
#include "filters/metadata.h"
#include "filters/parts.h"
#include "filters/pdf.h"
#include "filters/picture.h"
#include "filters/protected.h"
#include "filters/said.h"
#include "filters/secrecy.h"
#include "filters/sender.h"
#include "filters/session.h"
#include "filters/signature.h"
#include "filters/structure.h"
#include "filters/textprint.h"
#include "filters/tnef.h"
#include "filters/vouched.h"
#include "verify/cms.h"

const vt_filter vt_filters[] = {
	{ .name = "signature", .identify = vt_signature_identify },
	{ .name = "gateway", .identify = vt_gateway_identify },
	{ .name = "chain", .identify = vt_chain_identify },
	{ .name = "sender", .identify = vt_sender_identify },
	{ .name = "vouched", .identify = vt_vouched_identify },
	{ .name = "session", .identify = vt_session_identify },
	{ .name = "forwarded", .identify = vt_forwarded_identify },
	{ .name = "protected", .identify = vt_protected_identify, .run = vt_protected_run },
	/* Each needs what those above it left in the case and the contents. */
	{ .name = "structure", .run = vt_structure_run },
	{ .name = "parts", .prepare = vt_parts_prepare, .run = vt_parts_run },
	{ .name = "pdf", .prepare = vt_pdf_prepare, .run = vt_pdf_run },
	{ .name = "secrecy", .run = vt_secrecy_run },
	{ .name = "metadata", .run = vt_metadata_run },
	{ .name = "descriptor", .run = vt_descriptor_run },
	{ .name = "complaint", .run = vt_complaint_run },
	{ .name = "completeness", .run = vt_completeness_run },
	{ .name = "addressee", .run = vt_addressee_run },
	{ .name = "loop", .run = vt_loop_run },
	{ .name = "delivery", .run = vt_delivery_run },
	{ .name = "said", .run = vt_said_run },
	{ .name = "textprint", .run = vt_textprint_run },
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

static bool find_leaf(const vt_mime *mime, const char *path, guint *index_out)
{
	for (guint i = 0; i < mime->leaves->len; i++) {
		const vt_leaf *leaf = g_ptr_array_index(mime->leaves, i);

		if (strcmp(leaf->path, path) != 0)
			continue;
		*index_out = i;
		return true;
	}
	return false;
}

/* What was opened stands in place of the one leaf that held it. */
static void put_opened(vt_mime *outer, const vt_opened *opened)
{
	gsize size;
	const void *bytes = g_bytes_get_data(opened->bytes, &size);
	vt_mime *inner = vt_mime_new_entity(bytes, size, opened->path);
	guint at;

	outer->readable = outer->readable && inner->readable;
	g_ptr_array_extend_and_steal(outer->warnings, g_steal_pointer(&inner->warnings));
	if (find_leaf(outer, opened->path, &at)) {
		g_ptr_array_remove_index(outer->leaves, at);
	} else { /* GMime saw no such leaf: what came out of it is still looked at */
		outer->readable = false;
		at = outer->leaves->len;
	}
	for (guint i = 0; i < inner->leaves->len; i++)
		g_ptr_array_insert(outer->leaves, (gint)(at + i),
				   g_ptr_array_index(inner->leaves, i));
	g_free(g_ptr_array_steal(inner->leaves, NULL));
	inner->warnings = g_ptr_array_new();
	vt_mime_free(inner);
}

void vt_filters_read(vt_case *c)
{
	if (c->mime != NULL)
		return;
	c->mime = vt_mime_new(c->bytes, c->size);
	for (guint i = 0; c->opened != NULL && i < c->opened->len; i++)
		put_opened(c->mime, g_ptr_array_index(c->opened, i));
	vt_eml_unpack(c->mime);
	vt_tnef_unpack(c->mime);
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
	if (identity->status != VT_STATUS_VALID)
		vt_said_unsign(contents->said);
	vt_descriptor_take(c, identity, contents);
	return contents;
}

GBytes *vt_filters_leaf(const vt_case *c, const char *path)
{
	const vt_leaf *leaf;
	guint at;

	if (g_str_has_prefix(path, VT_LEAF_BY_HASH))
		return c->cms != NULL ? vt_cms_object(c->cms, path + strlen(VT_LEAF_BY_HASH))
				      : NULL;
	bool head = g_str_has_prefix(path, VT_PICTURE_PREFIX);
	if (head)
		path += strlen(VT_PICTURE_PREFIX);
	if (c->mime == NULL || !find_leaf(c->mime, path, &at))
		return NULL;
	leaf = g_ptr_array_index(c->mime->leaves, at);
	if (head)
		return vt_picture_draw(leaf->content);
	return g_bytes_ref(leaf->content);
}

void vt_case_clear(vt_case *c)
{
	g_clear_pointer(&c->mime, vt_mime_free);
	g_clear_pointer(&c->opened, g_ptr_array_unref);
	g_clear_pointer(&c->protected_header, g_bytes_unref);
	g_clear_pointer(&c->cms, vt_cms_free);
	g_clear_pointer(&c->scan, vt_scan_free);
	g_clear_pointer(&c->main_text, g_free);
	g_clear_pointer(&c->body_text, g_free);
	c->signed_entity = NULL;
	c->payload = NULL;
	c->payload_scan = NULL;
}
