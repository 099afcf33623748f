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

GBytes *vt_trust_object(const vt_trust *trust, const char *sha256)
{
	const vt_certificate *certificate = g_hash_table_lookup(trust->known, sha256);
	const vt_crl *crl = g_hash_table_lookup(trust->crls_known, sha256);
	unsigned char *der = NULL;
	int size = 0;

	if (certificate != NULL)
		size = i2d_X509(certificate->x509, &der);
	else if (crl != NULL)
		size = i2d_X509_CRL(crl->x509, &der);
	ERR_clear_error();
	return size > 0 ? g_bytes_new_with_free_func(der, (gsize)size, free_der, der) : NULL;
}
