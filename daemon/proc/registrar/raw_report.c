/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * raw_report - what came out of the jail about one message, decoded or refused
 */
#include "proc/registrar/raw_report.h"

#include "doc/said.h"
#include "wire/report_codec.h"
#include "wire/said_codec.h"

void vt_raw_report_clear(vt_raw_report *raw)
{
	g_clear_pointer(&raw->identity, g_bytes_unref);
	g_clear_pointer(&raw->contents, g_bytes_unref);
	g_clear_pointer(&raw->parts, g_bytes_unref);
	g_clear_pointer(&raw->said, g_bytes_unref);
}

void vt_raw_report_keep(vt_raw_report *raw, vt_kind kind, GBytes *bytes)
{
	GBytes **place = kind == VT_KIND_IDENTITY   ? &raw->identity
			 : kind == VT_KIND_CONTENTS ? &raw->contents
			 : kind == VT_KIND_PARTS    ? &raw->parts
						    : &raw->said;

	if (*place == NULL)
		*place = g_bytes_ref(bytes);
}

static vt_contents *take_contents(const vt_raw_report *raw, GError **error)
{
	g_autoptr(vt_contents) contents = vt_read_contents(raw->contents, error);
	bool good = contents != NULL && vt_read_parts(raw->parts, contents, error)
		    && vt_contents_check(contents, error)
		    && vt_read_said(raw->said, &contents->said, error)
		    && (contents->said == NULL || vt_said_check(contents->said, error));

	return good ? g_steal_pointer(&contents) : NULL;
}

vt_code vt_raw_report_take(const vt_raw_report *raw, vt_identity **identity_out,
			   vt_contents **contents_out, GError **error)
{
	g_autoptr(vt_identity) identity = NULL;
	bool whole = raw->identity != NULL && raw->contents != NULL && raw->parts != NULL
		     && raw->said != NULL;

	if (raw->identity != NULL) {
		identity = vt_read_identity(raw->identity, error);
		if (identity == NULL || !vt_identity_check(identity, error))
			return VT_CODE_CHILD_PROTOCOL;
	}
	*identity_out = g_steal_pointer(&identity);
	if (!whole)
		return 0;
	*contents_out = take_contents(raw, error);
	return *contents_out != NULL ? 0 : VT_CODE_CHILD_PROTOCOL;
}
