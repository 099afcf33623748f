/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-trust - what is loaded from folders, what is warned about, what a certificate says
 */
#include "verify/trust.h"

#include <string.h>

#include "tests/unit/pki.h"
#include "verify/certificate.h"

static const vt_trust_policy policy = { .min_rsa_bits = 2048, .min_ec_bits = 256 };

static void write_text(const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static vt_certificate *load(X509 *x509)
{
	g_autofree char *folder = pki_folder();
	g_autofree char *path = g_build_filename(folder, "c.der", NULL);
	g_autoptr(GError) error = NULL;
	vt_certificate *certificate;

	pki_write_x509(folder, "c.der", x509, false);
	certificate = vt_certificate_load(path, &error);
	g_assert_no_error(error);
	pki_folder_remove(folder);
	return certificate;
}

static void test_folders(void)
{
	pki_tree tree = pki_tree_make();
	pki_id more = pki_make(&(pki_spec){ .name = "Root 2", .ext = { PKI_CA_EXT } });
	X509_CRL *crl = pki_crl(&tree.root, NULL, 0, 0);
	g_autofree char *folder = pki_folder();
	g_autoptr(vt_trust) trust = vt_trust_new(&policy);
	g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);

	pki_write_x509(folder, "two.txt", tree.root.x509, true);
	pki_write_x509(folder, "two.txt", more.x509, true);
	pki_write_x509(folder, "again.der", more.x509, false);
	vt_trust_load_roots(trust, folder, warnings);
	g_assert_cmpuint(vt_trust_n_roots(trust), ==, 2);
	g_assert_cmpuint(warnings->len, ==, 0);

	pki_write_x509(folder, "middle", tree.middle.x509, false);
	write_text(folder, "README", "not a certificate\n");
	write_text(folder, "empty", "");
	write_text(folder, "bad.der", "0\x03\x02\x01\x05");
	write_text(folder, "bad.pem",
		   "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
	pki_write_crl(folder, "crl", crl, true);
	vt_trust_load_roots(trust, folder, warnings);
	g_assert_cmpuint(vt_trust_n_roots(trust), ==, 2);
	/* README, empty, bad.der, bad.pem, crl, and middle that is not self-signed */
	g_assert_cmpuint(warnings->len, ==, 6);
	g_ptr_array_set_size(warnings, 0);
	vt_trust_load_crls(trust, folder, warnings);
	vt_trust_load_intermediates(trust, folder, NULL);
	vt_trust_load_roots(trust, NULL, warnings);
	g_ptr_array_set_size(warnings, 0);
	vt_trust_load_roots(trust, "/nonexistent/roots", warnings);
	g_assert_cmpuint(warnings->len, ==, 0);
	X509_CRL_free(crl);
	pki_folder_remove(folder);
	pki_clear(&more);
	pki_tree_clear(&tree);
}

static void test_environment(void)
{
	pki_tree tree = pki_tree_make();
	g_autofree char *folder = pki_folder();
	g_autoptr(vt_trust) trust = NULL;

	pki_write_x509(folder, "root.pem", tree.root.x509, true);
	g_setenv("SSL_CERT_DIR", folder, true);
	trust = vt_trust_new(&policy);
	g_assert_cmpuint(vt_trust_n_roots(trust), ==, 0);
	g_unsetenv("SSL_CERT_DIR");
	pki_folder_remove(folder);
	pki_tree_clear(&tree);
}

static void test_pin(void)
{
	pki_tree tree = pki_tree_make();
	g_autofree char *folder = pki_folder();
	g_autofree char *path = g_build_filename(folder, "a.pem", NULL);
	g_autoptr(vt_trust) trust = vt_trust_new(&policy);
	g_autoptr(vt_certificate) leaf = load(tree.leaf.x509), root = load(tree.root.x509);
	g_autoptr(GError) error = NULL;

	pki_write_x509(folder, "a.pem", tree.leaf.x509, true);
	g_assert_true(vt_trust_pin(trust, "noivu", path, &error));
	g_assert_true(vt_trust_pin(trust, "noivu", path, &error));
	g_assert_cmpstr(vt_trust_pinned_owner(trust, leaf), ==, "noivu");
	g_assert_null(vt_trust_pinned_owner(trust, root));
	g_assert_false(vt_trust_pin(trust, "another", path, &error));
	g_clear_error(&error);
	g_assert_false(vt_trust_pin(trust, "noivu", "/nonexistent", &error));
	g_assert_nonnull(error);
	pki_folder_remove(folder);
	pki_tree_clear(&tree);
}

/* By hash, whatever form the file had; the same list twice is one. */
static void test_objects(void)
{
	pki_tree tree = pki_tree_make();
	X509_CRL *crl = pki_crl(&tree.root, NULL, 0, 0);
	g_autofree char *folder = pki_folder(), *lists = pki_folder();
	g_autoptr(vt_trust) trust = vt_trust_new(&policy);
	g_autoptr(vt_certificate) root = load(tree.root.x509), leaf = load(tree.leaf.x509);
	g_autoptr(GBytes) der = NULL, list = NULL, whole = NULL;
	g_autofree char *sum = NULL, *list_sum = NULL;
	unsigned char *raw = NULL;
	int size = i2d_X509_CRL(crl, &raw);

	pki_write_x509(folder, "root.pem", tree.root.x509, true);
	pki_write_crl(lists, "a.pem", crl, true);
	pki_write_crl(lists, "b.der", crl, false);
	vt_trust_load_roots(trust, folder, NULL);
	vt_trust_load_crls(trust, lists, NULL);
	der = vt_trust_object(trust, vt_certificate_sha256(root));
	g_assert_nonnull(der);
	sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, der);
	g_assert_cmpstr(sum, ==, vt_certificate_sha256(root));
	g_assert_null(vt_trust_object(trust, vt_certificate_sha256(leaf)));
	g_assert_null(vt_trust_object(trust, ""));
	list_sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, raw, (gsize)size);
	list = vt_trust_object(trust, list_sum);
	g_assert_nonnull(list);
	whole = g_bytes_new(raw, (gsize)size);
	g_assert_true(g_bytes_equal(list, whole));
	OPENSSL_free(raw);
	X509_CRL_free(crl);
	pki_folder_remove(folder);
	pki_folder_remove(lists);
	pki_tree_clear(&tree);
}

static void test_list_faults(void)
{
	g_autofree char *folder = pki_folder();
	g_autofree char *path = g_build_filename(folder, "deny", NULL);
	g_autofree char *absent = g_build_filename(folder, "absent", NULL);
	g_autofree char *third = g_strdup_printf("%s:3: ", path);
	g_autoptr(vt_trust) trust = vt_trust_new(&policy);
	g_autoptr(vt_faults) faults = vt_faults_new();

	write_text(folder, "deny",
		   "# all three forms\n"
		   "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF # x\n"
		   "0011\n"
		   "serial 12 CN=A #1,O=B\n"
		   "serial XY CN=A\n"
		   "serial 0\n");
	vt_trust_load_list(trust, VT_TRUST_DENY, path, faults);
	g_assert_cmpuint(vt_faults_count(faults), ==, 3);
	g_assert_true(g_str_has_prefix(vt_faults_get(faults, 0), third));
	vt_trust_load_list(trust, VT_TRUST_ALLOW, path, faults);
	g_assert_cmpuint(vt_faults_count(faults), ==, 7);
	vt_trust_load_list(trust, VT_TRUST_DENY, absent, faults);
	g_assert_cmpuint(vt_faults_count(faults), ==, 8);
	pki_folder_remove(folder);
}

static void test_classify(void)
{
	pki_tree tree = pki_tree_make();
	g_autofree char *folder = pki_folder();
	g_autoptr(vt_trust) trust = vt_trust_new(&policy);
	g_autoptr(vt_certificate) root = load(tree.root.x509), middle = load(tree.middle.x509);
	vt_trust_class rules = { .crl_required = true };

	pki_write_x509(folder, "root.pem", tree.root.x509, true);
	pki_write_x509(folder, "middle.pem", tree.middle.x509, true);
	vt_trust_load_roots(trust, folder, NULL);
	g_assert_false(vt_trust_classify(trust, "other.pem", &rules));
	g_assert_false(vt_trust_classify(trust, "middle.pem", &rules));
	g_assert_false(vt_trust_classify(trust, vt_certificate_sha256(middle), &rules));
	g_assert_true(vt_trust_classify(trust, vt_certificate_sha256(root), &rules));
	g_assert_false(vt_trust_classify(trust, "root.pem", &rules));
	pki_folder_remove(folder);
	pki_tree_clear(&tree);
}

static void test_names(void)
{
	pki_id id = pki_make(&(pki_spec){ .name = "Sở Nội vụ, tỉnh",
					  .ext = { "subjectAltName=email:A.b@Test.EXAMPLE,email:"
						   "second@test.example,DNS:x.example" } });
	g_autoptr(vt_certificate) certificate = load(id.x509);
	const GPtrArray *addresses = vt_certificate_addresses(certificate);

	g_assert_cmpuint(addresses->len, ==, 2);
	g_assert_cmpstr(addresses->pdata[0], ==, "A.b@test.example");
	g_assert_cmpstr(vt_certificate_subject(certificate), ==, "CN=Sở Nội vụ\\, tỉnh");
	g_assert_cmpstr(vt_certificate_issuer(certificate), ==,
			vt_certificate_subject(certificate));
	g_assert_cmpuint(strlen(vt_certificate_sha256(certificate)), ==, 64);
	g_assert_cmpint(vt_certificate_not_before(certificate), ==, PKI_NOW - 365 * PKI_DAY);
	g_assert_cmpint(vt_certificate_not_after(certificate), ==, PKI_NOW + 365 * PKI_DAY);
	g_assert_cmpuint(strspn(vt_certificate_serial(certificate), "0123456789ABCDEF"), ==,
			 strlen(vt_certificate_serial(certificate)));
	pki_clear(&id);
}

/* Pitfalls §2.1-10: bytes, never a printed list. */
static void test_odd_addresses(void)
{
	static const struct {
		const char *bytes;
		gsize size;
		const char *why;
	} rows[] = {
		{ "eve@evil.example, email:boss@gov.example", 40, "comma" },
		{ "eve@evil.example email:boss@gov.example", 39, "white space" },
		{ "boss@gov.example\0@evil.example", 30, "NUL byte" },
		{ "boss@gov.example ", 17, "white space" },
		{ "b\xc3\xb4ss@gov.example", 17, "rfc822Name beyond ASCII" },
		{ "boss@g\xe1\xbb\xa7.example", 17, "rfc822Name beyond ASCII" },
		{ "b\xf4ss@gov.example", 16, "bytes that are not UTF-8" },
		{ "boss@gov.example\n", 17, "white space" },
		{ "boss\x01@gov.example", 17, "control character" },
		{ "", 0, "empty" },
		{ ".gov.example", 12, "domain alone" },
		{ "gov.example", 11, "no @" },
		{ "\"boss\"@gov.example", 18, "quoted local part" },
		{ "boss@[192.0.2.1]", 16, "address literal for a domain" },
		{ "boss@gov.example@evil.example", 29, "more than one @" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GBytes) raw = g_bytes_new_static(rows[i].bytes, rows[i].size);
		pki_id id = pki_make(&(pki_spec){ .name = "x", .raw_email = raw });
		g_autoptr(vt_certificate) certificate = load(id.x509);

		g_assert_cmpuint(vt_certificate_addresses(certificate)->len, ==, 0);
		g_assert_cmpstr(vt_certificate_odd_address(certificate), ==, rows[i].why);
		pki_clear(&id);
	}
}

static void test_stamp(void)
{
	g_autofree char *folder = pki_folder();
	const char *folders[] = { folder, NULL };
	g_autofree char *before = vt_trust_stamp(folders, NULL),
			*same = vt_trust_stamp(folders, NULL);
	g_autofree char *after = NULL, *files = NULL;

	write_text(folder, "a", "a");
	after = vt_trust_stamp(folders, NULL);
	files = vt_trust_stamp(NULL, folders);
	g_assert_cmpstr(before, ==, same);
	g_assert_cmpstr(before, !=, after);
	g_assert_cmpstr(after, !=, files);
	pki_folder_remove(folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/trust/folders", test_folders);
	g_test_add_func("/trust/environment", test_environment);
	g_test_add_func("/trust/pin", test_pin);
	g_test_add_func("/trust/names", test_names);
	g_test_add_func("/trust/odd-addresses", test_odd_addresses);
	g_test_add_func("/trust/stamp", test_stamp);
	g_test_add_func("/trust/objects", test_objects);
	g_test_add_func("/trust/list-faults", test_list_faults);
	g_test_add_func("/trust/classify", test_classify);
	return g_test_run();
}
