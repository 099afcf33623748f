/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-chain-rules - what an office adds to its roots, and what a verdict rests on
 */
#include "tests/unit/chain_case.h"

#include <openssl/rsa.h>

#include "verify/algorithms.h"

static char *hash_of(X509 *x509)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	GString *hex = g_string_new(NULL);

	X509_digest(x509, EVP_sha256(), digest, &size);
	for (unsigned int i = 0; i < size; i++)
		g_string_append_printf(hex, "%02x", digest[i]);
	return g_string_free(hex, FALSE);
}

static char *crl_hash_of(X509_CRL *crl)
{
	unsigned char *der = NULL;
	int size = i2d_X509_CRL(crl, &der);
	char *hex = g_compute_checksum_for_data(G_CHECKSUM_SHA256, der, (gsize)size);

	OPENSSL_free(der);
	return hex;
}

static void assert_proof(const vt_chain_verdict *verdict, guint at, const char *sha256, bool is_crl,
			 bool carried)
{
	const vt_chain_proof *proof = &g_array_index(verdict->proofs, vt_chain_proof, at);

	g_assert_cmpstr(proof->sha256, ==, sha256);
	g_assert_cmpint(proof->is_crl, ==, is_crl);
	g_assert_cmpint(proof->carried, ==, carried);
}

/* Signer first, anchor last, then the lists. */
static void test_proofs(void)
{
	chain_case s = chain_case_sound();
	g_autofree char *leaf = hash_of(s.tree.leaf.x509), *middle = hash_of(s.tree.middle.x509),
			*root = hash_of(s.tree.root.x509);
	g_autofree char *of_root = crl_hash_of(s.crls[0]), *of_middle = crl_hash_of(s.crls[1]);
	g_autofree char *carried = NULL;
	vt_chain_verdict verdict = chain_case_judge(&s, PKI_NOW);

	g_assert_cmpuint(verdict.proofs->len, ==, 5);
	assert_proof(&verdict, 0, leaf, false, true);
	assert_proof(&verdict, 1, middle, false, false);
	assert_proof(&verdict, 2, root, false, false);
	assert_proof(&verdict, 3, of_middle, true, false);
	assert_proof(&verdict, 4, of_root, true, false);
	vt_chain_verdict_clear(&verdict);
	s.crl_optional = true;
	verdict = chain_case_judge(&s, PKI_NOW);
	g_assert_cmpuint(verdict.proofs->len, ==, 3);
	vt_chain_verdict_clear(&verdict);
	s.crl_optional = false;
	s.carried = pki_crl(&s.tree.root, NULL, PKI_NOW - 100, 0);
	carried = crl_hash_of(s.carried);
	s.no_middle = s.middle_in_bundle = true;
	verdict = chain_case_judge(&s, PKI_NOW);
	g_assert_cmpuint(verdict.proofs->len, ==, 5);
	assert_proof(&verdict, 1, middle, false, true);
	assert_proof(&verdict, 4, carried, true, true);
	vt_chain_verdict_clear(&verdict);
	s.no_roots = true;
	verdict = chain_case_judge(&s, PKI_NOW);
	assert_proof(&verdict, 0, leaf, false, true);
	vt_chain_verdict_clear(&verdict);
	chain_case_clear(&s);
}

static void assert_soft(const chain_case *s, int64_t at, bool softened)
{
	vt_chain_verdict verdict = chain_case_judge(s, at);

	g_assert_cmpint(verdict.path, ==, VT_PATH_VALID);
	g_assert_true(verdict.revocation_checked);
	g_assert_cmpint(verdict.softened != NULL, ==, softened);
	vt_chain_verdict_clear(&verdict);
}

static void test_classes(void)
{
	chain_case s = chain_case_sound();
	vt_trust_class rules = { .crl_required = true };
	int64_t stale = PKI_NOW + 8 * PKI_DAY;

	s.rules = &rules;
	assert_soft(&s, PKI_NOW, false);
	chain_case_assert(&s, stale, VT_PATH_CRL_STALE);
	rules.grace = PKI_DAY - 1;
	chain_case_assert(&s, stale, VT_PATH_CRL_STALE);
	rules.grace = PKI_DAY;
	assert_soft(&s, stale, true);
	rules = (vt_trust_class){ .crl_required = true, .stale_accepted = true };
	assert_soft(&s, stale + 100 * PKI_DAY, true);
	/* Stale and missing are told apart. */
	chain_case_set_crl(&s.crls[1], NULL);
	chain_case_assert(&s, PKI_NOW, VT_PATH_CRL_MISSING);
	rules = (vt_trust_class){ .crl_required = true, .missing_accepted = true };
	assert_soft(&s, PKI_NOW, true);
	chain_case_assert(&s, stale, VT_PATH_CRL_STALE);
	/* Revoked is never softened, not by a stale list either. */
	rules.stale_accepted = true;
	chain_case_set_crl(&s.crls[1], pki_crl(&s.tree.middle, s.tree.leaf.x509, 0, 0));
	chain_case_assert(&s, PKI_NOW, VT_PATH_REVOKED);
	chain_case_assert(&s, stale, VT_PATH_REVOKED);
	/* A class may ask where the rest does not, and the other way round. */
	s.crl_optional = true;
	chain_case_assert(&s, PKI_NOW, VT_PATH_REVOKED);
	s.crl_optional = rules.crl_required = false;
	chain_case_assert(&s, PKI_NOW, VT_PATH_VALID);
	chain_case_clear(&s);
}

static void test_lists(void)
{
	chain_case s = chain_case_sound();
	g_autofree char *leaf = hash_of(s.tree.leaf.x509), *middle = hash_of(s.tree.middle.x509),
			*root = hash_of(s.tree.root.x509), *upper = g_ascii_strup(middle, -1);
	g_autofree char *serial = NULL, *text = NULL;
	BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(s.tree.leaf.x509), NULL);
	const char *rows[] = { leaf, middle, root, upper };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *list = g_strdup_printf("# letter 12\n\n%s # why\n", rows[i]);

		s.deny = list;
		chain_case_assert(&s, PKI_NOW, VT_PATH_DENIED);
		s.deny = NULL;
		s.allow = list;
		chain_case_assert(&s, PKI_NOW, VT_PATH_VALID);
		s.allow = NULL;
	}
	serial = g_strdup_printf("%lx", (unsigned long)BN_get_word(number));
	text = g_strdup_printf("serial 00:%s CN=CA G2\n", serial);
	s.deny = text;
	chain_case_assert(&s, PKI_NOW, VT_PATH_DENIED);
	s.no_roots = true;
	chain_case_assert(&s, PKI_NOW, VT_PATH_DENIED);
	s.no_roots = false;
	s.deny = "serial 77777777 CN=CA G2\n";
	chain_case_assert(&s, PKI_NOW, VT_PATH_VALID);
	s.deny = NULL;
	s.allow = "# nobody\n";
	chain_case_assert(&s, PKI_NOW, VT_PATH_NOT_LISTED);
	/* Half a list is no list: the broken line may be the one that matters. */
	s.allow = NULL;
	s.deny = "abcdef\n";
	chain_case_assert(&s, PKI_NOW, VT_PATH_NOT_LISTED);
	s.deny = NULL;
	s.allow = text;
	chain_case_assert(&s, PKI_NOW, VT_PATH_NOT_LISTED);
	BN_free(number);
	chain_case_clear(&s);
}

static void test_listed_algorithms(void)
{
	chain_case s = chain_case_sound();

	s.limits.signatures = vt_signature_bit("ecdsa");
	s.limits.digests = vt_digest_bit("sha256");
	chain_case_assert(&s, PKI_NOW, VT_PATH_VALID);
	chain_case_leaf(&s, &(pki_spec){ .name = "leaf", .md = EVP_sha384() });
	chain_case_assert(&s, PKI_NOW, VT_PATH_WEAK_DIGEST);
	s.limits.digests |= vt_digest_bit("sha384");
	chain_case_assert(&s, PKI_NOW, VT_PATH_VALID);
	s.limits.signatures = vt_signature_bit("rsa") | vt_signature_bit("rsa-pss");
	chain_case_assert(&s, PKI_NOW, VT_PATH_WEAK_DIGEST);
	g_assert_cmpuint(vt_digest_bit("sha1") | vt_digest_bit("sha224"), ==, 0);
	g_assert_cmpuint(vt_signature_bit("ed25519"), ==, 0);
	chain_case_clear(&s);
}

static X509_ALGOR *with_parameters(int nid, const void *value, const ASN1_ITEM *item)
{
	X509_ALGOR *algorithm = X509_ALGOR_new();

	X509_ALGOR_set0(algorithm, OBJ_nid2obj(nid), V_ASN1_SEQUENCE,
			ASN1_item_pack((void *)(uintptr_t)value, item, NULL));
	return algorithm;
}

/* The mask's digest counts as the digest itself does. */
static void test_mask(void)
{
	vt_trust_policy policy = { .digests = vt_digest_bit("sha256") };
	static const struct {
		const char *mask;
		bool strong, listed;
	} rows[] = { { "SHA256", true, true }, { "SHA384", true, false }, { "SHA1", false, true } };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		RSA_PSS_PARAMS *params = RSA_PSS_PARAMS_new();
		X509_ALGOR *mask = X509_ALGOR_new(), *whole;
		vt_algorithms used;

		params->hashAlgorithm = X509_ALGOR_new();
		X509_ALGOR_set_md(params->hashAlgorithm, EVP_sha256());
		X509_ALGOR_set_md(mask, EVP_get_digestbyname(rows[i].mask));
		params->maskGenAlgorithm =
			with_parameters(NID_mgf1, mask, ASN1_ITEM_rptr(X509_ALGOR));
		whole = with_parameters(NID_rsassaPss, params, ASN1_ITEM_rptr(RSA_PSS_PARAMS));
		used = vt_algorithms_of(whole, NID_undef);
		g_assert_cmpint(!used.weak, ==, rows[i].strong);
		g_assert_cmpint(vt_algorithms_are_listed(&policy, &used), ==, rows[i].listed);
		g_assert_cmpint(vt_is_strong_signature(&policy, whole), ==,
				rows[i].strong && rows[i].listed);
		X509_ALGOR_free(mask);
		X509_ALGOR_free(whole);
		RSA_PSS_PARAMS_free(params);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/chain/proofs", test_proofs);
	g_test_add_func("/chain/classes", test_classes);
	g_test_add_func("/chain/lists", test_lists);
	g_test_add_func("/chain/listed-algorithms", test_listed_algorithms);
	g_test_add_func("/chain/mask", test_mask);
	return g_test_run();
}
