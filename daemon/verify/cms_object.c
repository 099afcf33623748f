/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cms_object - the certificates and CRLs that a signature carries, by their hash
 */
#include <openssl/err.h>
#include <string.h>

#include "verify/inside.h"

static void free_der(gpointer der)
{
	OPENSSL_free(der);
}

static GBytes *take_der(unsigned char *take_bytes, int size)
{
	ERR_clear_error();
	return size > 0 ? g_bytes_new_with_free_func(take_bytes, (gsize)size, free_der, take_bytes)
			: NULL;
}

static GBytes *der_of_certificate(const vt_certificate *certificate)
{
	unsigned char *der = NULL;
	int size = i2d_X509(certificate->x509, &der);

	return take_der(der, size);
}

static GBytes *der_of_crl(const X509_CRL *crl)
{
	unsigned char *der = NULL;
	int size = i2d_X509_CRL(crl, &der);

	return take_der(der, size);
}

static bool has_hash(GBytes *der, const char *sha256)
{
	char hex[VT_SHA256_HEX] = "";

	if (der != NULL)
		vt_sha256_hex(g_bytes_get_data(der, NULL), g_bytes_get_size(der), hex);
	return strcmp(hex, sha256) == 0;
}

GBytes *vt_cms_object(const vt_cms *cms, const char *sha256)
{
	const struct vt_cms_bundle *bundle = cms->bundle;
	if (cms->signer != NULL && strcmp(cms->signer->sha256, sha256) == 0)
		return der_of_certificate(cms->signer);
	for (guint i = 0; bundle != NULL && i < bundle->certificates->len; i++) {
		const vt_certificate *one = g_ptr_array_index(bundle->certificates, i);

		if (strcmp(one->sha256, sha256) == 0)
			return der_of_certificate(one);
	}
	for (guint i = 0; bundle != NULL && i < bundle->crls->len; i++) {
		g_autoptr(GBytes) der = der_of_crl(g_ptr_array_index(bundle->crls, i));

		if (has_hash(der, sha256))
			return g_steal_pointer(&der);
	}
	return NULL;
}
