/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crl_check - may a list that came from outside stand among the configured ones?
 */
#include "verify/crl_check.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/clock.h"
#include "verify/algorithms.h"
#include "verify/inside.h"

#define NAME_DIGITS 24

void vt_crl_facts_clear(vt_crl_facts *facts)
{
	g_clear_pointer(&facts->issuer, g_free);
	g_clear_pointer(&facts->number, g_free);
}

static char *number_text(const ASN1_INTEGER *number)
{
	BIGNUM *big = number != NULL ? ASN1_INTEGER_to_BN(number, NULL) : NULL;
	char *decimal = big != NULL && BN_num_bits(big) <= 160 ? BN_bn2dec(big) : NULL;
	char *text = g_strdup(decimal != NULL ? decimal : "");

	OPENSSL_free(decimal);
	BN_free(big);
	ERR_clear_error();
	return text;
}

/* Issuer, authority key and distribution point stand in the scope; the key of the signer is what
 * tells two CAs of one name apart. */
static void set_name(const vt_crl *crl, vt_crl_facts *facts)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	unsigned char *key = NULL;
	gsize scope_size;
	const guchar *scope = g_bytes_get_data(crl->scope, &scope_size);
	int size = i2d_PUBKEY(X509_get0_pubkey(crl->signer), &key);

	g_checksum_update(sum, scope, (gssize)scope_size);
	if (size > 0)
		g_checksum_update(sum, key, size);
	OPENSSL_free(key);
	g_snprintf(facts->name, sizeof facts->name, "%.*s%s", NAME_DIGITS,
		   g_checksum_get_string(sum), crl->base != NULL ? "-delta" : "");
}

static void set_facts(const vt_crl *crl, vt_crl_facts *facts)
{
	char *issuer = vt_name_text(X509_CRL_get_issuer(crl->x509));

	*facts = (vt_crl_facts){ .issuer = issuer != NULL ? issuer : g_strdup("?"),
				 .number = number_text(crl->number),
				 .from = crl->from,
				 .until = crl->until,
				 .is_delta = crl->base != NULL };
	g_strlcpy(facts->sha256, crl->sha256, sizeof facts->sha256);
	if (crl->signer != NULL)
		set_name(crl, facts);
}

/* RFC 5280 §4.2.1.3: the bit cRLSign; a certificate without key usage is a CA's. */
static bool may_sign(X509 *x509)
{
	bool may = (X509_get_extension_flags(x509) & EXFLAG_KUSAGE) != 0
			   ? (X509_get_key_usage(x509) & KU_CRL_SIGN) != 0
			   : X509_check_ca(x509) > 0;

	ERR_clear_error();
	return may;
}

/* NULL: found. */
static char *find_signer(const vt_trust *trust, vt_crl *crl)
{
	const GPtrArray *places[] = { trust->intermediates, trust->roots };
	const X509_NAME *issuer = X509_CRL_get_issuer(crl->x509);
	const char *why = "is of an issuer that no configured certificate is for";

	for (size_t p = 0; p < G_N_ELEMENTS(places); p++)
		for (guint i = 0; i < places[p]->len; i++) {
			const vt_certificate *one = g_ptr_array_index(places[p], i);

			if (X509_NAME_cmp(X509_get_subject_name(one->x509), issuer) != 0)
				continue;
			if (!vt_crl_is_by(crl, one->x509)) {
				why = "has a signature that its issuer's certificate does not "
				      "verify";
			} else if (!may_sign(one->x509)) {
				why = "is signed by a certificate that may not sign CRLs";
			} else if (X509_up_ref(one->x509) == 1) {
				crl->signer = one->x509;
				return NULL;
			}
		}
	return g_strdup(why);
}

static bool same_key(X509 *a, X509 *b)
{
	bool same = X509_NAME_cmp(X509_get_subject_name(a), X509_get_subject_name(b)) == 0
		    && EVP_PKEY_eq(X509_get0_pubkey(a), X509_get0_pubkey(b)) == 1;

	ERR_clear_error();
	return same;
}

/* By name and key: its certificate may have been renewed. */
static bool is_wanted_issuer(const vt_trust *trust, const char *sha256, X509 *signer)
{
	const vt_certificate *wanted = g_hash_table_lookup(trust->known, sha256);

	return wanted != NULL && same_key(wanted->x509, signer);
}

static char *check_time(const vt_trust *trust, const vt_crl *crl, int64_t now)
{
	g_autofree char *from = vt_clock_iso(crl->from);
	g_autofree char *until = vt_clock_iso(crl->until);

	if (crl->from == VT_TIME_NONE || crl->from > now + trust->policy.clock_skew)
		return g_strdup_printf("is not valid before %s", from);
	if (crl->until == VT_TIME_NONE)
		return g_strdup("does not say when the next one comes");
	if (crl->until < now)
		return g_strdup_printf("is out of date since %s", until);
	return NULL;
}

static bool are_of_one_kind(const vt_crl *a, const vt_crl *b)
{
	return (a->base == NULL) == (b->base == NULL) && a->signer != NULL && b->signer != NULL
	       && vt_crl_same_scope(a, b) && same_key(a->signer, b->signer);
}

/* A list of the same kind that is here must be older in every respect. */
static char *compare(const vt_crl *old, const vt_crl *new)
{
	g_autofree char *had = number_text(old->number);
	g_autofree char *has = number_text(new->number);
	g_autofree char *had_from = vt_clock_iso(old->from);
	g_autofree char *has_from = vt_clock_iso(new->from);

	if (old->number != NULL && new->number == NULL)
		return g_strdup_printf("has no number, the one in use has %s", had);
	if (old->number != NULL && ASN1_INTEGER_cmp(new->number, old->number) < 0)
		return g_strdup_printf("goes backwards: number %s, the one in use has %s", has,
				       had);
	if (new->from < old->from)
		return g_strdup_printf("goes backwards: of %s, the one in use is of %s", has_from,
				       had_from);
	if (!vt_crl_is_newer(new, old))
		return g_strdup_printf("has the number and time of the one in use (%s, %s) and "
				       "other contents",
				       has, has_from);
	return NULL;
}

/* RFC 5280 §5.2.4: a delta is for complete lists from its base number on, older than itself. */
static char *check_delta(const vt_trust *trust, const vt_crl *delta)
{
	g_autofree char *base = number_text(delta->base);

	if (delta->number == NULL)
		return g_strdup("is a delta without a number");
	for (guint i = 0; i < trust->crls->len; i++) {
		const vt_crl *one = g_ptr_array_index(trust->crls, i);

		if (one->base == NULL && one->number != NULL && one->signer != NULL
		    && vt_crl_same_scope(one, delta) && same_key(one->signer, delta->signer)
		    && ASN1_INTEGER_cmp(one->number, delta->base) >= 0)
			return NULL;
	}
	return g_strdup_printf(
		"is a delta to number %s, and no complete list from there on is here", base);
}

static char *check_against_known(const vt_trust *trust, const vt_crl *crl)
{
	for (guint i = 0; i < trust->crls->len; i++) {
		const vt_crl *one = g_ptr_array_index(trust->crls, i);
		char *why = are_of_one_kind(one, crl) ? compare(one, crl) : NULL;

		if (why != NULL)
			return why;
	}
	return crl->base != NULL ? check_delta(trust, crl) : NULL;
}

static char *check_one(const vt_trust *trust, const vt_crl_question *question, vt_crl *crl)
{
	const X509_ALGOR *algorithm;
	char *why;

	X509_CRL_get0_signature(crl->x509, NULL, &algorithm);
	if (!vt_is_strong_signature(&trust->policy, algorithm))
		return g_strdup("has a weak signature");
	why = find_signer(trust, crl);
	if (why != NULL)
		return why;
	if (question->issuer != NULL && !is_wanted_issuer(trust, question->issuer, crl->signer))
		return g_strdup("is by another configured CA than the one that is wanted here");
	if (crl->odd)
		return g_strdup("has a critical extension that we do not know");
	why = check_time(trust, crl, question->now);
	if (why != NULL || g_hash_table_contains(trust->crls_known, crl->sha256))
		return why;
	return check_against_known(trust, crl);
}

char *vt_crl_check(const vt_trust *trust, const vt_crl_question *question, vt_crl_facts *facts_out)
{
	vt_objects objects;
	vt_crl *crl = NULL;
	char *why;

	*facts_out = (vt_crl_facts){ .from = VT_TIME_NONE, .until = VT_TIME_NONE };
	vt_objects_read(question->file, &objects);
	if (objects.crls->len + objects.certificates->len == 0 || objects.n_broken > 0)
		why = g_strdup("is no CRL");
	else if (objects.crls->len != 1 || objects.certificates->len > 0)
		why = g_strdup("holds more than one CRL, or certificates");
	else if ((crl = vt_crl_new(g_ptr_array_index(objects.crls, 0), false)) == NULL)
		why = g_strdup("cannot be encoded again");
	else
		why = check_one(trust, question, crl);
	if (crl != NULL)
		set_facts(crl, facts_out);
	vt_crl_free(crl);
	vt_objects_clear(&objects);
	return why;
}

static bool is_replaced(const vt_trust *trust, const vt_crl *crl)
{
	for (guint i = 0; i < trust->crls->len; i++) {
		const vt_crl *other = g_ptr_array_index(trust->crls, i);

		if (other != crl && are_of_one_kind(other, crl) && vt_crl_is_newer(other, crl))
			return true;
	}
	return false;
}

void vt_crl_each(const vt_trust *trust, vt_crl_visit *visit, void *data)
{
	for (guint i = 0; i < trust->crls->len; i++) {
		const vt_crl *crl = g_ptr_array_index(trust->crls, i);
		g_auto(vt_crl_facts) facts = { .issuer = NULL };

		if (is_replaced(trust, crl))
			continue;
		set_facts(crl, &facts);
		visit(&facts, data);
	}
}

bool vt_crl_is_configured(const vt_trust *trust, const char *sha256)
{
	return g_hash_table_contains(trust->crls_known, sha256);
}
