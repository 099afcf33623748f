/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_points - where the configured certificates say that lists about them are
 */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "verify/crl_check.h"
#include "verify/inside.h"

typedef struct point_walk {
	const char *issuer;
	vt_crl_point_visit *visit;
	void *data;
} point_walk;

static const vt_certificate *find_issuer(const vt_trust *trust, X509 *x509)
{
	const GPtrArray *places[] = { trust->roots, trust->intermediates };
	const vt_certificate *found = NULL;

	for (size_t p = 0; p < G_N_ELEMENTS(places); p++)
		for (guint i = 0; found == NULL && i < places[p]->len; i++) {
			const vt_certificate *one = g_ptr_array_index(places[p], i);

			if (X509_check_issued(one->x509, x509) == X509_V_OK
			    && X509_verify(x509, X509_get0_pubkey(one->x509)) == 1)
				found = one;
		}
	ERR_clear_error();
	return found;
}

static void visit_name(const point_walk *w, const GENERAL_NAME *name)
{
	g_autofree char *url = NULL;

	if (name->type != GEN_URI)
		return;
	url = g_strndup((const char *)ASN1_STRING_get0_data(name->d.uniformResourceIdentifier),
			(gsize)ASN1_STRING_length(name->d.uniformResourceIdentifier));
	/* A NUL inside cuts it; what is left is what would be fetched, and is checked as a URL. */
	w->visit(url, w->issuer, w->data);
}

static void visit_points(const point_walk *w, X509 *x509, int nid)
{
	CRL_DIST_POINTS *points = X509_get_ext_d2i(x509, nid, NULL, NULL);

	for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
		const DIST_POINT *point = sk_DIST_POINT_value(points, i);
		const GENERAL_NAMES *names = point->distpoint != NULL && point->distpoint->type == 0
						     ? point->distpoint->name.fullname
						     : NULL;

		for (int n = 0; n < sk_GENERAL_NAME_num(names); n++)
			visit_name(w, sk_GENERAL_NAME_value(names, n));
	}
	CRL_DIST_POINTS_free(points);
	ERR_clear_error();
}

void vt_crl_each_point(const vt_trust *trust, vt_crl_point_visit *visit, void *data)
{
	const GPtrArray *places[] = { trust->roots, trust->intermediates };

	for (size_t p = 0; p < G_N_ELEMENTS(places); p++)
		for (guint i = 0; i < places[p]->len; i++) {
			const vt_certificate *one = g_ptr_array_index(places[p], i);
			const vt_certificate *issuer = find_issuer(trust, one->x509);
			point_walk w = { issuer != NULL ? issuer->sha256 : NULL, visit, data };

			if (issuer == NULL)
				continue;
			visit_points(&w, one->x509, NID_crl_distribution_points);
			visit_points(&w, one->x509, NID_freshest_crl);
		}
}
