/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * algorithms - which digests and keys are good enough
 */
#include "verify/algorithms.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

static const int strong[] = { NID_sha256,   NID_sha384,   NID_sha512,  NID_sha512_256,
			      NID_sha3_256, NID_sha3_384, NID_sha3_512 };

bool vt_is_strong_digest(int nid)
{
	for (size_t i = 0; i < G_N_ELEMENTS(strong); i++)
		if (strong[i] == nid)
			return true;
	return false;
}

/* RFC 4055 §3.1: absent fields mean SHA-1. */
static bool is_strong_pss(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *mask_digest = NULL;
	const void *value = NULL;
	int type = V_ASN1_UNDEF;
	RSA_PSS_PARAMS *params = NULL;
	X509_ALGOR *mask = NULL;
	bool is_strong = false;

	X509_ALGOR_get0(NULL, &type, &value, algorithm);
	if (type == V_ASN1_SEQUENCE && value != NULL)
		params = ASN1_item_unpack(value, ASN1_ITEM_rptr(RSA_PSS_PARAMS));
	if (params != NULL && params->hashAlgorithm != NULL && params->maskGenAlgorithm != NULL) {
		X509_ALGOR_get0(NULL, &type, &value, params->maskGenAlgorithm);
		if (type == V_ASN1_SEQUENCE && value != NULL)
			mask = ASN1_item_unpack(value, ASN1_ITEM_rptr(X509_ALGOR));
	}
	if (mask != NULL) {
		X509_ALGOR_get0(&mask_digest, NULL, NULL, mask);
		is_strong = vt_is_strong_digest(OBJ_obj2nid(params->hashAlgorithm->algorithm))
			    && vt_is_strong_digest(OBJ_obj2nid(mask_digest));
	}
	X509_ALGOR_free(mask);
	RSA_PSS_PARAMS_free(params);
	return is_strong;
}

bool vt_is_strong_signature(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *object;
	int digest = NID_undef, key = NID_undef;

	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	if (OBJ_obj2nid(object) == NID_rsassaPss)
		return is_strong_pss(algorithm);
	return OBJ_find_sigid_algs(OBJ_obj2nid(object), &digest, &key) == 1
	       && vt_is_strong_digest(digest);
}

static bool is_named_curve(EVP_PKEY *key)
{
	char encoding[32] = "";

	return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, encoding,
					      sizeof(encoding), NULL)
	       && strcmp(encoding, OSSL_PKEY_EC_ENCODING_GROUP) == 0;
}

char *vt_key_fault(const vt_trust_policy *policy, EVP_PKEY *key)
{
	int bits, id;

	if (key == NULL)
		return g_strdup("unreadable key");
	bits = EVP_PKEY_get_bits(key);
	id = EVP_PKEY_get_base_id(key);
	if (id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS)
		return bits < policy->min_rsa_bits ? g_strdup_printf("RSA %d bits", bits) : NULL;
	if (id != EVP_PKEY_EC)
		return g_strdup("key is neither RSA nor EC");
	if (!is_named_curve(key))
		return g_strdup("EC curve has no name");
	return bits < policy->min_ec_bits ? g_strdup_printf("EC %d bits", bits) : NULL;
}
