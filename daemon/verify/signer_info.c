/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signer_info - what one SignerInfo says and whether a certificate's key made it
 */
#include "verify/signer_info.h"

#include <openssl/err.h>

#include "base/clock.h"
#include "verify/algorithms.h"

/* RFC 5652 §11: these stand once and hold one value. NULL when that is not so. */
static ASN1_TYPE *only_value(CMS_SignerInfo *info, int nid)
{
	int at = CMS_signed_get_attr_by_NID(info, nid, -1);
	X509_ATTRIBUTE *attribute;

	if (at < 0 || CMS_signed_get_attr_by_NID(info, nid, at) >= 0)
		return NULL;
	attribute = CMS_signed_get_attr(info, at);
	return X509_ATTRIBUTE_count(attribute) == 1 ? X509_ATTRIBUTE_get0_type(attribute, 0) : NULL;
}

static int64_t read_signing_time(CMS_SignerInfo *info)
{
	const ASN1_TYPE *value = only_value(info, NID_pkcs9_signingTime);

	if (value == NULL)
		return VT_TIME_NONE;
	if (value->type == V_ASN1_UTCTIME)
		return vt_asn1_seconds(value->value.utctime);
	if (value->type == V_ASN1_GENERALIZEDTIME)
		return vt_asn1_seconds(value->value.generalizedtime);
	return VT_TIME_NONE;
}

static const struct {
	int nid;
	const char *name;
} digest_names[] = {
	{ NID_md5, "md5" },
	{ NID_sha1, "sha1" },
	{ NID_sha224, "sha224" },
	{ NID_sha256, "sha256" },
	{ NID_sha384, "sha384" },
	{ NID_sha512, "sha512" },
	{ NID_sha512_256, "sha512-256" },
	{ NID_sha3_256, "sha3-256" },
	{ NID_sha3_384, "sha3-384" },
	{ NID_sha3_512, "sha3-512" },
};

static const char *digest_name(int nid)
{
	for (size_t i = 0; i < G_N_ELEMENTS(digest_names); i++)
		if (digest_names[i].nid == nid)
			return digest_names[i].name;
	return "unknown";
}

vt_signer_info vt_signer_info_read(CMS_SignerInfo *info)
{
	vt_signer_info out = { .signing_time = VT_TIME_NONE };
	X509_ALGOR *digest = NULL, *signature = NULL;
	const ASN1_OBJECT *object;
	const ASN1_TYPE *type, *value;

	CMS_SignerInfo_get0_algs(info, NULL, NULL, &digest, &signature);
	X509_ALGOR_get0(&object, NULL, NULL, digest);
	out.md_name = digest_name(OBJ_obj2nid(object));
	out.md = EVP_get_digestbynid(OBJ_obj2nid(object));
	out.algorithms = vt_algorithms_of(signature, OBJ_obj2nid(object));
	out.has_attrs = CMS_signed_get_attr_count(info) >= 0;
	if (!out.has_attrs)
		return out;
	type = only_value(info, NID_pkcs9_contentType);
	value = only_value(info, NID_pkcs9_messageDigest);
	out.is_sound = type != NULL && type->type == V_ASN1_OBJECT
		       && OBJ_obj2nid(type->value.object) == NID_pkcs7_data && value != NULL
		       && value->type == V_ASN1_OCTET_STRING;
	if (out.is_sound) {
		out.digest = ASN1_STRING_get0_data(value->value.octet_string);
		out.digest_size = (size_t)ASN1_STRING_length(value->value.octet_string);
	}
	out.signing_time = read_signing_time(info);
	ERR_clear_error();
	return out;
}

bool vt_signer_info_names(CMS_SignerInfo *info, const vt_certificate *certificate)
{
	return CMS_SignerInfo_cert_cmp(info, certificate->x509) == 0;
}

bool vt_signer_info_proves_attrs(CMS_SignerInfo *info, const vt_certificate *certificate)
{
	bool proved;

	CMS_SignerInfo_set1_signer_cert(info, certificate->x509);
	proved = CMS_SignerInfo_verify(info) == 1;
	ERR_clear_error();
	return proved;
}

bool vt_signer_info_proves_content(CMS_ContentInfo *cms, CMS_SignerInfo *info,
				   const vt_certificate *certificate, const void *content,
				   size_t size)
{
	uint8_t sink[16384];
	BIO *source, *chain;
	bool proved = false;
	int n;

	if (size > INT_MAX)
		return false;
	CMS_SignerInfo_set1_signer_cert(info, certificate->x509);
	source = BIO_new_mem_buf(content, (int)size);
	chain = source == NULL ? NULL : CMS_dataInit(cms, source);
	if (chain != NULL) {
		/* Digests are made by reading through; at the end of the buffer 0 or -1 comes,
		 * never more. */
		do
			n = BIO_read(chain, sink, sizeof(sink));
		while (n > 0);
		proved = CMS_SignerInfo_verify_content(info, chain) == 1;
		BIO_free_all(chain);
	} else {
		BIO_free(source);
	}
	ERR_clear_error();
	return proved;
}
