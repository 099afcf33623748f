/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report_names - the words for what a report says
 */
#include "doc/report.h"

const char *vt_status_name(vt_status status)
{
	static const char *const names[] = { "none", "valid", "invalid", "partial" };

	G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_STATUS);
	g_assert(status < VT_N_STATUS);
	return names[status];
}

const char *vt_chain_name(vt_chain chain)
{
	static const char *const names[] = { "unknown", "valid", "invalid" };

	G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_CHAIN);
	g_assert(chain < VT_N_CHAIN);
	return names[chain];
}

const char *vt_sender_name(vt_sender sender)
{
	static const char *const names[] = { "unknown", "match", "mismatch" };

	G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_SENDER);
	g_assert(sender < VT_N_SENDER);
	return names[sender];
}

const char *vt_evidence_name(vt_evidence_kind kind)
{
	static const char *const names[] = { "certificate", "crl" };

	G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_EVIDENCE);
	g_assert(kind < VT_N_EVIDENCE);
	return names[kind];
}

const char *vt_origin_name(vt_origin origin)
{
	static const char *const names[] = { "subject",   "filename",   "pdf",
					     "signature", "descriptor", "clerk" };

	G_STATIC_ASSERT(G_N_ELEMENTS(names) == VT_N_ORIGINS);
	g_assert(origin < VT_N_ORIGINS);
	return names[origin];
}
