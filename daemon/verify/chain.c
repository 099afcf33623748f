/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain - does the path from a signer's certificate to a configured root hold at a given time
 *
 * OpenSSL walks on after a fault that we note, so that the gravest one is told: "expired" alone and
 * "expired and revoked" are different answers.
 */
#include "verify/chain.h"

#include <openssl/err.h>
#include <openssl/objects.h>

#include "base/clock.h"
#include "verify/algorithms.h"
#include "verify/chain_walk.h"

#define MAX_PATH_DEPTH 10

/* The gravest fault is told. What proves a path bad outweighs what only leaves it open. */
static const int weights[VT_N_PATHS] = {
	[VT_PATH_VALID] = 0,          [VT_PATH_CRL_STALE] = 1, [VT_PATH_CRL_MISSING] = 2,
	[VT_PATH_NOT_LISTED] = 3,     [VT_PATH_EXPIRED] = 4,   [VT_PATH_NOT_YET] = 5,
	[VT_PATH_EXTENDED_USAGE] = 6, [VT_PATH_KEY_USAGE] = 7, [VT_PATH_WEAK_KEY] = 8,
	[VT_PATH_WEAK_DIGEST] = 9,    [VT_PATH_POLICY] = 10,   [VT_PATH_NAME_CONSTRAINTS] = 11,
	[VT_PATH_REVOKED] = 12,       [VT_PATH_INVALID] = 13,  [VT_PATH_UNKNOWN_CA] = 14,
	[VT_PATH_NO_ANCHOR] = 15,     [VT_PATH_DENIED] = 16,
};

void vt_chain_verdict_clear(vt_chain_verdict *verdict)
{
	g_clear_pointer(&verdict->detail, g_free);
	g_clear_pointer(&verdict->softened, g_free);
	g_clear_pointer(&verdict->proofs, g_array_unref);
}

static char *with_subject(const X509 *x509, const char *words)
{
	g_autoptr(vt_certificate) certificate = NULL;
	X509 *copy = x509 == NULL ? NULL : X509_dup(x509);

	if (copy != NULL)
		certificate = vt_certificate_wrap(copy);
	X509_free(copy);
	return certificate == NULL ? g_strdup(words)
				   : g_strdup_printf("%s: %s", words, certificate->subject);
}

static void note(vt_walk *w, vt_path path, const X509 *x509, const char *words)
{
	if (weights[path] <= weights[w->out->path])
		return;
	w->out->path = path;
	g_free(w->out->detail);
	w->out->detail = with_subject(x509, words);
}

/* What OpenSSL calls it, what we call it. Everything that is not here is VT_PATH_INVALID and ends
 * the walk. */
static const struct {
	int error;
	vt_path path;
	bool is_crl; /* about a CRL as such: it proves nothing */
} meanings[] = {
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, VT_PATH_UNKNOWN_CA, false },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, VT_PATH_UNKNOWN_CA, false },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, VT_PATH_UNKNOWN_CA, false },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, VT_PATH_UNKNOWN_CA, false },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, VT_PATH_UNKNOWN_CA, false },
	{ X509_V_ERR_CERT_UNTRUSTED, VT_PATH_UNKNOWN_CA, false },
	{ X509_V_ERR_CERT_HAS_EXPIRED, VT_PATH_EXPIRED, false },
	{ X509_V_ERR_CERT_NOT_YET_VALID, VT_PATH_NOT_YET, false },
	{ X509_V_ERR_CERT_REVOKED, VT_PATH_REVOKED, false },
	{ X509_V_ERR_INVALID_CA, VT_PATH_KEY_USAGE, false },
	{ X509_V_ERR_KEYUSAGE_NO_CERTSIGN, VT_PATH_KEY_USAGE, false },
	{ X509_V_ERR_INVALID_POLICY_EXTENSION, VT_PATH_POLICY, false },
	{ X509_V_ERR_NO_EXPLICIT_POLICY, VT_PATH_POLICY, false },
	{ X509_V_ERR_PERMITTED_VIOLATION, VT_PATH_NAME_CONSTRAINTS, false },
	{ X509_V_ERR_EXCLUDED_VIOLATION, VT_PATH_NAME_CONSTRAINTS, false },
	{ X509_V_ERR_SUBTREE_MINMAX, VT_PATH_NAME_CONSTRAINTS, false },
	{ X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE, VT_PATH_NAME_CONSTRAINTS, false },
	{ X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX, VT_PATH_NAME_CONSTRAINTS, false },
	{ X509_V_ERR_UNSUPPORTED_NAME_SYNTAX, VT_PATH_NAME_CONSTRAINTS, false },
	{ X509_V_ERR_CRL_HAS_EXPIRED, VT_PATH_CRL_STALE, true },
	{ X509_V_ERR_CRL_NOT_YET_VALID, VT_PATH_CRL_STALE, true },
	{ X509_V_ERR_UNABLE_TO_GET_CRL, VT_PATH_CRL_MISSING, true },
	{ X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, VT_PATH_CRL_MISSING, true },
	{ X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, VT_PATH_CRL_MISSING, true },
	{ X509_V_ERR_CRL_SIGNATURE_FAILURE, VT_PATH_CRL_MISSING, true },
	{ X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD, VT_PATH_CRL_MISSING, true },
	{ X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD, VT_PATH_CRL_MISSING, true },
	{ X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, VT_PATH_CRL_MISSING, true },
	{ X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, VT_PATH_CRL_MISSING, true },
	{ X509_V_ERR_DIFFERENT_CRL_SCOPE, VT_PATH_CRL_MISSING, true },
	{ X509_V_ERR_CRL_PATH_VALIDATION_ERROR, VT_PATH_CRL_MISSING, true },
};

/* Clocks differ a little: a list made a moment from now is a list. */
static bool is_skew(const vt_walk *w, int error, const X509_CRL *crl)
{
	if (error != X509_V_ERR_CRL_NOT_YET_VALID || crl == NULL)
		return false;
	return vt_asn1_seconds(X509_CRL_get0_lastUpdate(crl))
	       <= w->at + w->trust->policy.clock_skew;
}

static bool is_about_crl(int error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++)
		if (meanings[i].error == error)
			return meanings[i].is_crl || error == X509_V_ERR_CERT_REVOKED;
	return false;
}

bool vt_walk_is_anchor(X509_STORE_CTX *ctx)
{
	return X509_STORE_CTX_get_error_depth(ctx) >= X509_STORE_CTX_get_num_untrusted(ctx);
}

vt_walk *vt_walk_of(X509_STORE_CTX *ctx)
{
	X509_STORE_CTX *parent = X509_STORE_CTX_get0_parent_ctx(ctx);

	return X509_STORE_CTX_get_app_data(parent == NULL ? ctx : parent);
}

/* The class of the root accepts that nothing is known, or nothing newer. A list that names the
 * certificate is heard all the same. */
static bool is_soft(const vt_walk *w, vt_path path, int error, const X509_CRL *crl)
{
	const ASN1_TIME *until;

	if (w->rules == NULL)
		return false;
	if (path == VT_PATH_CRL_MISSING)
		return w->rules->missing_accepted;
	if (path != VT_PATH_CRL_STALE)
		return false;
	until = crl == NULL ? NULL : X509_CRL_get0_nextUpdate(crl);
	return w->rules->stale_accepted
	       || (error == X509_V_ERR_CRL_HAS_EXPIRED && until != NULL
		   && w->at <= vt_asn1_seconds(until) + w->rules->grace);
}

static void note_crl(vt_walk *w, vt_path path, X509_STORE_CTX *ctx, const char *words)
{
	const X509 *x509 = X509_STORE_CTX_get_current_cert(ctx);

	if (!is_soft(w, path, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get0_current_crl(ctx)))
		note(w, path, x509, words);
	else if (w->out->softened == NULL)
		w->out->softened = with_subject(x509, words);
}

/* A CRL signer that stands on its own list (PKITS 4.14.30): OpenSSL would have to walk its path a
 * second time and refuses. */
static bool is_own_list(X509_STORE_CTX *ctx, int error)
{
	const X509 *issuer = X509_STORE_CTX_get0_current_issuer(ctx);
	const X509 *x509 = X509_STORE_CTX_get_current_cert(ctx);

	return error == X509_V_ERR_CRL_PATH_VALIDATION_ERROR && issuer != NULL && x509 != NULL
	       && X509_cmp(issuer, x509) == 0;
}

static void note_revoked(vt_walk *w, X509 *x509, const char *words)
{
	g_autofree char *dated = vt_walk_revoked_words(w, x509, words);

	note(w, VT_PATH_REVOKED, x509, dated);
}

static int note_meaning(vt_walk *w, X509_STORE_CTX *ctx, size_t i)
{
	const X509_CRL *crl = X509_STORE_CTX_get0_current_crl(ctx);
	const X509 *x509 = X509_STORE_CTX_get_current_cert(ctx);
	int error = meanings[i].error;
	const char *words = X509_verify_cert_error_string(error);

	if (meanings[i].is_crl && error != X509_V_ERR_CRL_HAS_EXPIRED)
		w->bad_crl = crl;
	if (error == X509_V_ERR_CERT_REVOKED && crl != NULL && crl == w->bad_crl)
		note_crl(w, VT_PATH_CRL_MISSING, ctx, "revoked by a list that proves nothing");
	else if (meanings[i].is_crl)
		note_crl(w, meanings[i].path, ctx, words);
	else if (error == X509_V_ERR_CERT_REVOKED)
		note_revoked(w, X509_STORE_CTX_get_current_cert(ctx), words);
	else
		note(w, meanings[i].path, x509, words);
	return meanings[i].path != VT_PATH_UNKNOWN_CA;
}

int vt_walk_fault(int ok, X509_STORE_CTX *ctx)
{
	vt_walk *w = vt_walk_of(ctx);
	int error = X509_STORE_CTX_get_error(ctx);
	const X509_CRL *crl = X509_STORE_CTX_get0_current_crl(ctx);

	if (ok == 1 || is_skew(w, error, crl) || (is_about_crl(error) && vt_walk_is_anchor(ctx)))
		return 1;
	/* A complete list may be old where a delta to it is not. */
	if (error == X509_V_ERR_CRL_HAS_EXPIRED && vt_walk_has_fresh_delta(w, crl))
		return 1;
	/* Any fault of a CRL signer's path makes the CRL worthless, and the caller is told so. */
	if (X509_STORE_CTX_get0_parent_ctx(ctx) != NULL)
		return is_own_list(ctx, error);
	for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++)
		if (meanings[i].error == error)
			return note_meaning(w, ctx, i);
	note(w, VT_PATH_INVALID, X509_STORE_CTX_get_current_cert(ctx),
	     X509_verify_cert_error_string(error));
	return 0;
}

static void judge_leaf(vt_walk *w, X509 *leaf)
{
	uint32_t usage = X509_get_key_usage(leaf);
	uint32_t extended = X509_get_extended_key_usage(leaf);

	if (usage != UINT32_MAX && (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
		note(w, VT_PATH_KEY_USAGE, leaf, "no digitalSignature or nonRepudiation");
	if (extended != UINT32_MAX && (extended & (XKU_SMIME | XKU_ANYEKU)) == 0)
		note(w, VT_PATH_EXTENDED_USAGE, leaf, "no emailProtection");
}

static void judge_strength(vt_walk *w, X509 *x509)
{
	g_autofree char *fault = vt_key_fault(&w->trust->policy, X509_get0_pubkey(x509));
	const X509_ALGOR *algorithm;

	X509_get0_signature(NULL, &algorithm, x509);
	if (!vt_is_strong_signature(&w->trust->policy, algorithm))
		note(w, VT_PATH_WEAK_DIGEST, x509, "weak signature algorithm");
	if (fault != NULL)
		note(w, VT_PATH_WEAK_KEY, x509, fault);
}

/* RFC 5280 has no EKU for CAs; where a CA has one, it narrows what is below (as every mail client
 * reads it). */
static void judge_path(vt_walk *w, X509_STORE_CTX *ctx)
{
	STACK_OF(X509) *path = X509_STORE_CTX_get0_chain(ctx);
	int n = X509_STORE_CTX_get_num_untrusted(ctx);

	for (int i = 0; i < n && i < sk_X509_num(path); i++) {
		X509 *x509 = sk_X509_value(path, i);
		uint32_t extended = X509_get_extended_key_usage(x509);

		judge_strength(w, x509);
		if (X509_get_extension_flags(x509) & EXFLAG_INVALID)
			note(w, VT_PATH_INVALID, x509, "malformed extension");
		if (i > 0 && extended != UINT32_MAX && (extended & (XKU_SMIME | XKU_ANYEKU)) == 0)
			note(w, VT_PATH_EXTENDED_USAGE, x509, "no emailProtection");
	}
}

static void set_rules(X509_STORE_CTX *ctx, const vt_trust *trust, int64_t at)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	/* Without any-policy as the accepted set good paths are refused (field-notes §5). */
	ASN1_OBJECT *any = OBJ_nid2obj(NID_any_policy);
	unsigned long flags = X509_V_FLAG_POLICY_CHECK;

	/* Deltas are asked by us; a class may want lists where the rest does not. */
	if (trust->policy.crl_required || trust->classes->len > 0)
		flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL
			 | X509_V_FLAG_EXTENDED_CRL_SUPPORT;
	X509_VERIFY_PARAM_set_flags(param, flags);
	/* A common name is no host: dNSName constraints do not concern who signs mail. */
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	X509_VERIFY_PARAM_add0_policy(param, any);
	X509_VERIFY_PARAM_set_depth(param, MAX_PATH_DEPTH);
	X509_VERIFY_PARAM_set_time(param, (time_t)at);
	X509_STORE_CTX_set_verify_cb(ctx, vt_walk_fault);
}

static void push_certificates(STACK_OF(X509) * to, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++) {
		const vt_certificate *certificate = g_ptr_array_index(from, i);

		if (sk_X509_push(to, certificate->x509) <= 0)
			g_abort();
	}
}

/* Whatever the rest says: both lists are the administrator's own word. */
static void judge_lists(vt_walk *w, STACK_OF(X509) * path)
{
	bool allowed = w->trust->lists[VT_TRUST_ALLOW] == NULL;

	if (w->trust->list_fault != NULL)
		note(w, VT_PATH_NOT_LISTED, NULL, w->trust->list_fault);
	if (allowed && w->trust->lists[VT_TRUST_DENY] == NULL)
		return;
	for (int i = 0; i < sk_X509_num(path); i++) {
		X509 *x509 = sk_X509_value(path, i);
		g_autoptr(vt_certificate) certificate = vt_certificate_wrap(x509);

		if (certificate == NULL)
			continue;
		if (vt_trust_lists(w->trust, VT_TRUST_DENY, certificate))
			note(w, VT_PATH_DENIED, x509, "on the deny list");
		allowed = allowed || vt_trust_lists(w->trust, VT_TRUST_ALLOW, certificate);
	}
	if (!allowed)
		note(w, VT_PATH_NOT_LISTED, NULL, "nobody of the path is on the allow list");
}

/* The path stands before the lists that were asked on the way. */
static void prove_path(vt_walk *w, STACK_OF(X509) * path)
{
	GArray *crls = w->out->proofs;

	w->out->proofs = g_array_new(FALSE, TRUE, sizeof(vt_chain_proof));
	for (int i = 0; i < sk_X509_num(path); i++)
		vt_walk_prove_certificate(w, sk_X509_value(path, i));
	for (guint i = 0; i < crls->len; i++)
		vt_walk_add_proof(w, &g_array_index(crls, vt_chain_proof, i));
	g_array_unref(crls);
}

static void judge_found(vt_walk *w, X509_STORE_CTX *ctx)
{
	STACK_OF(X509) *path = X509_STORE_CTX_get0_chain(ctx);

	if (w->out->path != VT_PATH_INVALID && w->out->path != VT_PATH_UNKNOWN_CA) {
		w->out->revocation_checked = w->rules != NULL && w->rules->crl_required;
		judge_path(w, ctx);
	}
	judge_lists(w, path);
	prove_path(w, path);
}

static void walk_path(vt_walk *w)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *untrusted = sk_X509_new_null();
	STACK_OF(X509_CRL) * crls;
	const vt_cms *cms = w->cms;

	g_assert(ctx != NULL && untrusted != NULL);
	if (cms->bundle != NULL)
		push_certificates(untrusted, cms->bundle->certificates);
	push_certificates(untrusted, w->trust->intermediates);
	vt_walk_collect_crls(w, untrusted);
	crls = vt_walk_complete_crls(w);
	if (X509_STORE_CTX_init(ctx, w->trust->store, cms->signer->x509, untrusted) != 1)
		g_abort();
	/* All of them go in by hand: OpenSSL asks a store by the certificate's issuer and would
	 * miss indirect ones. */
	X509_STORE_CTX_set0_crls(ctx, crls);
	X509_STORE_CTX_set_app_data(ctx, w);
	set_rules(ctx, w->trust, w->at);
	if (X509_verify_cert(ctx) != 1 && w->out->path == VT_PATH_VALID)
		note(w, VT_PATH_INVALID, cms->signer->x509,
		     X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
	judge_found(w, ctx);
	X509_STORE_CTX_free(ctx);
	sk_X509_free(untrusted);
	sk_X509_CRL_free(crls);
	g_ptr_array_unref(w->lists);
	g_ptr_array_unref(w->carried);
	ERR_clear_error();
}

vt_chain_verdict vt_chain_judge(const vt_trust *trust, const vt_cms *cms, int64_t at)
{
	vt_chain_verdict out = { .path = VT_PATH_VALID };
	vt_walk w = { .trust = trust, .cms = cms, .at = at, .out = &out };

	out.proofs = g_array_new(FALSE, TRUE, sizeof(vt_chain_proof));
	if (trust->roots->len == 0)
		note(&w, VT_PATH_NO_ANCHOR, NULL, "");
	else if (cms->signer == NULL)
		note(&w, VT_PATH_INVALID, NULL, "no signer certificate");
	/* Without a root there is no path, but a denied signer stays one. */
	if (cms->signer != NULL) {
		walk_path(&w);
		if (out.path != VT_PATH_INVALID && out.path != VT_PATH_UNKNOWN_CA
		    && out.path != VT_PATH_NO_ANCHOR)
			judge_leaf(&w, cms->signer->x509);
	}
	if (out.detail == NULL)
		out.detail = g_strdup("");
	return out;
}
