/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-chain - every way a path can fail, and the ways it holds
 */
#include "verify/chain.h"

#include <string.h>

#include "tests/unit/pki.h"

#define TEXT "Content-Type: text/plain\r\n\r\nx\r\n"

/* What one row changes against a sound tree with sound CRLs. */
typedef struct set_up {
	pki_tree tree;
	X509_CRL *crls[2]; /* of root, of middle; NULL = none */
	X509_CRL *carried; /* in the message */
	bool crl_optional, no_roots, no_middle, middle_in_bundle;
	vt_trust_class *rules;  /* of the root; NULL = no class */
	const char *deny, *allow; /* text of the lists; NULL = none */
	vt_trust_policy limits; /* what it says beside the sizes */
} set_up;

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

static vt_trust *trust_of(const set_up *s)
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

static vt_chain_verdict judge(const set_up *s, int64_t at)
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

static void assert_path(const set_up *s, int64_t at, vt_path path)
{
	vt_chain_verdict verdict = judge(s, at);

	g_test_message("%d: %s", (int)verdict.path, verdict.detail);
	g_assert_cmpint(verdict.path, ==, path);
	vt_chain_verdict_clear(&verdict);
}

static set_up sound(void)
{
	set_up s = { .tree = pki_tree_make() };

	s.crls[0] = pki_crl(&s.tree.root, NULL, 0, 0);
	s.crls[1] = pki_crl(&s.tree.middle, NULL, 0, 0);
	return s;
}

static void clear(set_up *s)
{
	X509_CRL_free(s->crls[0]);
	X509_CRL_free(s->crls[1]);
	X509_CRL_free(s->carried);
	pki_tree_clear(&s->tree);
}

static void set_crl(X509_CRL **at, X509_CRL *crl)
{
	X509_CRL_free(*at);
	*at = crl;
}

static void test_sound(void)
{
	set_up s = sound();
	vt_chain_verdict verdict = judge(&s, PKI_NOW);

	g_assert_cmpint(verdict.path, ==, VT_PATH_VALID);
	g_assert_true(verdict.revocation_checked);
	g_assert_cmpstr(verdict.detail, ==, "");
	vt_chain_verdict_clear(&verdict);
	s.crl_optional = true;
	verdict = judge(&s, PKI_NOW);
	g_assert_cmpint(verdict.path, ==, VT_PATH_VALID);
	g_assert_false(verdict.revocation_checked);
	vt_chain_verdict_clear(&verdict);
	s.crl_optional = false;
	s.no_middle = s.middle_in_bundle = true;
	assert_path(&s, PKI_NOW, VT_PATH_VALID);
	clear(&s);
}

static void test_anchors(void)
{
	set_up s = sound();

	s.no_roots = true;
	assert_path(&s, PKI_NOW, VT_PATH_NO_ANCHOR);
	s.no_roots = false;
	s.no_middle = true;
	assert_path(&s, PKI_NOW, VT_PATH_UNKNOWN_CA);
	clear(&s);
}

/* The bundle of the message is never an anchor, not even with a root of its own. */
static void test_stranger(void)
{
	set_up s = sound();
	pki_id other = pki_make(&(pki_spec){ .name = "Other root", .ext = { PKI_CA_EXT } });

	pki_clear(&s.tree.root);
	s.tree.root = other;
	s.middle_in_bundle = true;
	assert_path(&s, PKI_NOW, VT_PATH_UNKNOWN_CA);
	clear(&s);
}

static void test_times(void)
{
	set_up s = sound();

	assert_path(&s, PKI_NOW + 400 * PKI_DAY, VT_PATH_EXPIRED);
	assert_path(&s, PKI_NOW - 400 * PKI_DAY, VT_PATH_NOT_YET);
	assert_path(&s, PKI_NOW + 8 * PKI_DAY, VT_PATH_CRL_STALE);
	assert_path(&s, PKI_NOW - PKI_DAY - 299, VT_PATH_VALID);
	assert_path(&s, PKI_NOW - PKI_DAY - 301, VT_PATH_CRL_STALE);
	clear(&s);
}

static void test_revoked(void)
{
	set_up s = sound();

	set_crl(&s.crls[1], pki_crl(&s.tree.middle, s.tree.leaf.x509, 0, 0));
	assert_path(&s, PKI_NOW, VT_PATH_REVOKED);
	/* Expired and revoked is revoked; a stale list still proves it. */
	assert_path(&s, PKI_NOW + 400 * PKI_DAY, VT_PATH_REVOKED);
	s.crl_optional = true;
	assert_path(&s, PKI_NOW, VT_PATH_VALID);
	s.crl_optional = false;
	/* Field-notes §5: the whole path, not the leaf alone. */
	set_crl(&s.crls[1], pki_crl(&s.tree.middle, NULL, 0, 0));
	set_crl(&s.crls[0], pki_crl(&s.tree.root, s.tree.middle.x509, 0, 0));
	assert_path(&s, PKI_NOW, VT_PATH_REVOKED);
	/* The anchor is excepted, even from its own list. */
	set_crl(&s.crls[0], pki_crl(&s.tree.root, s.tree.root.x509, 0, 0));
	assert_path(&s, PKI_NOW, VT_PATH_VALID);
	clear(&s);
}

static void test_missing(void)
{
	set_up s = sound();
	pki_id impostor = pki_make(&(pki_spec){ .name = "CA G2", .ext = { PKI_CA_EXT } });

	set_crl(&s.crls[0], NULL);
	assert_path(&s, PKI_NOW, VT_PATH_CRL_MISSING);
	/* Carried in the message and verified is as good as configured. */
	s.carried = pki_crl(&s.tree.root, NULL, 0, 0);
	assert_path(&s, PKI_NOW, VT_PATH_VALID);
	/* Of the right name and another key: proves nothing, neither way. */
	set_crl(&s.carried, NULL);
	set_crl(&s.crls[0], pki_crl(&s.tree.root, NULL, 0, 0));
	set_crl(&s.crls[1], pki_crl(&impostor, s.tree.leaf.x509, 0, 0));
	assert_path(&s, PKI_NOW, VT_PATH_CRL_MISSING);
	pki_clear(&impostor);
	clear(&s);
}

/* Replaces the leaf, or the middle and the leaf below it. */
static void replace_leaf(set_up *s, const pki_spec *spec)
{
	pki_spec own = *spec;

	own.issuer = &s->tree.middle;
	pki_clear(&s->tree.leaf);
	s->tree.leaf = pki_make(&own);
}

static void replace_middle(set_up *s, const pki_spec *spec)
{
	pki_spec own = *spec;

	own.issuer = &s->tree.root;
	pki_clear(&s->tree.middle);
	s->tree.middle = pki_make(&own);
	set_crl(&s->crls[1], pki_crl(&s->tree.middle, NULL, 0, 0));
	replace_leaf(s, &(pki_spec){ .name = "Sở Nội vụ", .ext = { PKI_LEAF_EXT } });
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
	set_up s = sound();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		replace_leaf(&s, &(pki_spec){ .name = "leaf", .ext = { rows[i].ext[0] } });
		assert_path(&s, PKI_NOW, rows[i].path);
	}
	clear(&s);
}

static void test_strength(void)
{
	set_up s = sound();
	EVP_PKEY *small = pki_rsa(1024);

	replace_leaf(&s, &(pki_spec){ .name = "leaf", .md = EVP_sha1() });
	assert_path(&s, PKI_NOW, VT_PATH_WEAK_DIGEST);
	replace_middle(&s, &(pki_spec){ .name = "CA", .ext = { PKI_CA_EXT }, .md = EVP_sha1() });
	assert_path(&s, PKI_NOW, VT_PATH_WEAK_DIGEST);
	replace_middle(&s, &(pki_spec){ .name = "CA", .ext = { PKI_CA_EXT }, .key = small });
	assert_path(&s, PKI_NOW, VT_PATH_WEAK_KEY);
	clear(&s);
}

static void test_weak_anchor(void)
{
	set_up s = { .crl_optional = true };
	EVP_PKEY *small = pki_rsa(1024);

	s.tree.root = pki_make(&(pki_spec){
		.name = "Old root", .ext = { PKI_CA_EXT }, .key = small, .md = EVP_sha1() });
	replace_middle(&s, &(pki_spec){ .name = "CA", .ext = { PKI_CA_EXT } });
	assert_path(&s, PKI_NOW, VT_PATH_VALID);
	clear(&s);
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
	set_up s = sound();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *const *ext = rows[i].ext;

		replace_middle(
			&s, &(pki_spec){ .name = "CA", .ext = { ext[0], ext[1], ext[2], ext[3] } });
		assert_path(&s, PKI_NOW, rows[i].path);
	}
	clear(&s);
}

/* A signature of the path that was made by another key. */
static void test_forged_path(void)
{
	set_up s = sound();
	pki_id impostor = pki_make(&(pki_spec){ .name = "CA G2", .ext = { PKI_CA_EXT } });

	pki_clear(&s.tree.leaf);
	s.tree.leaf = pki_make(&(pki_spec){ .name = "leaf", .issuer = &impostor });
	assert_path(&s, PKI_NOW, VT_PATH_INVALID);
	pki_clear(&impostor);
	clear(&s);
}

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
	set_up s = sound();
	g_autofree char *leaf = hash_of(s.tree.leaf.x509), *middle = hash_of(s.tree.middle.x509),
			*root = hash_of(s.tree.root.x509);
	g_autofree char *of_root = crl_hash_of(s.crls[0]), *of_middle = crl_hash_of(s.crls[1]);
	g_autofree char *carried = NULL;
	vt_chain_verdict verdict = judge(&s, PKI_NOW);

	g_assert_cmpuint(verdict.proofs->len, ==, 5);
	assert_proof(&verdict, 0, leaf, false, true);
	assert_proof(&verdict, 1, middle, false, false);
	assert_proof(&verdict, 2, root, false, false);
	assert_proof(&verdict, 3, of_middle, true, false);
	assert_proof(&verdict, 4, of_root, true, false);
	vt_chain_verdict_clear(&verdict);
	s.crl_optional = true;
	verdict = judge(&s, PKI_NOW);
	g_assert_cmpuint(verdict.proofs->len, ==, 3);
	vt_chain_verdict_clear(&verdict);
	s.crl_optional = false;
	s.carried = pki_crl(&s.tree.root, NULL, PKI_NOW - 100, 0);
	carried = crl_hash_of(s.carried);
	s.no_middle = s.middle_in_bundle = true;
	verdict = judge(&s, PKI_NOW);
	g_assert_cmpuint(verdict.proofs->len, ==, 5);
	assert_proof(&verdict, 1, middle, false, true);
	assert_proof(&verdict, 4, carried, true, true);
	vt_chain_verdict_clear(&verdict);
	s.no_roots = true;
	verdict = judge(&s, PKI_NOW);
	assert_proof(&verdict, 0, leaf, false, true);
	vt_chain_verdict_clear(&verdict);
	clear(&s);
}

static void assert_soft(const set_up *s, int64_t at, bool softened)
{
	vt_chain_verdict verdict = judge(s, at);

	g_assert_cmpint(verdict.path, ==, VT_PATH_VALID);
	g_assert_true(verdict.revocation_checked);
	g_assert_cmpint(verdict.softened != NULL, ==, softened);
	vt_chain_verdict_clear(&verdict);
}

static void test_classes(void)
{
	set_up s = sound();
	vt_trust_class rules = { .crl_required = true };
	int64_t stale = PKI_NOW + 8 * PKI_DAY;

	s.rules = &rules;
	assert_soft(&s, PKI_NOW, false);
	assert_path(&s, stale, VT_PATH_CRL_STALE);
	rules.grace = PKI_DAY - 1;
	assert_path(&s, stale, VT_PATH_CRL_STALE);
	rules.grace = PKI_DAY;
	assert_soft(&s, stale, true);
	rules = (vt_trust_class){ .crl_required = true, .stale_accepted = true };
	assert_soft(&s, stale + 100 * PKI_DAY, true);
	/* Stale and missing are told apart. */
	set_crl(&s.crls[1], NULL);
	assert_path(&s, PKI_NOW, VT_PATH_CRL_MISSING);
	rules = (vt_trust_class){ .crl_required = true, .missing_accepted = true };
	assert_soft(&s, PKI_NOW, true);
	assert_path(&s, stale, VT_PATH_CRL_STALE);
	/* Revoked is never softened, not by a stale list either. */
	rules.stale_accepted = true;
	set_crl(&s.crls[1], pki_crl(&s.tree.middle, s.tree.leaf.x509, 0, 0));
	assert_path(&s, PKI_NOW, VT_PATH_REVOKED);
	assert_path(&s, stale, VT_PATH_REVOKED);
	/* A class may ask where the rest does not, and the other way round. */
	s.crl_optional = true;
	assert_path(&s, PKI_NOW, VT_PATH_REVOKED);
	s.crl_optional = rules.crl_required = false;
	assert_path(&s, PKI_NOW, VT_PATH_VALID);
	clear(&s);
}

static void test_lists(void)
{
	set_up s = sound();
	g_autofree char *leaf = hash_of(s.tree.leaf.x509), *middle = hash_of(s.tree.middle.x509),
			*root = hash_of(s.tree.root.x509), *upper = g_ascii_strup(middle, -1);
	g_autofree char *serial = NULL, *text = NULL;
	BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(s.tree.leaf.x509), NULL);
	const char *rows[] = { leaf, middle, root, upper };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *list = g_strdup_printf("# letter 12\n\n%s # why\n", rows[i]);

		s.deny = list;
		assert_path(&s, PKI_NOW, VT_PATH_DENIED);
		s.deny = NULL;
		s.allow = list;
		assert_path(&s, PKI_NOW, VT_PATH_VALID);
		s.allow = NULL;
	}
	serial = g_strdup_printf("%lx", (unsigned long)BN_get_word(number));
	text = g_strdup_printf("serial 00:%s CN=CA G2\n", serial);
	s.deny = text;
	assert_path(&s, PKI_NOW, VT_PATH_DENIED);
	s.no_roots = true;
	assert_path(&s, PKI_NOW, VT_PATH_DENIED);
	s.no_roots = false;
	s.deny = "serial 77777777 CN=CA G2\n";
	assert_path(&s, PKI_NOW, VT_PATH_VALID);
	s.deny = NULL;
	s.allow = "# nobody\n";
	assert_path(&s, PKI_NOW, VT_PATH_NOT_LISTED);
	/* Half a list is no list: the broken line may be the one that matters. */
	s.allow = NULL;
	s.deny = "abcdef\n";
	assert_path(&s, PKI_NOW, VT_PATH_NOT_LISTED);
	s.deny = NULL;
	s.allow = text;
	assert_path(&s, PKI_NOW, VT_PATH_NOT_LISTED);
	BN_free(number);
	clear(&s);
}

static void test_listed_algorithms(void)
{
	set_up s = sound();

	s.limits.signatures = vt_signature_bit("ecdsa");
	s.limits.digests = vt_digest_bit("sha256");
	assert_path(&s, PKI_NOW, VT_PATH_VALID);
	replace_leaf(&s, &(pki_spec){ .name = "leaf", .md = EVP_sha384() });
	assert_path(&s, PKI_NOW, VT_PATH_WEAK_DIGEST);
	s.limits.digests |= vt_digest_bit("sha384");
	assert_path(&s, PKI_NOW, VT_PATH_VALID);
	s.limits.signatures = vt_signature_bit("rsa") | vt_signature_bit("rsa-pss");
	assert_path(&s, PKI_NOW, VT_PATH_WEAK_DIGEST);
	g_assert_cmpuint(vt_digest_bit("sha1") | vt_digest_bit("sha224"), ==, 0);
	g_assert_cmpuint(vt_signature_bit("ed25519"), ==, 0);
	clear(&s);
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
	g_test_add_func("/chain/proofs", test_proofs);
	g_test_add_func("/chain/classes", test_classes);
	g_test_add_func("/chain/lists", test_lists);
	g_test_add_func("/chain/listed-algorithms", test_listed_algorithms);
	return g_test_run();
}
