/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-cms - what verify/cms.c makes of every form, sound and forged
 */
#include "verify/cms.h"

#include <openssl/err.h>
#include <string.h>

#include "base/clock.h"
#include "tests/unit/pki.h"

#define TEXT_CRLF "Content-Type: text/plain\r\n\r\nXin chào\r\n"
#define TEXT_LF   "Content-Type: text/plain\n\nXin chào\n"

static pki_tree tree;
static vt_trust *trust;

static vt_cms *detached(GBytes *der, const char *text)
{
	return vt_cms_verify_detached(trust, der, text, strlen(text));
}

/* Signs TEXT_CRLF as how says, verifies text. */
static vt_cms *round_trip(const pki_sign *how, const char *text)
{
	g_autoptr(GBytes) der = pki_cms(how, TEXT_CRLF, strlen(TEXT_CRLF));

	return (how->flags & CMS_DETACHED) ? detached(der, text) : vt_cms_verify_opaque(trust, der);
}

static void assert_signer(const vt_cms *cms, const char *address)
{
	g_assert_nonnull(cms->signer);
	g_assert_cmpstr(g_ptr_array_index(vt_certificate_addresses(cms->signer), 0), ==, address);
}

static void assert_content(const vt_cms *cms)
{
	g_autoptr(GBytes) wanted = g_bytes_new_static(TEXT_CRLF, strlen(TEXT_CRLF));

	g_assert_nonnull(cms->content);
	g_assert_true(g_bytes_equal(cms->content, wanted));
}

static void test_good(void)
{
	g_autoptr(vt_cms) cms = round_trip(
		&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED, .when = PKI_NOW }, TEXT_CRLF);

	g_assert_cmpint(cms->state, ==, VT_CMS_VERIFIED);
	assert_signer(cms, "agency@test.example");
	g_assert_true(cms->has_signed_attrs);
	g_assert_false(cms->canonical);
	g_assert_cmpint(cms->signing_time, ==, PKI_NOW);
	g_assert_cmpuint(strlen(cms->digest), ==, 64);
	g_assert_cmpstr(cms->digest_name, ==, "sha256");
	g_assert_cmpuint(cms->n_signers, ==, 1);
	g_assert_cmpuint(cms->n_certificates, ==, 1);
	g_assert_null(cms->content);
}

static void test_line_ends(void)
{
	g_autoptr(vt_cms) lf =
		round_trip(&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED }, TEXT_LF);
	g_autoptr(vt_cms) blank =
		round_trip(&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED }, TEXT_LF " ");
	g_autoptr(vt_cms) bare = round_trip(
		&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED | CMS_NOATTR }, TEXT_LF);

	g_assert_cmpint(lf->state, ==, VT_CMS_VERIFIED);
	g_assert_true(lf->canonical);
	g_assert_cmpint(blank->state, ==, VT_CMS_ALTERED);
	assert_signer(blank, "agency@test.example");
	g_assert_null(blank->digest);
	g_assert_cmpint(bare->state, ==, VT_CMS_VERIFIED);
	g_assert_true(bare->canonical);
}

static void test_opaque(void)
{
	g_autoptr(vt_cms) cms = round_trip(&(pki_sign){ .by = &tree.leaf, .when = PKI_NOW }, NULL);

	g_assert_cmpint(cms->state, ==, VT_CMS_VERIFIED);
	assert_content(cms);
}

/* A certificate of openssl's own streaming writer has indefinite lengths. */
static void test_ber(void)
{
	BIO *in = BIO_new_mem_buf(TEXT_CRLF, -1), *out = BIO_new(BIO_s_mem());
	CMS_ContentInfo *made =
		CMS_sign(tree.leaf.x509, tree.leaf.key, NULL, in, CMS_BINARY | CMS_STREAM);
	g_autoptr(GBytes) der = NULL;
	g_autoptr(vt_cms) cms = NULL;
	char *bytes;
	long size;

	g_assert_cmpint(i2d_CMS_bio_stream(out, made, in, CMS_BINARY | CMS_STREAM), ==, 1);
	size = BIO_get_mem_data(out, &bytes);
	g_assert_cmpint((unsigned char)bytes[1], ==, 0x80);
	der = g_bytes_new(bytes, (gsize)size);
	cms = vt_cms_verify_opaque(trust, der);
	g_assert_cmpint(cms->state, ==, VT_CMS_VERIFIED);
	assert_content(cms);
	CMS_ContentInfo_free(made);
	BIO_free(in);
	BIO_free(out);
}

static void test_content_where_it_should_not_be(void)
{
	g_autoptr(GBytes) opaque =
		pki_cms(&(pki_sign){ .by = &tree.leaf }, TEXT_CRLF, strlen(TEXT_CRLF));
	g_autoptr(GBytes) clear = pki_cms(&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED },
					  TEXT_CRLF, strlen(TEXT_CRLF));
	g_autoptr(vt_cms) with = detached(opaque, TEXT_CRLF);
	g_autoptr(vt_cms) without = vt_cms_verify_opaque(trust, clear);

	g_assert_cmpint(with->state, ==, VT_CMS_WITH_CONTENT);
	g_assert_cmpint(without->state, ==, VT_CMS_WITHOUT_CONTENT);
	g_assert_null(with->content);
}

static void test_algorithms(void)
{
	pki_id rsa = pki_make(
		&(pki_spec){ .name = "RSA", .ext = { PKI_LEAF_EXT }, .key = pki_rsa(2048) });
	pki_id small = pki_make(
		&(pki_spec){ .name = "1024", .ext = { PKI_LEAF_EXT }, .key = pki_rsa(1024) });
	pki_id p192 = pki_make(
		&(pki_spec){ .name = "P-192", .ext = { PKI_LEAF_EXT }, .key = pki_ec("P-192") });
	const struct {
		pki_sign how;
		vt_cms_state state;
	} rows[] = {
		{ { .by = &rsa, .flags = CMS_DETACHED }, VT_CMS_VERIFIED },
		{ { .by = &rsa, .flags = CMS_DETACHED, .pss = true }, VT_CMS_VERIFIED },
		{ { .by = &rsa, .flags = CMS_DETACHED, .md = EVP_sha512() }, VT_CMS_VERIFIED },
		{ { .by = &rsa, .flags = CMS_DETACHED, .md = EVP_sha1() }, VT_CMS_WEAK_DIGEST },
		{ { .by = &rsa, .flags = CMS_DETACHED, .md = EVP_sha1(), .pss = true },
		  VT_CMS_WEAK_DIGEST },
		{ { .by = &rsa, .flags = CMS_DETACHED, .md = EVP_md5() }, VT_CMS_WEAK_DIGEST },
		{ { .by = &rsa, .flags = CMS_DETACHED | CMS_NOATTR, .md = EVP_sha1() },
		  VT_CMS_WEAK_DIGEST },
		{ { .by = &tree.leaf, .flags = CMS_DETACHED, .md = EVP_sha224() },
		  VT_CMS_WEAK_DIGEST },
		{ { .by = &small, .flags = CMS_DETACHED }, VT_CMS_WEAK_KEY },
		{ { .by = &p192, .flags = CMS_DETACHED }, VT_CMS_WEAK_KEY },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(vt_cms) cms = round_trip(&rows[i].how, TEXT_CRLF);

		g_test_message("row %zu: %s", i, cms->detail);
		g_assert_cmpint(cms->state, ==, rows[i].state);
		assert_signer(cms, "agency@test.example");
		g_assert_nonnull(cms->digest);
	}
	pki_clear(&rsa);
	pki_clear(&small);
	pki_clear(&p192);
}

static void test_no_attributes(void)
{
	g_autoptr(vt_cms) cms = round_trip(
		&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED | CMS_NOATTR }, TEXT_CRLF);
	g_autoptr(vt_cms) altered = round_trip(
		&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED | CMS_NOATTR }, TEXT_CRLF "x");

	g_assert_cmpint(cms->state, ==, VT_CMS_VERIFIED);
	g_assert_false(cms->has_signed_attrs);
	g_assert_cmpint(cms->signing_time, ==, VT_TIME_NONE);
	g_assert_cmpuint(strlen(cms->digest), ==, 64);
	g_assert_cmpint(altered->state, ==, VT_CMS_ALTERED);
	g_assert_null(altered->signer);
}

/* draft-ietf-lamps-cms-euf-cma-signeddata: the attributes of a good signature become the content of
 * a forged one. */
static void test_attributes_as_content(void)
{
	static const uint8_t attribute[] = { 0x31, 0x0d, 0x30, 0x0b, 0x06, 0x03, 0x55, 0x04,
					     0x03, 0x31, 0x04, 0x0c, 0x02, 'h',  'i' };
	g_autoptr(GBytes) der = pki_cms(&(pki_sign){ .by = &tree.leaf, .flags = CMS_NOATTR },
					attribute, sizeof(attribute));
	g_autoptr(vt_cms) cms = vt_cms_verify_opaque(trust, der);

	g_assert_cmpint(cms->state, ==, VT_CMS_ATTRS_AS_CONTENT);
	g_assert_null(cms->content);
}

static void test_signers(void)
{
	pki_id other = pki_make(&(pki_spec){ .name = "Kẻ Lạ",
					     .ext = { "subjectAltName=email:evil@evil.example" } });
	g_autoptr(vt_cms) two =
		round_trip(&(pki_sign){ .by = &tree.leaf, .second = &other, .flags = CMS_DETACHED },
			   TEXT_CRLF);
	static const uint8_t none[] = {
		0x30, 0x23, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02,
		0xa0, 0x16, 0x30, 0x14, 0x02, 0x01, 0x01, 0x31, 0x00, 0x30, 0x0b, 0x06, 0x09,
		0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01, 0x31, 0x00,
	};
	g_autoptr(GBytes) der = g_bytes_new_static(none, sizeof(none));
	g_autoptr(vt_cms) zero = detached(der, TEXT_CRLF);

	g_assert_cmpint(two->state, ==, VT_CMS_VERIFIED);
	g_assert_cmpuint(two->n_signers, ==, 2);
	g_assert_cmpint(zero->state, ==, VT_CMS_NO_SIGNER);
	pki_clear(&other);
}

/* A bundled namesake with the signer's issuer and serial, and another with the victim's address,
 * speak for nobody. */
static void test_bundle(void)
{
	pki_id victim = pki_make(&(pki_spec){ .name = "Victim",
					      .ext = { "subjectAltName=email:boss@gov.example" } });
	pki_id fake = pki_make(&(pki_spec){ .name = "CA G2",
					    .ext = { "subjectAltName=email:fake@evil.example" } });
	STACK_OF(X509) *extra = sk_X509_new_null();
	g_autoptr(vt_cms) cms = NULL;

	X509_set_serialNumber(fake.x509, X509_get_serialNumber(tree.leaf.x509));
	g_assert_cmpint(X509_sign(fake.x509, fake.key, EVP_sha256()), >, 0);
	sk_X509_push(extra, fake.x509);
	sk_X509_push(extra, victim.x509);
	cms = round_trip(&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED, .extra = extra },
			 TEXT_CRLF);
	g_assert_cmpint(cms->state, ==, VT_CMS_VERIFIED);
	assert_signer(cms, "agency@test.example");
	g_assert_cmpuint(cms->n_certificates, ==, 3);
	sk_X509_free(extra);
	pki_clear(&victim);
	pki_clear(&fake);
}

static void test_without_certificate(void)
{
	const pki_sign how = { .by = &tree.leaf, .flags = CMS_DETACHED | CMS_NOCERTS };
	g_autofree char *folder = pki_folder();
	g_autofree char *path = g_build_filename(folder, "pin.pem", NULL);
	g_autoptr(vt_trust) knowing =
		vt_trust_new(&(vt_trust_policy){ .min_rsa_bits = 2048, .min_ec_bits = 256 });
	g_autoptr(GBytes) der = pki_cms(&how, TEXT_CRLF, strlen(TEXT_CRLF));
	g_autoptr(vt_cms) unknown = detached(der, TEXT_CRLF);
	g_autoptr(vt_cms) pinned = NULL;
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(unknown->state, ==, VT_CMS_NO_CERTIFICATE);
	pki_write_x509(folder, "pin.pem", tree.leaf.x509, true);
	vt_trust_pin(knowing, "noivu", path, &error);
	g_assert_no_error(error);
	pinned = vt_cms_verify_detached(knowing, der, TEXT_CRLF, strlen(TEXT_CRLF));
	g_assert_cmpint(pinned->state, ==, VT_CMS_VERIFIED);
	g_assert_cmpstr(vt_trust_pinned_owner(knowing, pinned->signer), ==, "noivu");
	pki_folder_remove(folder);
}

static void test_other_types(void)
{
	STACK_OF(X509) *to = sk_X509_new_null();
	BIO *in = BIO_new_mem_buf(TEXT_CRLF, -1);
	CMS_ContentInfo *enveloped, *data;
	g_autoptr(GBytes) a = NULL, b = NULL;
	g_autoptr(vt_cms) encrypted = NULL, other = NULL;

	pki_id rsa = pki_make(&(pki_spec){ .name = "RSA", .key = pki_rsa(2048) });
	sk_X509_push(to, rsa.x509);
	enveloped = CMS_encrypt(to, in, EVP_aes_256_cbc(), CMS_BINARY);
	g_assert_nonnull(enveloped);
	a = pki_der(enveloped);
	encrypted = vt_cms_verify_opaque(trust, a);
	g_assert_cmpint(encrypted->state, ==, VT_CMS_ENCRYPTED);
	data = CMS_data_create(in, CMS_BINARY);
	b = pki_der(data);
	other = vt_cms_verify_opaque(trust, b);
	g_assert_cmpint(other->state, ==, VT_CMS_OTHER);
	CMS_ContentInfo_free(enveloped);
	CMS_ContentInfo_free(data);
	BIO_free(in);
	sk_X509_free(to);
	pki_clear(&rsa);
}

/* Every prefix and every flipped byte ends in a state and never in a verified one with other
 * content. */
static void test_damage(void)
{
	g_autoptr(GBytes) der = pki_cms(&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED },
					TEXT_CRLF, strlen(TEXT_CRLF));
	gsize size;
	const uint8_t *bytes = g_bytes_get_data(der, &size);

	for (gsize i = 0; i < size; i++) {
		g_autofree uint8_t *copy = g_memdup2(bytes, size);
		g_autoptr(GBytes) prefix = g_bytes_new_static(bytes, i);
		g_autoptr(GBytes) flipped = NULL;
		g_autoptr(vt_cms) cut = detached(prefix, TEXT_CRLF);
		g_autoptr(vt_cms) bent = NULL;

		g_assert_cmpint(cut->state, ==, VT_CMS_BROKEN);
		copy[i] ^= 0x01;
		flipped = g_bytes_new_static(copy, size);
		bent = detached(flipped, TEXT_CRLF "x");
		g_assert_cmpint(bent->state, !=, VT_CMS_VERIFIED);
	}
}

static void test_trailing(void)
{
	g_autoptr(GBytes) der = pki_cms(&(pki_sign){ .by = &tree.leaf, .flags = CMS_DETACHED },
					TEXT_CRLF, strlen(TEXT_CRLF));
	g_autofree uint8_t *copy = g_malloc0(g_bytes_get_size(der) + 1);
	g_autoptr(GBytes) longer = NULL;
	g_autoptr(vt_cms) cms = NULL;

	memcpy(copy, g_bytes_get_data(der, NULL), g_bytes_get_size(der));
	longer = g_bytes_new_static(copy, g_bytes_get_size(der) + 1);
	cms = detached(longer, TEXT_CRLF);
	g_assert_cmpint(cms->state, ==, VT_CMS_BROKEN);
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	trust = vt_trust_new(&(vt_trust_policy){ .min_rsa_bits = 2048, .min_ec_bits = 256 });
	tree = pki_tree_make();
	g_test_add_func("/cms/good", test_good);
	g_test_add_func("/cms/line-ends", test_line_ends);
	g_test_add_func("/cms/opaque", test_opaque);
	g_test_add_func("/cms/ber", test_ber);
	g_test_add_func("/cms/content-form", test_content_where_it_should_not_be);
	g_test_add_func("/cms/algorithms", test_algorithms);
	g_test_add_func("/cms/no-attributes", test_no_attributes);
	g_test_add_func("/cms/attributes-as-content", test_attributes_as_content);
	g_test_add_func("/cms/signers", test_signers);
	g_test_add_func("/cms/bundle", test_bundle);
	g_test_add_func("/cms/without-certificate", test_without_certificate);
	g_test_add_func("/cms/other-types", test_other_types);
	g_test_add_func("/cms/damage", test_damage);
	g_test_add_func("/cms/trailing", test_trailing);
	status = g_test_run();
	pki_tree_clear(&tree);
	vt_trust_free(trust);
	return status;
}
