/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign - detached CMS signatures
 */
#include "sign/sign.h"

#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <stdarg.h>

#include "sign/sign_private.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ASN1_TIME, ASN1_TIME_free)

#define PIECE_BYTES (1 << 20)
#define SIGN_FLAGS  (CMS_DETACHED | CMS_BINARY | CMS_PARTIAL)

bool vt_sign_fault(GError **error, const char *format, ...)
{
	unsigned long reason = ERR_peek_error();
	char cause[200] = "no reason given";
	va_list arguments;

	if (reason != 0)
		ERR_error_string_n(reason, cause, sizeof(cause));
	ERR_clear_error();
	va_start(arguments, format);
	g_autofree char *what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return vt_error_set(error, VT_NEVER, "%s: %s", what, cause);
}

/* RFC 8551 §2.5.2: what may be used to write to us; strongest first, nothing weak. OpenSSL's own
 * list ends with RC2-40. */
static bool add_capabilities(CMS_SignerInfo *signer)
{
	static const int ciphers[] = { NID_aes_256_gcm, NID_aes_256_cbc, NID_aes_128_gcm,
				       NID_aes_128_cbc };
	STACK_OF(X509_ALGOR) *list = NULL;
	bool well = true;

	for (size_t i = 0; i < G_N_ELEMENTS(ciphers) && well; i++)
		well = CMS_add_simple_smimecap(&list, ciphers[i], -1) == 1;
	well = well && CMS_add_smimecap(signer, list) == 1;
	sk_X509_ALGOR_pop_free(list, X509_ALGOR_free);
	return well;
}

static bool add_signing_time(CMS_SignerInfo *signer, int64_t at)
{
	/* RFC 5652 §11.3: UTCTime until 2049, GeneralizedTime after; ASN1_TIME_set chooses. */
	g_autoptr(ASN1_TIME) time = ASN1_TIME_set(NULL, (time_t)at);

	return time != NULL
	       && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time, -1)
			  == 1;
}

/* A certificate for RSASSA-PSS alone: OpenSSL would write rsaEncryption, which nobody can verify
 * (libraries §4). */
static bool set_padding(CMS_SignerInfo *signer)
{
	EVP_PKEY_CTX *context = CMS_SignerInfo_get0_pkey_ctx(signer);

	return context != NULL && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) > 0;
}

static bool add_signer(CMS_ContentInfo *cms, const vt_signing_key *key, int64_t at)
{
	bool pss = EVP_PKEY_is_a(key->key, "RSA-PSS");
	unsigned flags = SIGN_FLAGS | CMS_CADES | CMS_NOSMIMECAP | (pss ? CMS_KEY_PARAM : 0);
	CMS_SignerInfo *signer =
		CMS_add1_signer(cms, key->certificate, key->key, EVP_sha256(), flags);

	return signer != NULL && (!pss || set_padding(signer)) && add_signing_time(signer, at)
	       && add_capabilities(signer);
}

static GBytes *to_der(CMS_ContentInfo *cms)
{
	unsigned char *der = NULL;
	int size = i2d_CMS_ContentInfo(cms, &der);
	GBytes *bytes = size > 0 ? g_bytes_new(der, (size_t)size) : NULL;

	OPENSSL_free(der);
	return bytes;
}

struct vt_signing {
	CMS_ContentInfo *cms;
	BIO *digest; /* what is written is digested and goes nowhere */
};

void vt_signing_free(vt_signing *signing)
{
	if (signing == NULL)
		return;
	BIO_free_all(signing->digest);
	CMS_ContentInfo_free(signing->cms);
	g_free(signing);
}

vt_signing *vt_signing_new(const vt_signing_key *key, int64_t signing_time, GError **error)
{
	g_autoptr(vt_signing) signing = g_new0(vt_signing, 1);

	signing->cms = CMS_sign(NULL, NULL, key->chain, NULL, SIGN_FLAGS);
	if (signing->cms != NULL && add_signer(signing->cms, key, signing_time))
		signing->digest = CMS_dataInit(signing->cms, NULL);
	if (signing->digest != NULL)
		return g_steal_pointer(&signing);
	vt_sign_fault(error, "cannot sign");
	return NULL;
}

bool vt_signing_add(vt_signing *signing, const void *bytes, size_t size, GError **error)
{
	const char *at = bytes;

	for (size_t done = 0; done < size;) {
		int part = (int)MIN(size - done, PIECE_BYTES);

		if (BIO_write(signing->digest, at + done, part) != part)
			return vt_sign_fault(error, "cannot sign");
		done += (size_t)part;
	}
	return true;
}

GBytes *vt_signing_end(vt_signing *signing, GError **error)
{
	GBytes *der = NULL;

	(void)BIO_flush(signing->digest);
	if (CMS_dataFinal(signing->cms, signing->digest) == 1)
		der = to_der(signing->cms);
	if (der == NULL)
		vt_sign_fault(error, "cannot sign");
	ERR_clear_error();
	return der;
}

GBytes *vt_signing_key_sign(const vt_signing_key *key, const void *bytes, size_t size,
			    int64_t signing_time, GError **error)
{
	g_autoptr(vt_signing) signing = vt_signing_new(key, signing_time, error);

	return signing != NULL && vt_signing_add(signing, bytes, size, error)
		       ? vt_signing_end(signing, error)
		       : NULL;
}
