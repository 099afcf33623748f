/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signer_info - what one SignerInfo says and whether a certificate's key made it
 */
#ifndef VT_VERIFY_SIGNER_INFO_H
#define VT_VERIFY_SIGNER_INFO_H

#include <openssl/cms.h>

#include "verify/algorithms.h"
#include "verify/inside.h"

typedef struct vt_signer_info {
	bool has_attrs;        /* signedAttrs are there */
	bool is_sound;         /* contentType = id-data and messageDigest, one value each */
	const uint8_t *digest; /* messageDigest, borrowed from OpenSSL; NULL without */
	size_t digest_size;
	int64_t signing_time; /* VT_TIME_NONE: absent, repeated or malformed */
	const EVP_MD *md;     /* NULL: this OpenSSL does not know it */
	const char *md_name;  /* "sha256", "an unknown digest" */
	vt_algorithms algorithms;
} vt_signer_info;

vt_signer_info vt_signer_info_read(CMS_SignerInfo *info);
/* Is this certificate named in the SignerInfo (issuer and serial, or subject key)? */
bool vt_signer_info_names(CMS_SignerInfo *info, const vt_certificate *certificate);
/* With signedAttrs: their signature alone, not the content. */
bool vt_signer_info_proves_attrs(CMS_SignerInfo *info, const vt_certificate *certificate);
/* Without signedAttrs: the signature over the content itself. */
bool vt_signer_info_proves_content(CMS_ContentInfo *cms, CMS_SignerInfo *info,
				   const vt_certificate *certificate, const void *content,
				   size_t size);

#endif
