/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign_load - a key and its certificate: read, matched, tried
 */
#include <errno.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/stat.h>

#include "base/io.h"
#include "base/limits.h"
#include "sign/sign_private.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CMS_ContentInfo, CMS_ContentInfo_free)

#define FILE_BYTES (64u * 1024)
#define RSA_BITS   2048
#define EC_BITS    256

void vt_signing_key_free(vt_signing_key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->key); /* OpenSSL wipes private numbers as it frees them */
	X509_free(key->certificate);
	sk_X509_pop_free(key->chain, X509_free);
	g_free(key);
}

/* No pass phrase: nobody is there to type it. */
static int no_passphrase(char *buffer, int size, int rwflag, void *data)
{
	(void)buffer;
	(void)size;
	(void)rwflag;
	(void)data;
	return -1;
}

static BIO *open_file(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	gsize size = 0;
	vt_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	BIO *memory;

	if (fd < 0) {
		vt_error_errno(error, "cannot open '%s'", path);
		return NULL;
	}
	bytes = vt_io_read_fd(fd, FILE_BYTES, error);
	if (bytes == NULL) {
		g_prefix_error(error, "cannot read '%s': ", path);
		return NULL;
	}
	memory = BIO_new(BIO_s_secmem());
	if (memory != NULL && g_bytes_get_size(bytes) > 0
	    && BIO_write(memory, g_bytes_get_data(bytes, NULL), (int)g_bytes_get_size(bytes))
		       <= 0) {
		BIO_free(memory);
		memory = NULL;
	}
	/* The only reference: no other copy of the key's text stays behind. */
	void *plain = g_bytes_unref_to_data(g_steal_pointer(&bytes), &size);
	OPENSSL_cleanse(plain, size);
	g_free(plain);
	if (memory == NULL)
		vt_sign_fault(error, "cannot read '%s'", path);
	return memory;
}

static bool load_key(vt_signing_key *key, const char *path, GError **error)
{
	g_autoptr(BIO) file = open_file(path, error);

	if (file == NULL)
		return false;
	key->key = PEM_read_bio_PrivateKey(file, NULL, no_passphrase, NULL);
	if (key->key == NULL)
		return vt_sign_fault(error, "cannot read a private key without pass phrase in '%s'",
				     path);
	return true;
}

static bool is_strong(const vt_signing_key *key, const char *shown, GError **error)
{
	int bits = EVP_PKEY_get_bits(key->key);
	bool rsa = EVP_PKEY_is_a(key->key, "RSA") || EVP_PKEY_is_a(key->key, "RSA-PSS");
	bool ec = EVP_PKEY_is_a(key->key, "EC");

	return (rsa && bits >= RSA_BITS) || (ec && bits >= EC_BITS)
	       || vt_error_set(error, VT_NEVER,
			       "cannot sign with '%s': neither RSA from %d bits nor EC from %d "
			       "bits",
			       shown, RSA_BITS, EC_BITS);
}

static bool load_certificate(vt_signing_key *key, const char *path, GError **error)
{
	g_autoptr(BIO) file = open_file(path, error);

	if (file == NULL)
		return false;
	key->certificate = PEM_read_bio_X509(file, NULL, no_passphrase, NULL);
	if (key->certificate == NULL)
		return vt_sign_fault(error, "cannot read a certificate in '%s'", path);
	if (key->key != NULL && X509_check_private_key(key->certificate, key->key) != 1)
		return vt_sign_fault(error, "cannot use '%s' with its key", path);
	if ((X509_get_key_usage(key->certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION))
	    == 0)
		return vt_error_set(error, VT_NEVER,
				    "cannot use '%s': its key usage does not allow signatures",
				    path);
	/* No EKU extension reads as all ones. */
	if ((X509_get_extended_key_usage(key->certificate) & (XKU_SMIME | XKU_ANYEKU)) == 0)
		return vt_error_set(error, VT_NEVER,
				    "cannot use '%s': its extended key usage does not allow mail",
				    path);
	return true;
}

static bool load_chain(vt_signing_key *key, const char *path, GError **error)
{
	g_autoptr(BIO) file = open_file(path, error);
	X509 *certificate;

	if (file == NULL)
		return false;
	key->chain = sk_X509_new_null();
	while ((certificate = PEM_read_bio_X509(file, NULL, no_passphrase, NULL)) != NULL) {
		if (X509_cmp(certificate, key->certificate) == 0)
			X509_free(certificate); /* a chain file often begins with it */
		else
			sk_X509_push(key->chain, certificate);
		if (sk_X509_num(key->chain) >= VT_MAX_CERTIFICATES)
			return vt_error_set(error, VT_NEVER, "cannot use '%s': %d certificates",
					    path, sk_X509_num(key->chain));
	}
	bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	if (!ended)
		return vt_sign_fault(error, "cannot read certificates in '%s'", path);
	ERR_clear_error();
	return true;
}

/* Signs and verifies once: the algorithms, the random numbers, everything that is lazy. */
static bool try_out(const vt_signing_key *key, const char *path, GError **error)
{
	static const char text[] = "vanthu\r\n";
	g_autoptr(GBytes) der = vt_signing_key_sign(key, text, strlen(text), 0, error);
	gsize size = 0;

	if (der == NULL) {
		g_prefix_error(error, "cannot use '%s': ", path);
		return false;
	}
	const unsigned char *at = g_bytes_get_data(der, &size);
	g_autoptr(CMS_ContentInfo) cms = d2i_CMS_ContentInfo(NULL, &at, (long)size);
	g_autoptr(BIO) content = BIO_new_mem_buf(text, (int)strlen(text));
	if (cms == NULL || content == NULL
	    || CMS_verify(cms, NULL, NULL, content, NULL,
			  CMS_BINARY | CMS_DETACHED | CMS_NO_SIGNER_CERT_VERIFY)
		       != 1)
		return vt_sign_fault(error, "cannot use '%s': its trial signature is wrong", path);
	return true;
}

bool vt_signing_key_complete(vt_signing_key *key, const char *shown, const char *certificate_path,
			     const char *chain_path, GError **error)
{
	return is_strong(key, shown, error) && load_certificate(key, certificate_path, error)
	       && (chain_path == NULL || load_chain(key, chain_path, error));
}

vt_signing_key *vt_signing_key_load(const char *key_path, const char *certificate_path,
				    const char *chain_path, GError **error)
{
	g_autoptr(vt_signing_key) key = g_new0(vt_signing_key, 1);

	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ERR_clear_error();
	if (!load_key(key, key_path, error)
	    || !vt_signing_key_complete(key, key_path, certificate_path, chain_path, error)
	    || !try_out(key, key_path, error))
		return NULL;
	return g_steal_pointer(&key);
}

vt_signing_key *vt_signing_certificate_load(const char *path, GError **error)
{
	g_autoptr(vt_signing_key) key = g_new0(vt_signing_key, 1);

	ERR_clear_error();
	return load_certificate(key, path, error) ? g_steal_pointer(&key) : NULL;
}

static int64_t to_seconds(const ASN1_TIME *time)
{
	struct tm broken;

	if (ASN1_TIME_to_tm(time, &broken) != 1)
		return 0;
	return (int64_t)timegm(&broken);
}

void vt_signing_key_validity(const vt_signing_key *key, int64_t *from_out, int64_t *until_out)
{
	*from_out = to_seconds(X509_get0_notBefore(key->certificate));
	*until_out = to_seconds(X509_get0_notAfter(key->certificate));
}

bool vt_signing_key_has_address(const vt_signing_key *key, const char *address)
{
	return X509_check_email(key->certificate, address, 0, 0) == 1;
}
