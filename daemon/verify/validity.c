/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * validity - what of the configured trust is out of its time
 */
#include "base/clock.h"
#include "verify/inside.h"

static void check_certificates(const GPtrArray *certificates, const char *what, int64_t at,
			       GPtrArray *texts)
{
	for (guint i = 0; i < certificates->len; i++) {
		const vt_certificate *one = g_ptr_array_index(certificates, i);
		bool over = one->not_after < at;
		g_autofree char *day = vt_clock_iso(over ? one->not_after : one->not_before);

		if (over || one->not_before > at)
			g_ptr_array_add(texts,
					g_strdup_printf("%s '%s' %s %s", what, one->subject,
							over ? "expired at" : "is not valid before",
							day));
	}
}

static void check_crl(const vt_crl *crl, int64_t at, GPtrArray *texts)
{
	int64_t until = crl->until;
	g_autofree char *issuer = NULL;
	g_autofree char *day = NULL;

	if (until != VT_TIME_NONE && until >= at)
		return;
	issuer = vt_name_text(X509_CRL_get_issuer(crl->x509));
	day = vt_clock_iso(until);
	g_ptr_array_add(texts,
			g_strdup_printf("CRL of '%s' is stale: its next update was due at %s",
					issuer != NULL ? issuer : "?",
					*day != '\0' ? day : "no time"));
}

void vt_trust_check(const vt_trust *trust, int64_t at, GPtrArray *texts_out)
{
	check_certificates(trust->roots, "root certificate", at, texts_out);
	check_certificates(trust->intermediates, "intermediate certificate", at, texts_out);
	check_certificates(trust->pinned, "pinned certificate", at, texts_out);
	if (trust->policy.crl_required && trust->crls->len == 0)
		g_ptr_array_add(texts_out, g_strdup("no CRL, though trust.crl is 'required': no "
						    "document can register by itself"));
	for (guint i = 0; i < trust->crls->len; i++)
		check_crl(g_ptr_array_index(trust->crls, i), at, texts_out);
}

static void each_certificate(const GPtrArray *certificates, const char *what, vt_trust_visit visit,
			     void *data)
{
	for (guint i = 0; i < certificates->len; i++) {
		const vt_certificate *one = g_ptr_array_index(certificates, i);

		visit(what, one->subject, one->not_before, one->not_after, data);
	}
}

void vt_trust_each(const vt_trust *trust, vt_trust_visit visit, void *data)
{
	each_certificate(trust->roots, "root", visit, data);
	each_certificate(trust->intermediates, "intermediate", visit, data);
	for (guint i = 0; i < trust->crls->len; i++) {
		const vt_crl *crl = g_ptr_array_index(trust->crls, i);
		g_autofree char *issuer = vt_name_text(X509_CRL_get_issuer(crl->x509));

		visit("crl", issuer != NULL ? issuer : "?", crl->from, crl->until, data);
	}
}

void vt_trust_each_pin(const vt_trust *trust, vt_pin_visit visit, void *data)
{
	for (guint i = 0; i < trust->pinned->len; i++) {
		const vt_certificate *one = g_ptr_array_index(trust->pinned, i);

		visit(vt_trust_pinned_owner(trust, one), one, data);
	}
}
