/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trust_object - the bytes of what is configured, by their hash
 */
#include <openssl/err.h>

#include "verify/inside.h"

static void free_der(gpointer der)
{
	OPENSSL_free(der);
}

bool vt_crl_sha256(const X509_CRL *crl, char hex_out[VT_SHA256_HEX])
{
	unsigned char *der = NULL;
	int size = i2d_X509_CRL(crl, &der);

	if (size > 0)
		vt_sha256_hex(der, (size_t)size, hex_out);
	OPENSSL_free(der);
	ERR_clear_error();
	return size > 0;
}

GBytes *vt_trust_object(const vt_trust *trust, const char *sha256)
{
	const vt_certificate *certificate = g_hash_table_lookup(trust->known, sha256);
	const X509_CRL *crl = g_hash_table_lookup(trust->crls_known, sha256);
	unsigned char *der = NULL;
	int size = 0;

	if (certificate != NULL)
		size = i2d_X509(certificate->x509, &der);
	else if (crl != NULL)
		size = i2d_X509_CRL(crl, &der);
	ERR_clear_error();
	return size > 0 ? g_bytes_new_with_free_func(der, (gsize)size, free_der, der) : NULL;
}
