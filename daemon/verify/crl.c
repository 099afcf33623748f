/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl - what is asked of one revocation list for every message, read once
 */
#include <openssl/err.h>

#include "base/clock.h"
#include "verify/inside.h"

/* RFC 5280 §5.2.4: a delta belongs to the complete list of the same issuer, authority key and
 * distribution point; so does a newer list to the one it replaces. */
static GBytes *read_scope(const X509_CRL *x509)
{
	static const int parts[] = { NID_authority_key_identifier, NID_issuing_distribution_point };
	GByteArray *scope = g_byte_array_new();
	const unsigned char *name = NULL;
	size_t size = 0;

	if (X509_NAME_get0_der(X509_CRL_get_issuer(x509), &name, &size) == 1)
		g_byte_array_append(scope, name, (guint)size);
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		int at = X509_CRL_get_ext_by_NID(x509, parts[i], -1);
		const ASN1_OCTET_STRING *value =
			at < 0 ? NULL : X509_EXTENSION_get_data(X509_CRL_get_ext(x509, at));
		guint8 mark = (guint8)(value == NULL ? 0 : 1 + i);

		g_byte_array_append(scope, &mark, 1);
		if (value != NULL)
			g_byte_array_append(scope, ASN1_STRING_get0_data(value),
					    (guint)ASN1_STRING_length(value));
	}
	return g_byte_array_free_to_bytes(scope);
}

/* RFC 5280 §5.2: such a list must not decide. What it revokes is heard all the same. */
static bool read_odd(const X509_CRL *x509)
{
	static const int known[] = { NID_authority_key_identifier, NID_issuing_distribution_point,
				     NID_crl_number, NID_delta_crl };

	for (int i = 0; i < X509_CRL_get_ext_count(x509); i++) {
		X509_EXTENSION *extension = X509_CRL_get_ext(x509, i);
		int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
		bool is_known = false;

		for (size_t k = 0; k < G_N_ELEMENTS(known); k++)
			is_known = is_known || known[k] == nid;
		if (!is_known && X509_EXTENSION_get_critical(extension) != 0)
			return true;
	}
	return false;
}

static bool read_hash(const X509_CRL *x509, char hex_out[VT_SHA256_HEX])
{
	unsigned char *der = NULL;
	int size = i2d_X509_CRL(x509, &der);

	if (size > 0)
		vt_sha256_hex(der, (size_t)size, hex_out);
	OPENSSL_free(der);
	return size > 0;
}

vt_crl *vt_crl_new(X509_CRL *x509, bool carried)
{
	const ASN1_TIME *from = X509_CRL_get0_lastUpdate(x509);
	const ASN1_TIME *until = X509_CRL_get0_nextUpdate(x509);
	vt_crl *crl = g_new0(vt_crl, 1);

	if (!read_hash(x509, crl->sha256) || X509_CRL_up_ref(x509) != 1) {
		ERR_clear_error();
		g_free(crl);
		return NULL;
	}
	crl->x509 = x509;
	crl->carried = carried;
	crl->scope = read_scope(x509);
	crl->scope_hash = g_bytes_hash(crl->scope);
	crl->odd = read_odd(x509);
	crl->number = X509_CRL_get_ext_d2i(x509, NID_crl_number, NULL, NULL);
	crl->base = X509_CRL_get_ext_d2i(x509, NID_delta_crl, NULL, NULL);
	crl->from = from != NULL ? vt_asn1_seconds(from) : VT_TIME_NONE;
	crl->until = until != NULL ? vt_asn1_seconds(until) : VT_TIME_NONE;
	ERR_clear_error();
	return crl;
}

void vt_crl_free(void *data)
{
	vt_crl *crl = data;

	if (crl == NULL)
		return;
	X509_CRL_free(crl->x509);
	X509_free(crl->signer);
	ASN1_INTEGER_free(crl->number);
	ASN1_INTEGER_free(crl->base);
	g_bytes_unref(crl->scope);
	g_free(crl);
}

bool vt_crl_is_by(const vt_crl *crl, X509 *signer)
{
	EVP_PKEY *key = X509_get0_pubkey(signer);
	bool is_by =
		key != NULL
		&& X509_NAME_cmp(X509_get_subject_name(signer), X509_CRL_get_issuer(crl->x509)) == 0
		&& X509_CRL_verify(crl->x509, key) == 1;

	ERR_clear_error();
	return is_by;
}

bool vt_crl_same_scope(const vt_crl *a, const vt_crl *b)
{
	return a->scope_hash == b->scope_hash && g_bytes_equal(a->scope, b->scope);
}

bool vt_crl_is_newer(const vt_crl *a, const vt_crl *b)
{
	int order =
		a->number == NULL || b->number == NULL ? 0 : ASN1_INTEGER_cmp(a->number, b->number);

	return order != 0 ? order > 0 : a->from > b->from;
}
