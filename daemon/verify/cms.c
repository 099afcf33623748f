/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cms - does this CMS SignedData prove these bytes, and by which certificate's key
 *
 * CMS_verify() is not asked: it answers for all signers, all digests and one reading of the line
 * ends at once, and takes content without signed attributes for what it looks like (pitfalls §2.1).
 */
#include "verify/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "verify/algorithms.h"
#include "verify/inside.h"
#include "verify/signed_data.h"
#include "verify/signer_info.h"

/* The content under both readings of its line ends; the second one is made when it is asked for. */
typedef struct content {
	const uint8_t *raw;
	size_t size;
	bool may_be_canonical; /* detached only: an encapsulated entity is what it is */
	GByteArray *canonical; /* NULL = not made yet */
} content;

typedef struct job {
	const vt_trust *trust;
	CMS_ContentInfo *cms;
	content what;
	vt_cms *out;
} job;

static GByteArray *make_canonical(const uint8_t *bytes, size_t size)
{
	GByteArray *out = g_byte_array_sized_new((guint)MIN(size + size / 32, G_MAXUINT32));
	size_t from = 0;

	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != '\n' || (i > 0 && bytes[i - 1] == '\r'))
			continue;
		g_byte_array_append(out, bytes + from, (guint)(i - from));
		g_byte_array_append(out, (const guint8 *)"\r\n", 2);
		from = i + 1;
	}
	g_byte_array_append(out, bytes + from, (guint)(size - from));
	return out;
}

/* canonical: the second reading, when there is one. */
static bool reading(content *what, bool canonical, vt_bytes *out)
{
	*out = (vt_bytes){ what->raw, what->size };
	if (!canonical)
		return true;
	if (!what->may_be_canonical)
		return false;
	if (what->canonical == NULL)
		what->canonical = make_canonical(what->raw, what->size);
	*out = (vt_bytes){ what->canonical->data, what->canonical->len };
	return out->size != what->size;
}

static char *to_hex(const uint8_t *bytes, size_t size)
{
	GString *hex = g_string_sized_new(2 * size);

	for (size_t i = 0; i < size; i++)
		g_string_append_printf(hex, "%02x", bytes[i]);
	return g_string_free(hex, FALSE);
}

static void say(vt_cms *out, vt_cms_state state, const char *detail)
{
	out->state = state;
	g_free(out->detail);
	out->detail = g_strdup(detail);
}

static bool digest_matches(const vt_signer_info *info, vt_bytes bytes)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	if (info->md == NULL
	    || EVP_Digest(bytes.at, bytes.size, digest, &size, info->md, NULL) != 1)
		return false;
	return size == info->digest_size && memcmp(digest, info->digest, size) == 0;
}

static bool content_matches(job *j, const vt_signer_info *info, CMS_SignerInfo *si,
			    const vt_certificate *by)
{
	vt_bytes bytes;

	for (int canonical = 0; canonical <= 1; canonical++) {
		if (!reading(&j->what, canonical == 1, &bytes))
			return false;
		if (info->has_attrs
			    ? digest_matches(info, bytes)
			    : vt_signer_info_proves_content(j->cms, si, by, bytes.at, bytes.size)) {
			j->out->canonical = canonical == 1;
			return true;
		}
	}
	return false;
}

static bool proves(job *j, const vt_signer_info *info, CMS_SignerInfo *si, const vt_certificate *by)
{
	if (info->has_attrs)
		return vt_signer_info_proves_attrs(si, by);
	return content_matches(j, info, si, by);
}

/* Looks for the one whose key made it among all that are named so: an attacker may bundle a
 * namesake. */
static vt_certificate *find_signer(job *j, const vt_signer_info *info, CMS_SignerInfo *si,
				   bool *named_out)
{
	const GPtrArray *places[] = { j->out->bundle->certificates, j->trust->pinned,
				      j->trust->intermediates, j->trust->roots };

	*named_out = false;
	for (size_t p = 0; p < G_N_ELEMENTS(places); p++)
		for (guint i = 0; i < places[p]->len; i++) {
			vt_certificate *certificate = g_ptr_array_index(places[p], i);

			if (!vt_signer_info_names(si, certificate))
				continue;
			*named_out = true;
			if (proves(j, info, si, certificate))
				return vt_certificate_ref(certificate);
		}
	return NULL;
}

static void keep_digest(job *j, const vt_signer_info *info)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	vt_bytes bytes;

	j->out->digest_name = g_strdup(info->md_name);
	if (info->has_attrs) {
		j->out->digest = to_hex(info->digest, info->digest_size);
		return;
	}
	reading(&j->what, j->out->canonical, &bytes);
	if (info->md != NULL
	    && EVP_Digest(bytes.at, bytes.size, digest, &size, info->md, NULL) == 1)
		j->out->digest = to_hex(digest, size);
}

/* What was signed then is known by its digest, though it is not what came. A key or algorithm below
 * the policy claims nothing. */
static void keep_claim(job *j, const vt_signer_info *info, const vt_certificate *signer)
{
	g_autofree char *fault = vt_key_fault(&j->trust->policy, X509_get0_pubkey(signer->x509));

	if (fault != NULL || info->algorithms.weak || !j->what.may_be_canonical
	    || j->out->n_signers != 1)
		return;
	j->out->claimed = g_bytes_new(info->digest, info->digest_size);
	j->out->claimed_name = g_strdup(EVP_MD_get0_name(info->md));
}

/* The state of one SignerInfo by its cryptography; the signer it was made by, or NULL. */
static vt_cms_state judge_signer(job *j, const vt_signer_info *info, CMS_SignerInfo *si,
				 vt_certificate **signer_out, char **detail_out)
{
	bool named;

	if (info->has_attrs && !info->is_sound) {
		*detail_out =
			g_strdup("signed attributes without one contentType and messageDigest");
		return VT_CMS_BROKEN;
	}
	if (info->md == NULL) {
		*detail_out = g_strdup_printf("%s digest", info->md_name);
		return VT_CMS_WEAK_DIGEST;
	}
	*signer_out = find_signer(j, info, si, &named);
	if (*signer_out == NULL)
		return named ? VT_CMS_ALTERED : VT_CMS_NO_CERTIFICATE;
	if (info->has_attrs && !content_matches(j, info, si, *signer_out)) {
		*detail_out = g_strdup("digest");
		keep_claim(j, info, *signer_out);
		return VT_CMS_ALTERED;
	}
	if (info->algorithms.weak) {
		*detail_out = g_strdup(info->md_name);
		return VT_CMS_WEAK_DIGEST;
	}
	if (!vt_algorithms_are_listed(&j->trust->policy, &info->algorithms)) {
		*detail_out = g_strdup(info->md_name);
		return VT_CMS_ALGORITHM;
	}
	*detail_out = vt_key_fault(&j->trust->policy, X509_get0_pubkey((*signer_out)->x509));
	return *detail_out == NULL ? VT_CMS_VERIFIED : VT_CMS_WEAK_KEY;
}

/* How bad a state is when several signers disagree; what is not here cannot come from one signer.
 */
static int weight(vt_cms_state state)
{
	static const int weights[VT_N_CMS] = {
		[VT_CMS_ALGORITHM] = 1,      [VT_CMS_WEAK_KEY] = 2, [VT_CMS_WEAK_DIGEST] = 3,
		[VT_CMS_NO_CERTIFICATE] = 4, [VT_CMS_ALTERED] = 5,  [VT_CMS_BROKEN] = 6,
	};

	return weights[state];
}

static void judge_signers(job *j)
{
	const STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(j->cms);
	vt_cms *out = j->out;

	out->has_signed_attrs = true;
	for (int i = 0; i < sk_CMS_SignerInfo_num(infos); i++) {
		CMS_SignerInfo *si = sk_CMS_SignerInfo_value(infos, i);
		vt_signer_info info = vt_signer_info_read(si);
		g_autoptr(vt_certificate) signer = NULL;
		g_autofree char *detail = NULL;
		vt_cms_state state = judge_signer(j, &info, si, &signer, &detail);
		bool matches = state == VT_CMS_VERIFIED || state == VT_CMS_WEAK_KEY
			       || state == VT_CMS_ALGORITHM
			       || (state == VT_CMS_WEAK_DIGEST && signer != NULL);

		out->has_signed_attrs = out->has_signed_attrs && info.is_sound;
		if (i == 0) {
			out->signing_time = info.signing_time;
			if (matches)
				keep_digest(j, &info);
			out->signer = g_steal_pointer(&signer);
		}
		if (weight(state) > weight(out->state))
			say(out, state, detail == NULL ? "" : detail);
	}
}

static struct vt_cms_bundle *read_bundle(const vt_trust *trust, CMS_ContentInfo *cms,
					 vt_bytes certificates)
{
	struct vt_cms_bundle *bundle = g_new0(struct vt_cms_bundle, 1);
	STACK_OF(X509_CRL) *crls = CMS_get1_crls(cms);
	vt_element element;

	bundle->certificates = g_ptr_array_new_with_free_func((GDestroyNotify)vt_certificate_unref);
	bundle->crls = g_ptr_array_new_with_free_func(vt_x509_crl_free);
	/* The signer's and VT_MAX_CERTIFICATES others; attribute certificates and the like stand
	 * there too, under other tags. */
	for (int i = 0; i <= VT_MAX_CERTIFICATES && vt_der_next(&certificates, &element); i++) {
		vt_certificate *certificate =
			element.tag != VT_TAG_SEQUENCE
				? NULL
				: vt_trust_certificate(trust, element.whole.at, element.whole.size);

		if (certificate != NULL)
			g_ptr_array_add(bundle->certificates, certificate);
	}
	for (int i = 0; i < sk_X509_CRL_num(crls); i++) {
		X509_CRL *crl = sk_X509_CRL_value(crls, i);
		const X509_ALGOR *algorithm;

		X509_CRL_get0_signature(crl, NULL, &algorithm);
		if (!vt_is_strong_signature(&trust->policy, algorithm))
			continue;
		X509_CRL_up_ref(crl);
		g_ptr_array_add(bundle->crls, crl);
	}
	sk_X509_CRL_pop_free(crls, X509_CRL_free);
	return bundle;
}

/* Faults of form: they stand whatever the signature says. */
static void judge_form(job *j, const vt_signed_data *data, bool detached)
{
	if (!data->is_data)
		say(j->out, VT_CMS_OTHER, "content is not id-data");
	else if (detached && data->has_content)
		say(j->out, VT_CMS_WITH_CONTENT, "");
	else if (!detached && !data->has_content)
		say(j->out, VT_CMS_WITHOUT_CONTENT, "");
	else if (data->n_signers == 0)
		say(j->out, VT_CMS_NO_SIGNER, "");
	else if (vt_is_attribute_set(j->what.raw, j->what.size))
		say(j->out, VT_CMS_ATTRS_AS_CONTENT, "");
}

static void free_cms(gpointer cms)
{
	CMS_ContentInfo_free(cms);
}

/* The encapsulated bytes live in OpenSSL's object: 48 MiB are not copied once more. */
static void find_content(job *j)
{
	ASN1_OCTET_STRING **inside = CMS_get0_content(j->cms);

	if (inside == NULL || *inside == NULL)
		return;
	j->what.raw = ASN1_STRING_get0_data(*inside);
	j->what.size = (size_t)ASN1_STRING_length(*inside);
}

static void judge(job *j, const vt_signed_data *data, bool detached)
{
	vt_cms *out = j->out;

	out->n_signers = data->n_signers;
	out->n_certificates = data->n_certificates;
	out->bundle = read_bundle(j->trust, j->cms, data->certificates);
	if (!detached)
		find_content(j);
	judge_form(j, data, detached);
	if (out->state != VT_CMS_VERIFIED)
		return;
	judge_signers(j);
	if (!detached && out->digest != NULL && out->signer != NULL
	    && (out->state == VT_CMS_VERIFIED || out->state == VT_CMS_WEAK_DIGEST
		|| out->state == VT_CMS_WEAK_KEY || out->state == VT_CMS_ALGORITHM)) {
		out->content =
			g_bytes_new_with_free_func(j->what.raw, j->what.size, free_cms, j->cms);
		j->cms = NULL;
	}
}

/* Certificates are cut out first; from a large message they are not, as the copy would cost more.
 */
static CMS_ContentInfo *decode(GBytes *der, const vt_signed_data *data)
{
	g_autoptr(GBytes) bare = g_bytes_get_size(der) <= VT_MAX_CMS_BYTES
					 ? vt_signed_data_bare(data)
					 : g_bytes_ref(der);
	gsize size;
	const unsigned char *at = g_bytes_get_data(bare, &size);

	return d2i_CMS_ContentInfo(NULL, &at, (long)size);
}

static vt_cms *verify(const vt_trust *trust, GBytes *der, content what, bool detached)
{
	vt_cms *out = g_new0(vt_cms, 1);
	job j = { .trust = trust, .what = what, .out = out };
	vt_signed_data data;
	const char *why;

	out->signing_time = VT_TIME_NONE;
	out->detail = g_strdup("");
	if (g_bytes_get_size(der) > (detached ? VT_MAX_CMS_BYTES : VT_MAX_MESSAGE_BYTES)) {
		say(out, VT_CMS_BROKEN, "too big");
		return out;
	}
	out->state = vt_signed_data_read(der, &data, &why);
	if (out->state != VT_CMS_VERIFIED) {
		say(out, out->state, why);
		return out;
	}
	if (data.n_certificates > VT_MAX_CERTIFICATES + 1
	    && g_bytes_get_size(der) > VT_MAX_CMS_BYTES)
		say(out, VT_CMS_BROKEN, "too many certificates");
	else if ((j.cms = decode(der, &data)) == NULL)
		say(out, VT_CMS_BROKEN, "SignedData cannot be decoded");
	else
		judge(&j, &data, detached);
	CMS_ContentInfo_free(j.cms);
	if (j.what.canonical != NULL)
		g_byte_array_unref(j.what.canonical);
	ERR_clear_error();
	return out;
}

vt_cms *vt_cms_verify_detached(const vt_trust *trust, GBytes *der, const void *content_bytes,
			       size_t size)
{
	return verify(trust, der,
		      (content){ .raw = content_bytes, .size = size, .may_be_canonical = true },
		      true);
}

vt_cms *vt_cms_verify_opaque(const vt_trust *trust, GBytes *der)
{
	return verify(trust, der, (content){ .raw = NULL }, false);
}

void vt_cms_free(vt_cms *cms)
{
	if (cms == NULL)
		return;
	if (cms->bundle != NULL) {
		g_ptr_array_unref(cms->bundle->certificates);
		g_ptr_array_unref(cms->bundle->crls);
		g_free(cms->bundle);
	}
	if (cms->content != NULL)
		g_bytes_unref(cms->content);
	vt_certificate_unref(cms->signer);
	g_free(cms->digest);
	g_free(cms->digest_name);
	if (cms->claimed != NULL)
		g_bytes_unref(cms->claimed);
	g_free(cms->claimed_name);
	g_free(cms->detail);
	g_free(cms);
}
