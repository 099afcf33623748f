/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain_crls - which revocation lists count, and what they say
 *
 * OpenSSL 3.0 knows RFC 5280 §6.3 with scopes, reasons and indirect lists, but chooses among lists
 * before it looks at their signatures, prefers one in time to newer knowledge, takes the first
 * delta it meets and only where a freshestCRL extension points to one, and treats a delta with
 * reasons as complete. So it gets complete lists only, whose signatures hold, of each scope the
 * newest; deltas and newer lists of another scope are asked here.
 */
#include <openssl/err.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "verify/algorithms.h"
#include "verify/chain_walk.h"

/* So many lists of one message are looked at; each may cost several verifications. */
#define MAX_CARRIED VT_MAX_EVIDENCE

void vt_walk_add_proof(vt_walk *w, const vt_chain_proof *proof)
{
	for (guint i = 0; i < w->out->proofs->len; i++)
		if (strcmp(g_array_index(w->out->proofs, vt_chain_proof, i).sha256, proof->sha256)
		    == 0)
			return;
	g_array_append_vals(w->out->proofs, proof, 1);
}

void vt_walk_prove_certificate(vt_walk *w, X509 *x509)
{
	vt_chain_proof proof = { .is_crl = false };
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	if (X509_digest(x509, EVP_sha256(), digest, &size) != 1)
		return;
	for (unsigned int i = 0; i < size; i++)
		g_snprintf(proof.sha256 + 2 * i, 3, "%02x", digest[i]);
	proof.carried = !g_hash_table_contains(w->trust->known, proof.sha256);
	vt_walk_add_proof(w, &proof);
}

void vt_walk_prove_crl(vt_walk *w, const vt_crl *crl)
{
	vt_chain_proof proof = { .is_crl = true, .carried = crl->carried };

	g_strlcpy(proof.sha256, crl->sha256, sizeof(proof.sha256));
	vt_walk_add_proof(w, &proof);
	if (crl->signer != NULL)
		vt_walk_prove_certificate(w, crl->signer);
}

static bool is_trusted(const vt_walk *w, X509 *x509, STACK_OF(X509) * untrusted)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	bool holds = false;

	if (ctx != NULL && X509_STORE_CTX_init(ctx, w->trust->store, x509, untrusted) == 1) {
		X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(ctx), (time_t)w->at);
		holds = X509_verify_cert(ctx) == 1;
	}
	X509_STORE_CTX_free(ctx);
	ERR_clear_error();
	return holds;
}

/* Anybody may bundle a certificate with a CA's name: it must lead to a root. */
static X509 *find_signer(const vt_walk *w, const vt_crl *crl, STACK_OF(X509) * untrusted)
{
	for (guint i = 0; i < w->trust->roots->len; i++) {
		const vt_certificate *root = g_ptr_array_index(w->trust->roots, i);

		if (vt_crl_is_by(crl, root->x509))
			return root->x509;
	}
	for (int i = 0; i < sk_X509_num(untrusted); i++) {
		X509 *x509 = sk_X509_value(untrusted, i);

		if (vt_crl_is_by(crl, x509) && is_trusted(w, x509, untrusted))
			return x509;
	}
	return NULL;
}

static void take_carried(vt_walk *w, STACK_OF(X509) * untrusted)
{
	const GPtrArray *crls = w->cms->bundle != NULL ? w->cms->bundle->crls : NULL;

	for (guint i = 0; crls != NULL && i < crls->len && i < MAX_CARRIED; i++) {
		vt_crl *crl = vt_crl_new(g_ptr_array_index(crls, i), true);
		X509 *signer;

		if (crl == NULL)
			continue;
		signer = g_hash_table_contains(w->trust->crls_known, crl->sha256)
				 ? NULL
				 : find_signer(w, crl, untrusted);
		if (signer == NULL || X509_up_ref(signer) != 1) {
			vt_crl_free(crl);
			continue;
		}
		crl->signer = signer;
		g_ptr_array_add(w->carried, crl);
		g_ptr_array_add(w->lists, crl);
	}
}

/* A configured list whose signer is not configured counts when the message brings him along. Lists
 * are shared by all messages and stay as they are. */
static void take_configured(vt_walk *w, STACK_OF(X509) * untrusted)
{
	for (guint i = 0; i < w->trust->crls->len; i++) {
		vt_crl *crl = g_ptr_array_index(w->trust->crls, i);

		if (crl->signer != NULL || find_signer(w, crl, untrusted) != NULL)
			g_ptr_array_add(w->lists, crl);
	}
}

void vt_walk_collect_crls(vt_walk *w, STACK_OF(X509) * untrusted)
{
	w->carried = g_ptr_array_new_with_free_func(vt_crl_free);
	w->lists = g_ptr_array_new();
	if (!w->trust->policy.crl_required && w->trust->classes->len == 0)
		return;
	take_configured(w, untrusted);
	take_carried(w, untrusted);
}

static bool has_begun(const vt_walk *w, const vt_crl *crl)
{
	return crl->from <= w->at + w->trust->policy.clock_skew;
}

static bool is_current(const vt_walk *w, const vt_crl *crl)
{
	return !crl->odd && has_begun(w, crl) && crl->until != VT_TIME_NONE && crl->until >= w->at;
}

/* By the key: a CA's certificate is renewed, its lists go on. */
static bool same_signer(const vt_crl *a, const vt_crl *b)
{
	if (a->signer == NULL || b->signer == NULL || a->signer == b->signer)
		return a->signer == b->signer;
	return EVP_PKEY_eq(X509_get0_pubkey(a->signer), X509_get0_pubkey(b->signer)) == 1;
}

/* An attacker must not take back a revocation with an old list that is still in its time, nor a
 * CA by counting backwards: the higher number stands, and holds the mail when it is stale. */
static bool is_outdone(const vt_walk *w, const vt_crl *crl)
{
	for (guint i = 0; i < w->lists->len; i++) {
		const vt_crl *other = g_ptr_array_index(w->lists, i);

		if (other == crl || other->base != NULL || !vt_crl_same_scope(other, crl)
		    || !same_signer(other, crl))
			continue;
		if (has_begun(w, other) != has_begun(w, crl) ? has_begun(w, other)
							     : vt_crl_is_newer(other, crl))
			return true;
	}
	return false;
}

STACK_OF(X509_CRL) * vt_walk_complete_crls(const vt_walk *w)
{
	STACK_OF(X509_CRL) *crls = sk_X509_CRL_new_null();

	g_assert(crls != NULL);
	for (guint i = 0; i < w->lists->len; i++) {
		const vt_crl *crl = g_ptr_array_index(w->lists, i);

		if (crl->base == NULL && !is_outdone(w, crl)
		    && sk_X509_CRL_push(crls, crl->x509) <= 0)
			g_abort();
	}
	return crls;
}

static const vt_crl *crl_of(const vt_walk *w, const X509_CRL *x509)
{
	for (guint i = 0; i < w->lists->len; i++) {
		const vt_crl *crl = g_ptr_array_index(w->lists, i);

		if (crl->x509 == x509)
			return crl;
	}
	return NULL;
}

/* RFC 5280 §6.3.3 (c): same issuer, scope and key; made for this list or an older one; newer than
 * it. Of several the newest. */
static const vt_crl *find_delta(const vt_walk *w, const vt_crl *complete)
{
	const vt_crl *found = NULL;

	for (guint i = 0; complete->number != NULL && i < w->lists->len; i++) {
		const vt_crl *delta = g_ptr_array_index(w->lists, i);

		if (delta->base == NULL || delta->number == NULL || !has_begun(w, delta)
		    || !vt_crl_same_scope(delta, complete) || !same_signer(delta, complete)
		    || ASN1_INTEGER_cmp(delta->base, complete->number) > 0
		    || ASN1_INTEGER_cmp(delta->number, complete->number) <= 0)
			continue;
		if (found == NULL || vt_crl_is_newer(delta, found))
			found = delta;
	}
	return found;
}

bool vt_walk_has_fresh_delta(const vt_walk *w, const X509_CRL *x509)
{
	const vt_crl *complete = crl_of(w, x509);
	const vt_crl *delta = complete != NULL ? find_delta(w, complete) : NULL;

	return delta != NULL && is_current(w, delta);
}

static bool is_removed(const vt_crl *crl, X509 *x509)
{
	X509_REVOKED *entry = NULL;

	return X509_CRL_get0_by_cert(crl->x509, &entry, x509) == 2;
}

static bool is_listed(const vt_crl *crl, X509 *x509)
{
	X509_REVOKED *entry = NULL;

	return X509_CRL_get0_by_cert(crl->x509, &entry, x509) == 1;
}

/* A list of the same signer that is newer than the chosen one and names the certificate, though
 * its scope is written in another way: knowledge is knowledge. */
static const vt_crl *find_newer_entry(const vt_walk *w, const vt_crl *chosen, X509 *x509)
{
	for (guint i = 0; i < w->lists->len; i++) {
		const vt_crl *other = g_ptr_array_index(w->lists, i);

		if (other != chosen && other->base == NULL && has_begun(w, other)
		    && same_signer(other, chosen) && other->from > chosen->from
		    && is_listed(other, x509))
			return other;
	}
	return NULL;
}

char *vt_walk_revoked_words(const vt_walk *w, X509 *x509, const char *words)
{
	int64_t since = VT_TIME_NONE;

	for (guint i = 0; i < w->lists->len; i++) {
		const vt_crl *crl = g_ptr_array_index(w->lists, i);
		X509_REVOKED *entry = NULL;
		int64_t at;

		if (X509_CRL_get0_by_cert(crl->x509, &entry, x509) != 1)
			continue;
		at = vt_asn1_seconds(X509_REVOKED_get0_revocationDate(entry));
		if (at != VT_TIME_NONE && (since == VT_TIME_NONE || at < since))
			since = at;
	}
	if (since == VT_TIME_NONE)
		return g_strdup(words);
	g_autofree char *day = vt_clock_iso(since);
	return g_strdup_printf("%s, revoked on %.10s", words, day);
}

static int say_revoked(vt_walk *w, X509_STORE_CTX *ctx, const vt_crl *by)
{
	if (by != NULL)
		vt_walk_prove_crl(w, by);
	X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_REVOKED);
	return vt_walk_fault(0, ctx);
}

/* Does this list, or what is newer, name the certificate? Its signature was checked before. */
static int on_cert_crl(X509_STORE_CTX *ctx, X509_CRL *x509_crl, X509 *x509)
{
	vt_walk *w = vt_walk_of(ctx);
	const vt_crl *crl = crl_of(w, x509_crl), *delta, *newer;

	if (vt_walk_is_anchor(ctx))
		return 1;
	if (crl == NULL || x509_crl == w->bad_crl)
		return w->trust->cert_crl(ctx, x509_crl, x509);
	vt_walk_prove_crl(w, crl);
	delta = find_delta(w, crl);
	if (delta != NULL)
		vt_walk_prove_crl(w, delta);
	/* From a delta that is out of its time a certificate does not come back. */
	if (delta != NULL && is_removed(delta, x509) && is_current(w, delta))
		return 1;
	newer = delta != NULL && is_listed(delta, x509) ? delta : find_newer_entry(w, crl, x509);
	return newer != NULL ? say_revoked(w, ctx, newer) : w->trust->cert_crl(ctx, x509_crl, x509);
}

/* The anchor is known, and with it how hard we are. */
static int on_check_revocation(X509_STORE_CTX *ctx)
{
	vt_walk *w = vt_walk_of(ctx);
	STACK_OF(X509) *path = X509_STORE_CTX_get0_chain(ctx);

	/* Our question for a carried list's signer: his own revocation is asked when he counts. */
	if (w == NULL)
		return 1;
	if (w->rules == NULL)
		w->rules = vt_trust_class_of(w->trust, sk_X509_value(path, sk_X509_num(path) - 1));
	return w->rules->crl_required ? w->trust->check_revocation(ctx) : 1;
}

void vt_chain_prepare(vt_trust *trust)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();

	if (ctx == NULL || X509_STORE_CTX_init(ctx, trust->store, NULL, NULL) != 1)
		g_abort();
	trust->cert_crl = X509_STORE_CTX_get_cert_crl(ctx);
	trust->check_revocation = X509_STORE_CTX_get_check_revocation(ctx);
	X509_STORE_CTX_free(ctx);
	X509_STORE_set_cert_crl(trust->store, on_cert_crl);
	X509_STORE_set_check_revocation(trust->store, on_check_revocation);
}
