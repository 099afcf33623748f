/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test-sign - keys that serve and keys that do not; what a signature holds
 *
 * What openssl(1) says about the signatures is asked by tests/e2e/t300-signed-notice.py.
 */
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/error.h"
#include "sign/sign.h"

typedef struct fixture {
	char *folder;
} fixture;

static char *path_of(const fixture *f, const char *name)
{
	return g_build_filename(f->folder, name, NULL);
}

static void add_extension(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	g_assert_nonnull(extension);
	X509_add_ext(certificate, extension, -1);
	X509_EXTENSION_free(extension);
}

/* A self-signed pair NAME.key, NAME.crt. */
static void make_pair(const fixture *f, const char *name, EVP_PKEY *key, const char *usage)
{
	g_autofree char *key_path = g_strdup_printf("%s/%s.key", f->folder, name);
	g_autofree char *certificate_path = g_strdup_printf("%s/%s.crt", f->folder, name);
	X509 *certificate = X509_new();
	FILE *file;

	g_assert_nonnull(key);
	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
	X509_set_pubkey(certificate, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
				   (const unsigned char *)"robot", -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
	add_extension(certificate, NID_key_usage, usage);
	add_extension(certificate, NID_subject_alt_name, "email:robot@kimson.example");
	X509_sign(certificate, key, EVP_sha256());
	file = fopen(key_path, "w");
	PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
	fclose(file);
	file = fopen(certificate_path, "w");
	PEM_write_X509(file, certificate);
	fclose(file);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

static void set_up(fixture *f, const void *data)
{
	(void)data;
	f->folder = g_dir_make_tmp(NULL, NULL);
	g_assert_nonnull(f->folder);
	make_pair(f, "rsa", EVP_RSA_gen(2048), "digitalSignature");
	make_pair(f, "ec", EVP_EC_gen("P-256"), "digitalSignature,nonRepudiation");
}

static void tear_down(fixture *f, const void *data)
{
	GDir *dir = g_dir_open(f->folder, 0, NULL);
	const char *name;

	(void)data;
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = path_of(f, name);

		remove(path);
	}
	g_dir_close(dir);
	remove(f->folder);
	g_free(f->folder);
}

static vt_signing_key *load(const fixture *f, const char *key, const char *certificate,
			    GError **error)
{
	g_autofree char *key_path = path_of(f, key);
	g_autofree char *certificate_path = path_of(f, certificate);

	return vt_signing_key_load(key_path, certificate_path, certificate_path, error);
}

static void check_attributes(CMS_ContentInfo *cms)
{
	static const int wanted[] = { NID_pkcs9_contentType, NID_pkcs9_messageDigest,
				      NID_pkcs9_signingTime, NID_id_smime_aa_signingCertificateV2,
				      NID_SMIMECapabilities };
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
	CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(signers, 0);

	g_assert_cmpint(sk_CMS_SignerInfo_num(signers), ==, 1);
	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
		g_assert_cmpint(CMS_signed_get_attr_by_NID(signer, wanted[i], -1), >=, 0);
	STACK_OF(X509) *certificates = CMS_get1_certs(cms);
	g_assert_cmpint(sk_X509_num(certificates), ==, 1);
	sk_X509_pop_free(certificates, X509_free);
}

static bool verifies(CMS_ContentInfo *cms, const char *text)
{
	BIO *content = BIO_new_mem_buf(text, -1);
	bool well =
		CMS_verify(cms, NULL, NULL, content, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY)
		== 1;

	BIO_free(content);
	return well;
}

static void signs(fixture *f, const void *data)
{
	static const char text[] = "Xin chào\r\n";
	g_autofree char *key_name = g_strdup_printf("%s.key", (const char *)data);
	g_autofree char *certificate_name = g_strdup_printf("%s.crt", (const char *)data);
	g_autoptr(GError) error = NULL;
	g_autoptr(vt_signing_key) key = load(f, key_name, certificate_name, &error);
	int64_t from = 0, until = 0;
	gsize size = 0;

	g_assert_no_error(error);
	g_autoptr(GBytes) der = vt_signing_key_sign(key, text, strlen(text), 1795363200, &error);
	g_assert_no_error(error);
	const unsigned char *at = g_bytes_get_data(der, &size);
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)size);
	g_assert_nonnull(cms);
	g_assert_true(CMS_is_detached(cms) == 1);
	check_attributes(cms);
	g_assert_true(verifies(cms, text));
	g_assert_false(verifies(cms, "Xin chao\r\n"));
	CMS_ContentInfo_free(cms);
	vt_signing_key_validity(key, &from, &until);
	g_assert_cmpint(until - from, ==, 86400 + 3600);
	g_assert_true(vt_signing_key_has_address(key, "robot@kimson.example"));
	g_assert_false(vt_signing_key_has_address(key, "other@kimson.example"));
}

static void refuse(const fixture *f, const char *key, const char *certificate)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(load(f, key, certificate, &error));
	g_assert_nonnull(error);
	g_assert_cmpint(error->code, ==, VT_NEVER);
	g_test_message("%s", error->message);
}

static void refusals(fixture *f, const void *data)
{
	g_autofree char *empty = path_of(f, "empty");
	g_autofree char *locked = path_of(f, "locked.key");
	EVP_PKEY *key = EVP_EC_gen("P-256");
	FILE *file = fopen(locked, "w");

	(void)data;
	PEM_write_PKCS8PrivateKey(file, key, EVP_aes_128_cbc(), "x", 1, NULL, NULL);
	fclose(file);
	EVP_PKEY_free(key);
	g_file_set_contents(empty, "", 0, NULL);
	make_pair(f, "small", EVP_RSA_gen(1024), "digitalSignature");
	make_pair(f, "usage", EVP_EC_gen("P-256"), "keyEncipherment");
	refuse(f, "rsa.key", "ec.crt");
	refuse(f, "none.key", "rsa.crt");
	refuse(f, "empty", "rsa.crt");
	refuse(f, "rsa.key", "empty");
	refuse(f, "locked.key", "ec.crt");
	refuse(f, "small.key", "small.crt");
	refuse(f, "usage.key", "usage.crt");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/sign/rsa", fixture, "rsa", set_up, signs, tear_down);
	g_test_add("/sign/ec", fixture, "ec", set_up, signs, tear_down);
	g_test_add("/sign/refusals", fixture, NULL, set_up, refusals, tear_down);
	return g_test_run();
}
