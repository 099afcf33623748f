/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-chain - every way a path can fail, and the ways it holds
 */
#include "tests/unit/chain_case.h"

static void test_sound(void)
{
	chain_case s = chain_case_sound();
	vt_chain_verdict verdict = chain_case_judge(&s, PKI_NOW);

	g_assert_cmpint(verdict.path, ==, VT_PATH_VALID);
	g_assert_true(verdict.revocation_checked);
	g_assert_cmpstr(verdict.detail, ==, "");
	vt_chain_verdict_clear(&verdict);
	s.crl_optional = true;
	verdict = chain_case_judge(&s, PKI_NOW);
	g_assert_cmpint(verdict.path, ==, VT_PATH_VALID);
	g_assert_false(verdict.revocation_checked);
	vt_chain_verdict_clear(&verdict);
	s.crl_optional = false;
	s.no_middle = s.middle_in_bundle = true;
	chain_case_assert(&s, PKI_NOW, VT_PATH_VALID);
	chain_case_clear(&s);
}

static void test_anchors(void)
{
	chain_case s = chain_case_sound();

	s.no_roots = true;
	chain_case_assert(&s, PKI_NOW, VT_PATH_NO_ANCHOR);
	s.no_roots = false;
	s.no_middle = true;
	chain_case_assert(&s, PKI_NOW, VT_PATH_UNKNOWN_CA);
	chain_case_clear(&s);
}

/* The bundle of the message is never an anchor, not even with a root of its own. */
static void test_stranger(void)
{
	chain_case s = chain_case_sound();
	pki_id other = pki_make(&(pki_spec){ .name = "Other root", .ext = { PKI_CA_EXT } });

	pki_clear(&s.tree.root);
	s.tree.root = other;
	s.middle_in_bundle = true;
	chain_case_assert(&s, PKI_NOW, VT_PATH_UNKNOWN_CA);
	chain_case_clear(&s);
}

static void test_times(void)
{
	chain_case s = chain_case_sound();

	chain_case_assert(&s, PKI_NOW + 400 * PKI_DAY, VT_PATH_EXPIRED);
	chain_case_assert(&s, PKI_NOW - 400 * PKI_DAY, VT_PATH_NOT_YET);
	chain_case_assert(&s, PKI_NOW + 8 * PKI_DAY, VT_PATH_CRL_STALE);
	chain_case_assert(&s, PKI_NOW - PKI_DAY - 299, VT_PATH_VALID);
	chain_case_assert(&s, PKI_NOW - PKI_DAY - 301, VT_PATH_CRL_STALE);
	chain_case_clear(&s);
}

static void test_revoked(void)
{
	chain_case s = chain_case_sound();

	chain_case_set_crl(&s.crls[1], pki_crl(&s.tree.middle, s.tree.leaf.x509, 0, 0));
	chain_case_assert(&s, PKI_NOW, VT_PATH_REVOKED);
	/* Expired and revoked is revoked; a stale list still proves it. */
	chain_case_assert(&s, PKI_NOW + 400 * PKI_DAY, VT_PATH_REVOKED);
	s.crl_optional = true;
	chain_case_assert(&s, PKI_NOW, VT_PATH_VALID);
	s.crl_optional = false;
	/* Field-notes §5: the whole path, not the leaf alone. */
	chain_case_set_crl(&s.crls[1], pki_crl(&s.tree.middle, NULL, 0, 0));
	chain_case_set_crl(&s.crls[0], pki_crl(&s.tree.root, s.tree.middle.x509, 0, 0));
	chain_case_assert(&s, PKI_NOW, VT_PATH_REVOKED);
	/* The anchor is excepted, even from its own list. */
	chain_case_set_crl(&s.crls[0], pki_crl(&s.tree.root, s.tree.root.x509, 0, 0));
	chain_case_assert(&s, PKI_NOW, VT_PATH_VALID);
	chain_case_clear(&s);
}

static void test_missing(void)
{
	chain_case s = chain_case_sound();
	pki_id impostor = pki_make(&(pki_spec){ .name = "CA G2", .ext = { PKI_CA_EXT } });

	chain_case_set_crl(&s.crls[0], NULL);
	chain_case_assert(&s, PKI_NOW, VT_PATH_CRL_MISSING);
	/* Carried in the message and verified is as good as configured. */
	s.carried = pki_crl(&s.tree.root, NULL, 0, 0);
	chain_case_assert(&s, PKI_NOW, VT_PATH_VALID);
	/* Of the right name and another key: proves nothing, neither way. */
	chain_case_set_crl(&s.carried, NULL);
	chain_case_set_crl(&s.crls[0], pki_crl(&s.tree.root, NULL, 0, 0));
	chain_case_set_crl(&s.crls[1], pki_crl(&impostor, s.tree.leaf.x509, 0, 0));
	chain_case_assert(&s, PKI_NOW, VT_PATH_CRL_MISSING);
	pki_clear(&impostor);
	chain_case_clear(&s);
}

static void test_leaves(void)
{
	static const struct {
		const char *ext[3];
		vt_path path;
	} rows[] = {
		{ { NULL }, VT_PATH_VALID },
		{ { "keyUsage=nonRepudiation" }, VT_PATH_VALID },
		{ { "keyUsage=keyEncipherment" }, VT_PATH_KEY_USAGE },
		{ { "extendedKeyUsage=serverAuth" }, VT_PATH_EXTENDED_USAGE },
		{ { "extendedKeyUsage=serverAuth,anyExtendedKeyUsage" }, VT_PATH_VALID },
		{ { "1.2.3.4=critical,DER:0500" }, VT_PATH_INVALID },
	};
	chain_case s = chain_case_sound();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		chain_case_leaf(&s, &(pki_spec){ .name = "leaf", .ext = { rows[i].ext[0] } });
		chain_case_assert(&s, PKI_NOW, rows[i].path);
	}
	chain_case_clear(&s);
}

static void test_strength(void)
{
	chain_case s = chain_case_sound();
	EVP_PKEY *small = pki_rsa(1024);

	chain_case_leaf(&s, &(pki_spec){ .name = "leaf", .md = EVP_sha1() });
	chain_case_assert(&s, PKI_NOW, VT_PATH_WEAK_DIGEST);
	chain_case_middle(&s, &(pki_spec){ .name = "CA", .ext = { PKI_CA_EXT }, .md = EVP_sha1() });
	chain_case_assert(&s, PKI_NOW, VT_PATH_WEAK_DIGEST);
	chain_case_middle(&s, &(pki_spec){ .name = "CA", .ext = { PKI_CA_EXT }, .key = small });
	chain_case_assert(&s, PKI_NOW, VT_PATH_WEAK_KEY);
	chain_case_clear(&s);
}

static void test_weak_anchor(void)
{
	chain_case s = { .crl_optional = true };
	EVP_PKEY *small = pki_rsa(1024);

	s.tree.root = pki_make(&(pki_spec){
		.name = "Old root", .ext = { PKI_CA_EXT }, .key = small, .md = EVP_sha1() });
	chain_case_middle(&s, &(pki_spec){ .name = "CA", .ext = { PKI_CA_EXT } });
	chain_case_assert(&s, PKI_NOW, VT_PATH_VALID);
	chain_case_clear(&s);
}

static void test_authorities(void)
{
	static const struct {
		const char *ext[4];
		vt_path path;
	} rows[] = {
		{ { "basicConstraints=critical,CA:FALSE" }, VT_PATH_KEY_USAGE },
		{ { "basicConstraints=critical,CA:TRUE",
		    "keyUsage=critical,digitalSignature,cRLSign" },
		  VT_PATH_KEY_USAGE },
		{ { PKI_CA_EXT, "extendedKeyUsage=serverAuth" }, VT_PATH_EXTENDED_USAGE },
		{ { PKI_CA_EXT, "extendedKeyUsage=emailProtection" }, VT_PATH_VALID },
		{ { PKI_CA_EXT, "nameConstraints=critical,permitted;email:other.example" },
		  VT_PATH_NAME_CONSTRAINTS },
		{ { PKI_CA_EXT, "nameConstraints=critical,permitted;email:test.example" },
		  VT_PATH_VALID },
		/* RFC 5280 §6.1: an explicit policy is demanded and the leaf has none. */
		{ { PKI_CA_EXT, "policyConstraints=critical,requireExplicitPolicy:0",
		    "certificatePolicies=1.2.3.4" },
		  VT_PATH_POLICY },
		/* keyUsage without cRLSign: its list proves nothing. */
		{ { "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign" },
		  VT_PATH_CRL_MISSING },
	};
	chain_case s = chain_case_sound();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *const *ext = rows[i].ext;

		chain_case_middle(
			&s, &(pki_spec){ .name = "CA", .ext = { ext[0], ext[1], ext[2], ext[3] } });
		chain_case_assert(&s, PKI_NOW, rows[i].path);
	}
	chain_case_clear(&s);
}

/* A signature of the path that was made by another key. */
static void test_forged_path(void)
{
	chain_case s = chain_case_sound();
	pki_id impostor = pki_make(&(pki_spec){ .name = "CA G2", .ext = { PKI_CA_EXT } });

	pki_clear(&s.tree.leaf);
	s.tree.leaf = pki_make(&(pki_spec){ .name = "leaf", .issuer = &impostor });
	chain_case_assert(&s, PKI_NOW, VT_PATH_INVALID);
	pki_clear(&impostor);
	chain_case_clear(&s);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/chain/sound", test_sound);
	g_test_add_func("/chain/anchors", test_anchors);
	g_test_add_func("/chain/stranger", test_stranger);
	g_test_add_func("/chain/times", test_times);
	g_test_add_func("/chain/revoked", test_revoked);
	g_test_add_func("/chain/missing", test_missing);
	g_test_add_func("/chain/leaves", test_leaves);
	g_test_add_func("/chain/strength", test_strength);
	g_test_add_func("/chain/weak-anchor", test_weak_anchor);
	g_test_add_func("/chain/authorities", test_authorities);
	g_test_add_func("/chain/forged-path", test_forged_path);
	return g_test_run();
}
