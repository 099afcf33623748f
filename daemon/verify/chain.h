/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain - does the path from a signer's certificate to a configured root hold at a given time
 *
 * RFC 5280, RFC 8550. Our own store only. Algorithms and key sizes for every certificate of the
 * path, anchors excepted. Where the class of the root wants it, every certificate of the path
 * (anchors excepted) needs a current, verified CRL, configured or carried in the message; of
 * several the newest knowledge counts. Policies are checked with any-policy as the accepted set
 * (field-notes §5).
 */
#ifndef VT_VERIFY_CHAIN_H
#define VT_VERIFY_CHAIN_H

#include "verify/cms.h"

typedef enum {
	VT_PATH_VALID,
	VT_PATH_NO_ANCHOR,  /* no root configured at all */
	VT_PATH_UNKNOWN_CA, /* leads to no configured root */
	VT_PATH_EXPIRED,    /* fails only because a certificate of it is past notAfter */
	VT_PATH_NOT_YET,
	VT_PATH_REVOKED,
	VT_PATH_CRL_MISSING,
	VT_PATH_CRL_STALE,
	VT_PATH_WEAK_DIGEST,
	VT_PATH_WEAK_KEY,
	VT_PATH_KEY_USAGE, /* leaf has neither digitalSignature nor nonRepudiation, or a CA may not
			      sign */
	VT_PATH_EXTENDED_USAGE, /* an EKU is there without emailProtection or anyExtendedKeyUsage */
	VT_PATH_POLICY,         /* certificate policies: none is left where one is demanded */
	VT_PATH_NAME_CONSTRAINTS,
	VT_PATH_NOT_LISTED, /* an allow list is configured and names none of the path; or a list
			       cannot be read */
	VT_PATH_DENIED,     /* the deny list names one of the path */
	VT_PATH_INVALID,    /* any other fault; detail holds OpenSSL's words */
	VT_N_PATHS,
} vt_path;

/* One thing that the verdict rests on. */
typedef struct vt_chain_proof {
	bool is_crl;
	bool carried; /* its bytes stand in the message, not in the configuration */
	char sha256[65];
} vt_chain_proof;

typedef struct vt_chain_verdict {
	vt_path path;
	bool revocation_checked;
	char *detail;   /* one line: which certificate, what */
	char *softened; /* why revocation is not known, where the class accepts that; NULL */
	GArray *proofs; /* vt_chain_proof: the path as far as it was found, signer first, anchor
			   last; then each CRL that counted and its signer, where the path has it
			   not */
} vt_chain_verdict;
void vt_chain_verdict_clear(vt_chain_verdict *verdict);

/* At `at` (UTC seconds). cms gives the signer and the bundle; both borrowed. */
vt_chain_verdict vt_chain_judge(const vt_trust *trust, const vt_cms *cms, int64_t at);

#endif
