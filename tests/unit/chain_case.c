/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain_case - a sound tree with sound CRLs, what a test changes of it, and the verdict on its path
 */
#include "tests/unit/chain_case.h"

#include <string.h>

#define TEXT "Content-Type: text/plain\r\n\r\nx\r\n"

static void load_list(vt_trust *trust, vt_trust_list list, const char *text)
{
	g_autofree char *folder = pki_folder(), *path = g_build_filename(folder, "list", NULL);
	g_autoptr(vt_faults) faults = vt_faults_new();

	if (text != NULL) {
		g_assert_true(g_file_set_contents(path, text, -1, NULL));
		vt_trust_load_list(trust, list, path, faults);
	}
	pki_folder_remove(folder);
}

static vt_trust *trust_of(const chain_case *s)
{
	vt_trust_policy policy = { .min_rsa_bits = 2048, .min_ec_bits = 256, .clock_skew = 300 };
	g_autofree char *roots = pki_folder(), *middles = pki_folder(), *crls = pki_folder();
	vt_trust *trust;

	policy.crl_required = !s->crl_optional;
	policy.digests = s->limits.digests;
	policy.signatures = s->limits.signatures;
	trust = vt_trust_new(&policy);
	if (!s->no_roots)
		pki_write_x509(roots, "root", s->tree.root.x509, true);
	if (!s->no_middle)
		pki_write_x509(middles, "middle", s->tree.middle.x509, true);
	for (int i = 0; i < 2; i++)
		if (s->crls[i] != NULL)
			pki_write_crl(crls, i == 0 ? "root.crl" : "middle.crl", s->crls[i], i == 0);
	vt_trust_load_roots(trust, roots, NULL);
	vt_trust_load_intermediates(trust, middles, NULL);
	vt_trust_load_crls(trust, crls, NULL);
	if (s->rules != NULL)
		g_assert_true(vt_trust_classify(trust, "root", s->rules));
	load_list(trust, VT_TRUST_DENY, s->deny);
	load_list(trust, VT_TRUST_ALLOW, s->allow);
	pki_folder_remove(roots);
	pki_folder_remove(middles);
	pki_folder_remove(crls);
	return trust;
}

vt_chain_verdict chain_case_judge(const chain_case *s, int64_t at)
{
	g_autoptr(vt_trust) trust = trust_of(s);
	STACK_OF(X509) *extra = sk_X509_new_null();
	g_autoptr(GBytes) der = NULL;
	g_autoptr(vt_cms) cms = NULL;

	if (s->middle_in_bundle)
		sk_X509_push(extra, s->tree.middle.x509);
	der = pki_cms(&(pki_sign){ .by = &s->tree.leaf,
				   .flags = CMS_DETACHED,
				   .extra = extra,
				   .crl = s->carried },
		      TEXT, strlen(TEXT));
	cms = vt_cms_verify_detached(trust, der, TEXT, strlen(TEXT));
	g_assert_nonnull(cms->signer);
	sk_X509_free(extra);
	return vt_chain_judge(trust, cms, at);
}

void chain_case_assert(const chain_case *s, int64_t at, vt_path path)
{
	vt_chain_verdict verdict = chain_case_judge(s, at);

	g_test_message("%d: %s", (int)verdict.path, verdict.detail);
	g_assert_cmpint(verdict.path, ==, path);
	vt_chain_verdict_clear(&verdict);
}

chain_case chain_case_sound(void)
{
	chain_case s = { .tree = pki_tree_make() };

	s.crls[0] = pki_crl(&s.tree.root, NULL, 0, 0);
	s.crls[1] = pki_crl(&s.tree.middle, NULL, 0, 0);
	return s;
}

void chain_case_clear(chain_case *s)
{
	X509_CRL_free(s->crls[0]);
	X509_CRL_free(s->crls[1]);
	X509_CRL_free(s->carried);
	pki_tree_clear(&s->tree);
}

void chain_case_set_crl(X509_CRL **at, X509_CRL *crl)
{
	X509_CRL_free(*at);
	*at = crl;
}

void chain_case_leaf(chain_case *s, const pki_spec *spec)
{
	pki_spec own = *spec;

	own.issuer = &s->tree.middle;
	pki_clear(&s->tree.leaf);
	s->tree.leaf = pki_make(&own);
}

void chain_case_middle(chain_case *s, const pki_spec *spec)
{
	pki_spec own = *spec;

	own.issuer = &s->tree.root;
	pki_clear(&s->tree.middle);
	s->tree.middle = pki_make(&own);
	chain_case_set_crl(&s->crls[1], pki_crl(&s->tree.middle, NULL, 0, 0));
	chain_case_leaf(s, &(pki_spec){ .name = "Sở Nội vụ", .ext = { PKI_LEAF_EXT } });
}
