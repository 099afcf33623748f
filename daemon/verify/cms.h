/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cms - does this CMS SignedData prove these bytes, and by which certificate's key
 *
 * RFC 5652, RFC 8551. One question, one answer: data, never an error. The chain is judged apart
 * (verify/chain.h). Content is believed only after the signature verified.
 */
#ifndef VT_VERIFY_CMS_H
#define VT_VERIFY_CMS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "verify/certificate.h"
#include "verify/trust.h"

typedef enum {
	VT_CMS_VERIFIED,
	VT_CMS_BROKEN,     /* not DER/BER of a ContentInfo, trailing bytes */
	VT_CMS_TOO_BIG,    /* more bytes or certificates than are read: proves nothing */
	VT_CMS_ENCRYPTED,  /* envelopedData or authEnvelopedData */
	VT_CMS_COMPRESSED, /* compressedData: verify/compressed.h opens it */
	VT_CMS_OTHER,      /* another content type */
	VT_CMS_NO_SIGNER,
	VT_CMS_NO_CERTIFICATE, /* the signer's certificate is neither in the bundle nor configured
				*/
	VT_CMS_ALTERED,        /* digest or signature does not match */
	VT_CMS_WEAK_DIGEST,    /* matches, but the digest or signature algorithm is below policy
				  (SHA-256) */
	VT_CMS_WEAK_KEY,
	VT_CMS_ALGORITHM, /* matches and is strong, but the office does not list digest or signature
			   */
	VT_CMS_WITH_CONTENT,     /* detached form, yet eContent is there */
	VT_CMS_WITHOUT_CONTENT,  /* opaque form, yet eContent is absent */
	VT_CMS_ATTRS_AS_CONTENT, /* content is itself a DER SET OF attributes (LAMPS forgery) */
	VT_N_CMS,
} vt_cms_state;

typedef struct vt_cms {
	vt_cms_state state;
	unsigned n_signers, n_certificates;
	bool has_signed_attrs;      /* signedAttrs with contentType and messageDigest, once each */
	bool canonical;             /* verified only after LF -> CRLF */
	int64_t signing_time;       /* VT_TIME_NONE */
	char *digest, *digest_name; /* messageDigest lower-case hex, "sha256"; NULL unless verified
				       or weak */
	vt_certificate *signer;     /* whose key verified the (first) SignerInfo; NULL */
	GBytes *content; /* opaque form, after it verified (also WEAK_*): the encapsulated entity;
			    else NULL */
	char *detail;    /* one line, "" */
	struct vt_cms_bundle
		*bundle; /* the other certificates and CRLs of the message, for vt_chain_judge */
	/* ALTERED, detached, one signer, whose sound signedAttrs a key within the policy proves:
	 * the messageDigest they claim and OpenSSL's name of its algorithm; else NULL. It proves
	 * nothing of the message that came. */
	GBytes *claimed;
	char *claimed_name;
} vt_cms;

/* Detached: der against content (tried raw first, then LF -> CRLF). Several signers: all must
 * verify. */
vt_cms *vt_cms_verify_detached(const vt_trust *trust, GBytes *der, const void *content,
			       size_t size);
/* Opaque: application/pkcs7-mime. */
vt_cms *vt_cms_verify_opaque(const vt_trust *trust, GBytes *der);
/* A certificate that came along has this address (normal form): evidence of nothing, the signer's
 * alone counts. */
bool vt_cms_bundle_has_address(const vt_cms *cms, const char *address);
/* DER of the signer's certificate, or of another certificate or CRL of the message, with this
 * SHA-256; NULL = none. */
GBytes *vt_cms_object(const vt_cms *cms, const char *sha256);
void vt_cms_free(vt_cms *cms);

/* Are these other bytes what was signed? Never without a claimed digest. */
bool vt_cms_claims(const vt_cms *cms, const void *bytes, size_t size);
/* The same in pieces, so that variants with a common beginning hash it once. */
typedef struct vt_cms_claim vt_cms_claim;
vt_cms_claim *vt_cms_claim_new(const vt_cms *cms); /* NULL: nothing is claimed */
vt_cms_claim *vt_cms_claim_copy(const vt_cms_claim *claim);
void vt_cms_claim_add(vt_cms_claim *claim, const void *bytes, size_t size);
/* Spends the claim: only vt_cms_claim_free() may follow. */
bool vt_cms_claim_holds(vt_cms_claim *claim);
void vt_cms_claim_free(vt_cms_claim *claim);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_cms_claim, vt_cms_claim_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(vt_cms, vt_cms_free)

#endif
