/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain_walk - one walk along a path, for chain.c and chain_crls.c alone
 */
#ifndef VT_VERIFY_CHAIN_WALK_H
#define VT_VERIFY_CHAIN_WALK_H

#include "verify/chain.h"
#include "verify/inside.h"

typedef struct vt_walk {
	const vt_trust *trust;
	const vt_cms *cms;
	int64_t at;
	vt_chain_verdict *out;
	const vt_trust_class *rules; /* of the anchor, as soon as it is known */
	const X509_CRL
		*bad_crl;   /* the last one that proves nothing: what it lists does not count */
	GPtrArray *carried; /* vt_crl *: what the message brings along and a key we trust made */
	GPtrArray *lists;   /* vt_crl *, borrowed: all that may count */
} vt_walk;

/* The path of a CRL's signer is walked in a context of its own, without our data. */
vt_walk *vt_walk_of(X509_STORE_CTX *ctx);
bool vt_walk_is_anchor(X509_STORE_CTX *ctx);
/* What OpenSSL is told of faults, and what we tell ourselves. */
int vt_walk_fault(int ok, X509_STORE_CTX *ctx);

/* Finds lists and carried. untrusted: where a carried list's signer may stand. */
void vt_walk_collect_crls(vt_walk *w, STACK_OF(X509) * untrusted);
/* The complete ones of them that OpenSSL shall choose from. Caller frees the stack alone. */
STACK_OF(X509_CRL) * vt_walk_complete_crls(const vt_walk *w);
/* A current delta to this list, of the same signer. */
/* "WORDS, revoked on YYYY-MM-DD" (UTC), the earliest day of the lists that name it. Caller frees.
 */
char *vt_walk_revoked_words(const vt_walk *w, X509 *x509, const char *words);
bool vt_walk_has_fresh_delta(const vt_walk *w, const X509_CRL *crl);

/* Once each. */
void vt_walk_add_proof(vt_walk *w, const vt_chain_proof *proof);
void vt_walk_prove_certificate(vt_walk *w, X509 *x509);
void vt_walk_prove_crl(vt_walk *w, const vt_crl *crl);

#endif
