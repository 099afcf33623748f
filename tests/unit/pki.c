/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pki - certificates, CRLs and CMS made at test time with OpenSSL alone, as wrong as a test wants
 * them
 */
#include "tests/unit/pki.h"

#include <glib/gstdio.h>
#include <openssl/conf.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

EVP_PKEY *pki_rsa(int bits)
{
	EVP_PKEY *key = EVP_RSA_gen((unsigned)bits);

	g_assert_nonnull(key);
	return key;
}

EVP_PKEY *pki_ec(const char *curve)
{
	EVP_PKEY *key = EVP_EC_gen(curve);

	g_assert_nonnull(key);
	return key;
}

static void add_extensions(X509 *x509, const pki_spec *spec, const pki_id *issuer)
{
	X509V3_CTX ctx;
	CONF *conf = NCONF_new(NULL);

	X509V3_set_ctx(&ctx, issuer->x509 == NULL ? x509 : issuer->x509, x509, NULL, NULL, 0);
	/* Some extensions ask for a database, be it empty. */
	X509V3_set_nconf(&ctx, conf);
	for (int i = 0; spec->ext[i] != NULL; i++) {
		g_auto(GStrv) halves = g_strsplit(spec->ext[i], "=", 2);
		X509_EXTENSION *ext = X509V3_EXT_nconf(NULL, &ctx, halves[0], halves[1]);

		g_assert_nonnull(ext);
		g_assert_cmpint(X509_add_ext(x509, ext, -1), ==, 1);
		X509_EXTENSION_free(ext);
	}
	NCONF_free(conf);
}

static void add_raw_email(X509 *x509, GBytes *bytes)
{
	GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *text = ASN1_IA5STRING_new();
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);

	ASN1_STRING_set(text, data, (int)size);
	GENERAL_NAME_set0_value(name, GEN_EMAIL, text);
	sk_GENERAL_NAME_push(names, name);
	g_assert_cmpint(X509_add1_ext_i2d(x509, NID_subject_alt_name, names, 0, 0), ==, 1);
	sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
}

pki_id pki_make(const pki_spec *spec)
{
	static long serial = 0x1000;
	pki_id id = { .key = spec->key, .x509 = X509_new() };
	pki_id issuer = spec->issuer == NULL ? (pki_id){ NULL, NULL } : *spec->issuer;
	X509_NAME *name = X509_NAME_new();

	if (id.key == NULL)
		id.key = pki_ec("P-256");
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)spec->name, -1,
				   -1, 0);
	X509_set_version(id.x509, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(id.x509), ++serial);
	X509_set_subject_name(id.x509, name);
	X509_set_issuer_name(id.x509,
			     issuer.x509 == NULL ? name : X509_get_subject_name(issuer.x509));
	X509_set_pubkey(id.x509, id.key);
	ASN1_TIME_set(X509_getm_notBefore(id.x509),
		      (time_t)(spec->from != 0 ? spec->from : PKI_NOW - 365 * PKI_DAY));
	ASN1_TIME_set(X509_getm_notAfter(id.x509),
		      (time_t)(spec->to != 0 ? spec->to : PKI_NOW + 365 * PKI_DAY));
	add_extensions(id.x509, spec, &issuer);
	if (spec->raw_email != NULL)
		add_raw_email(id.x509, spec->raw_email);
	g_assert_cmpint(X509_sign(id.x509, issuer.key == NULL ? id.key : issuer.key,
				  spec->md == NULL ? EVP_sha256() : spec->md),
			>, 0);
	X509_NAME_free(name);
	return id;
}

void pki_clear(pki_id *id)
{
	X509_free(id->x509);
	EVP_PKEY_free(id->key);
	*id = (pki_id){ NULL, NULL };
}

pki_tree pki_tree_make(void)
{
	pki_tree tree;

	tree.root = pki_make(&(pki_spec){ .name = "Root", .ext = { PKI_CA_EXT } });
	tree.middle = pki_make(
		&(pki_spec){ .name = "CA G2", .ext = { PKI_CA_EXT }, .issuer = &tree.root });
	tree.leaf = pki_make(&(pki_spec){
		.name = "Sở Nội vụ", .ext = { PKI_LEAF_EXT }, .issuer = &tree.middle });
	return tree;
}

void pki_tree_clear(pki_tree *tree)
{
	pki_clear(&tree->leaf);
	pki_clear(&tree->middle);
	pki_clear(&tree->root);
}

X509_CRL *pki_crl(const pki_id *issuer, const X509 *revoked, int64_t from, int64_t to)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *time = ASN1_TIME_new();

	X509_CRL_set_version(crl, X509_CRL_VERSION_2);
	X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer->x509));
	ASN1_TIME_set(time, (time_t)(from != 0 ? from : PKI_NOW - PKI_DAY));
	X509_CRL_set1_lastUpdate(crl, time);
	if (revoked != NULL) {
		X509_REVOKED *entry = X509_REVOKED_new();
		ASN1_INTEGER *serial = ASN1_INTEGER_dup(X509_get0_serialNumber(revoked));

		X509_REVOKED_set_serialNumber(entry, serial);
		ASN1_INTEGER_free(serial);
		X509_REVOKED_set_revocationDate(entry, time);
		X509_CRL_add0_revoked(crl, entry);
	}
	ASN1_TIME_set(time, (time_t)(to != 0 ? to : PKI_NOW + 7 * PKI_DAY));
	X509_CRL_set1_nextUpdate(crl, time);
	ASN1_TIME_free(time);
	g_assert_cmpint(X509_CRL_sign(crl, issuer->key, EVP_sha256()), >, 0);
	return crl;
}

static void add_signer(CMS_ContentInfo *cms, const pki_sign *how, const pki_id *by)
{
	unsigned flags = how->flags | CMS_BINARY | CMS_PARTIAL | (how->pss ? CMS_KEY_PARAM : 0);
	CMS_SignerInfo *si = CMS_add1_signer(cms, by->x509, by->key,
					     how->md == NULL ? EVP_sha256() : how->md, flags);

	g_assert_nonnull(si);
	if (how->pss)
		g_assert_cmpint(EVP_PKEY_CTX_set_rsa_padding(CMS_SignerInfo_get0_pkey_ctx(si),
							     RSA_PKCS1_PSS_PADDING),
				==, 1);
	if (how->when != 0) {
		ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)how->when);

		CMS_signed_add1_attr_by_NID(si, NID_pkcs9_signingTime, ASN1_STRING_type(time), time,
					    -1);
		ASN1_TIME_free(time);
	} else if ((how->flags & CMS_NOATTR) == 0) {
		/* OpenSSL adds the present time where none is; what is no time counts as none. */
		CMS_signed_add1_attr_by_NID(si, NID_pkcs9_signingTime, V_ASN1_UTF8STRING, "x", 1);
	}
}

GBytes *pki_der(CMS_ContentInfo *cms)
{
	unsigned char *der = NULL;
	int size = i2d_CMS_ContentInfo(cms, &der);
	GBytes *out;

	g_assert_cmpint(size, >, 0);
	out = g_bytes_new(der, (gsize)size);
	OPENSSL_free(der);
	return out;
}

GBytes *pki_cms(const pki_sign *how, const void *content, size_t size)
{
	BIO *in = BIO_new_mem_buf(content, (int)size);
	unsigned flags = how->flags | CMS_BINARY | CMS_PARTIAL;
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, how->extra, in, flags);
	GBytes *der;

	g_assert_nonnull(cms);
	add_signer(cms, how, how->by);
	if (how->second != NULL)
		add_signer(cms, how, how->second);
	if (how->crl != NULL)
		CMS_add1_crl(cms, how->crl);
	g_assert_cmpint(CMS_final(cms, in, NULL, flags), ==, 1);
	der = pki_der(cms);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	return der;
}

char *pki_folder(void)
{
	char *folder = g_dir_make_tmp(NULL, NULL);

	g_assert_nonnull(folder);
	return folder;
}

void pki_folder_remove(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		g_remove(path);
	}
	if (dir != NULL)
		g_dir_close(dir);
	g_rmdir(folder);
}

static BIO *open_file(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	BIO *bio = BIO_new_file(path, "ab");

	g_assert_nonnull(bio);
	return bio;
}

void pki_write_x509(const char *folder, const char *name, X509 *x509, bool pem)
{
	BIO *bio = open_file(folder, name);

	g_assert_cmpint(pem ? PEM_write_bio_X509(bio, x509) : i2d_X509_bio(bio, x509), ==, 1);
	BIO_free(bio);
}

void pki_write_crl(const char *folder, const char *name, X509_CRL *crl, bool pem)
{
	BIO *bio = open_file(folder, name);

	g_assert_cmpint(pem ? PEM_write_bio_X509_CRL(bio, crl) : i2d_X509_CRL_bio(bio, crl), ==, 1);
	BIO_free(bio);
}
