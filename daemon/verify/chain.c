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
#include "verify/inside.h"

#define MAX_PATH_DEPTH 10

/* The gravest fault is told. What proves a path bad outweighs what only leaves it open. */
static const int weights[VT_N_PATHS] = {
	[VT_PATH_VALID] = 0,      [VT_PATH_CRL_STALE] = 1, [VT_PATH_CRL_MISSING] = 2,
	[VT_PATH_EXPIRED] = 3,    [VT_PATH_NOT_YET] = 4,   [VT_PATH_EXTENDED_USAGE] = 5,
	[VT_PATH_KEY_USAGE] = 6,  [VT_PATH_WEAK_KEY] = 7,  [VT_PATH_WEAK_DIGEST] = 8,
	[VT_PATH_REVOKED] = 9,    [VT_PATH_INVALID] = 10,  [VT_PATH_UNKNOWN_CA] = 11,
	[VT_PATH_NO_ANCHOR] = 12,
};

typedef struct walk {
	const vt_trust *trust;
	int64_t at;
	vt_chain_verdict *out;
	const X509_CRL
		*bad_crl; /* the last one that proves nothing: what it lists does not count */
} walk;

void vt_chain_verdict_clear(vt_chain_verdict *verdict)
{
	g_clear_pointer(&verdict->detail, g_free);
}

static void note(walk *w, vt_path path, const X509 *x509, const char *words)
{
	g_autoptr(vt_certificate) certificate = NULL;
	X509 *copy;

	if (weights[path] <= weights[w->out->path])
		return;
	w->out->path = path;
	g_free(w->out->detail);
	copy = x509 == NULL ? NULL : X509_dup(x509);
	if (copy != NULL)
		certificate = vt_certificate_wrap(copy);
	X509_free(copy);
	w->out->detail = certificate == NULL
				 ? g_strdup(words)
				 : g_strdup_printf("%s: %s", words, certificate->subject);
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
static bool is_skew(const walk *w, int error, const X509_CRL *crl)
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

static bool is_anchor(X509_STORE_CTX *ctx)
{
	return X509_STORE_CTX_get_error_depth(ctx) >= X509_STORE_CTX_get_num_untrusted(ctx);
}

/* The path of a CRL's signer is walked in a context of its own, without our data. */
static walk *walk_of(X509_STORE_CTX *ctx)
{
	X509_STORE_CTX *parent = X509_STORE_CTX_get0_parent_ctx(ctx);

	return X509_STORE_CTX_get_app_data(parent == NULL ? ctx : parent);
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

static int on_fault(int ok, X509_STORE_CTX *ctx)
{
	walk *w = walk_of(ctx);
	int error = X509_STORE_CTX_get_error(ctx);
	const X509_CRL *crl = X509_STORE_CTX_get0_current_crl(ctx);
	const X509 *x509 = X509_STORE_CTX_get_current_cert(ctx);
	const char *words = X509_verify_cert_error_string(error);

	if (ok == 1 || is_skew(w, error, crl) || (is_about_crl(error) && is_anchor(ctx)))
		return 1;
	/* Any fault of a CRL signer's path makes the CRL worthless, and the caller is told so. */
	if (X509_STORE_CTX_get0_parent_ctx(ctx) != NULL)
		return is_own_list(ctx, error);
	for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++) {
		if (meanings[i].error != error)
			continue;
		if (meanings[i].is_crl && error != X509_V_ERR_CRL_HAS_EXPIRED)
			w->bad_crl = crl;
		if (error == X509_V_ERR_CERT_REVOKED && crl != NULL && crl == w->bad_crl)
			note(w, VT_PATH_CRL_MISSING, x509, "revoked by a list that proves nothing");
		else
			note(w, meanings[i].path, x509, words);
		return meanings[i].path != VT_PATH_UNKNOWN_CA;
	}
	note(w, VT_PATH_INVALID, x509, words);
	return 0;
}

static void judge_leaf(walk *w, X509 *leaf)
{
	uint32_t usage = X509_get_key_usage(leaf);
	uint32_t extended = X509_get_extended_key_usage(leaf);

	if (usage != UINT32_MAX && (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
		note(w, VT_PATH_KEY_USAGE, leaf, "no digitalSignature or nonRepudiation");
	if (extended != UINT32_MAX && (extended & (XKU_SMIME | XKU_ANYEKU)) == 0)
		note(w, VT_PATH_EXTENDED_USAGE, leaf, "no emailProtection");
}

static void judge_strength(walk *w, X509 *x509)
{
	g_autofree char *fault = vt_key_fault(&w->trust->policy, X509_get0_pubkey(x509));
	const X509_ALGOR *algorithm;

	X509_get0_signature(NULL, &algorithm, x509);
	if (!vt_is_strong_signature(algorithm))
		note(w, VT_PATH_WEAK_DIGEST, x509, "weak signature algorithm");
	if (fault != NULL)
		note(w, VT_PATH_WEAK_KEY, x509, fault);
}

/* RFC 5280 has no EKU for CAs; where a CA has one, it narrows what is below (as every mail client
 * reads it). */
static void judge_path(walk *w, X509_STORE_CTX *ctx)
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

	if (trust->policy.crl_required)
		flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL
			 | X509_V_FLAG_EXTENDED_CRL_SUPPORT | X509_V_FLAG_USE_DELTAS;
	X509_VERIFY_PARAM_set_flags(param, flags);
	X509_VERIFY_PARAM_add0_policy(param, any);
	X509_VERIFY_PARAM_set_depth(param, MAX_PATH_DEPTH);
	X509_VERIFY_PARAM_set_time(param, (time_t)at);
	X509_STORE_CTX_set_verify_cb(ctx, on_fault);
}

static void push_certificates(STACK_OF(X509) * to, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++) {
		const vt_certificate *certificate = g_ptr_array_index(from, i);

		if (sk_X509_push(to, certificate->x509) <= 0)
			g_abort();
	}
}

/* All of them go in by hand: OpenSSL asks a store by the certificate's issuer and would miss
 * indirect CRLs. */
static STACK_OF(X509_CRL) * all_crls(const vt_trust *trust, const vt_cms *cms)
{
	const GPtrArray *places[] = { trust->crls, cms->bundle == NULL ? NULL : cms->bundle->crls };
	STACK_OF(X509_CRL) *crls = sk_X509_CRL_new_null();

	g_assert(crls != NULL);
	for (size_t p = 0; p < G_N_ELEMENTS(places); p++)
		for (guint i = 0; places[p] != NULL && i < places[p]->len; i++)
			if (sk_X509_CRL_push(crls, g_ptr_array_index(places[p], i)) <= 0)
				g_abort();
	return crls;
}

static void walk_path(walk *w, const vt_cms *cms)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	STACK_OF(X509) *untrusted = sk_X509_new_null();
	STACK_OF(X509_CRL) *crls = all_crls(w->trust, cms);

	g_assert(ctx != NULL && untrusted != NULL);
	if (cms->bundle != NULL)
		push_certificates(untrusted, cms->bundle->certificates);
	push_certificates(untrusted, w->trust->intermediates);
	if (X509_STORE_CTX_init(ctx, w->trust->store, cms->signer->x509, untrusted) != 1)
		g_abort();
	X509_STORE_CTX_set0_crls(ctx, crls);
	X509_STORE_CTX_set_app_data(ctx, w);
	set_rules(ctx, w->trust, w->at);
	if (X509_verify_cert(ctx) != 1 && w->out->path == VT_PATH_VALID)
		note(w, VT_PATH_INVALID, cms->signer->x509,
		     X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
	if (w->out->path != VT_PATH_INVALID && w->out->path != VT_PATH_UNKNOWN_CA) {
		w->out->revocation_checked = w->trust->policy.crl_required;
		judge_path(w, ctx);
	}
	X509_STORE_CTX_free(ctx);
	sk_X509_free(untrusted);
	sk_X509_CRL_free(crls);
	ERR_clear_error();
}

vt_chain_verdict vt_chain_judge(const vt_trust *trust, const vt_cms *cms, int64_t at)
{
	vt_chain_verdict out = { .path = VT_PATH_VALID };
	walk w = { .trust = trust, .at = at, .out = &out };

	if (trust->roots->len == 0) {
		out.path = VT_PATH_NO_ANCHOR;
	} else if (cms->signer == NULL) {
		note(&w, VT_PATH_INVALID, NULL, "no signer certificate");
	} else {
		walk_path(&w, cms);
		if (out.path != VT_PATH_INVALID && out.path != VT_PATH_UNKNOWN_CA)
			judge_leaf(&w, cms->signer->x509);
	}
	if (out.detail == NULL)
		out.detail = g_strdup("");
	return out;
}
