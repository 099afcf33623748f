/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filters - the questions in their order
 *
 * Phase 1 runs every identify(), phase 2 every run(); the order is the table's and nobody else's.
 */
#include "filters/filter.h"

#include "filters/chain.h"
#include "filters/sender.h"
#include "filters/signature.h"
#include "verify/cms.h"

const vt_filter vt_filters[] = {
	{ .name = "signature", .identify = vt_signature_identify },
	{ .name = "chain", .identify = vt_chain_identify },
	{ .name = "sender", .identify = vt_sender_identify },
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

vt_contents *vt_filters_examine(vt_case *c, const vt_identity *identity)
{
	vt_contents *contents = vt_contents_new();

	(void)identity;
	for (const vt_filter *filter = vt_filters; filter->name != NULL; filter++)
		if (filter->run != NULL)
			filter->run(c, contents);
	return contents;
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
