/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signature - is the whole message signed, and do the bytes hold
 */
#include "filters/signature.h"

#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "filters/layers.h"
#include "verify/certificate.h"
#include "verify/cms.h"

/* Clocks of honest senders differ by this much. */
#define FUTURE_SECONDS (5 * 60)
/* intake.max-age where no office says otherwise. */
#define MAX_AGE_SECONDS (10 * 24 * 3600)

/* What a state of the CMS means for the message; code 0 = nothing to say. */
static const struct {
	vt_status status;
	vt_code code;
} meanings[VT_N_CMS] = {
	[VT_CMS_VERIFIED] = { VT_STATUS_VALID, 0 },
	[VT_CMS_BROKEN] = { VT_STATUS_INVALID, VT_CODE_CMS_BROKEN },
	[VT_CMS_ENCRYPTED] = { VT_STATUS_NONE, VT_CODE_ENCRYPTED },
	[VT_CMS_COMPRESSED] = { VT_STATUS_NONE, VT_CODE_COMPRESSED },
	[VT_CMS_TOO_BIG] = { VT_STATUS_INVALID, VT_CODE_TOO_MUCH },
	[VT_CMS_OTHER] = { VT_STATUS_INVALID, VT_CODE_CMS_BROKEN },
	[VT_CMS_NO_SIGNER] = { VT_STATUS_INVALID, VT_CODE_NO_SIGNER },
	[VT_CMS_NO_CERTIFICATE] = { VT_STATUS_INVALID, VT_CODE_NO_SIGNER_CERTIFICATE },
	[VT_CMS_ALTERED] = { VT_STATUS_INVALID, VT_CODE_ALTERED },
	[VT_CMS_WEAK_DIGEST] = { VT_STATUS_INVALID, VT_CODE_WEAK_DIGEST },
	[VT_CMS_WEAK_KEY] = { VT_STATUS_INVALID, VT_CODE_WEAK_KEY },
	[VT_CMS_ALGORITHM] = { VT_STATUS_INVALID, VT_CODE_ALGORITHM },
	[VT_CMS_WITH_CONTENT] = { VT_STATUS_INVALID, VT_CODE_DETACHED_WITH_CONTENT },
	[VT_CMS_WITHOUT_CONTENT] = { VT_STATUS_INVALID, VT_CODE_OPAQUE_WITHOUT_CONTENT },
	[VT_CMS_ATTRS_AS_CONTENT] = { VT_STATUS_INVALID, VT_CODE_ATTRS_AS_CONTENT },
};
G_STATIC_ASSERT(G_N_ELEMENTS(meanings) == VT_N_CMS);

/* What the report cannot hold is not cut in silence (design §1). */
static char *bounded(const char *text, size_t max, vt_identity *identity)
{
	const char *end;

	if (strlen(text) <= max)
		return g_strdup(text);
	vt_findings_add(identity->findings, VT_CODE_TOO_MUCH, "certificate names");
	g_utf8_validate(text, (gssize)max, &end);
	return g_strndup(text, (gsize)(end - text));
}

static void fill_signer(const vt_certificate *signer, vt_identity *identity)
{
	const GPtrArray *addresses = vt_certificate_addresses(signer);

	identity->has_signer = true;
	identity->signer_subject =
		bounded(vt_certificate_subject(signer), VT_MAX_DN_BYTES, identity);
	identity->signer_issuer = bounded(vt_certificate_issuer(signer), VT_MAX_DN_BYTES, identity);
	identity->signer_serial = bounded(vt_certificate_serial(signer), 80, identity);
	identity->signer_sha256 = g_strdup(vt_certificate_sha256(signer));
	identity->signer_until = vt_certificate_not_after(signer);
	if (vt_certificate_has_more_addresses(signer))
		vt_findings_add(identity->findings, VT_CODE_TOO_MUCH, "certificate addresses");
	for (guint i = 0; i < addresses->len; i++)
		g_ptr_array_add(identity->signer_addresses,
				g_strdup(g_ptr_array_index(addresses, i)));
}

static void judge_time(const vt_case *c, vt_identity *identity)
{
	int64_t max_age =
		c->office != NULL && c->office->max_age > 0 ? c->office->max_age : MAX_AGE_SECONDS;
	int64_t at = identity->signing_time;
	g_autofree char *shown = vt_clock_iso(at);

	if (at == VT_TIME_NONE)
		vt_findings_add(identity->findings, VT_CODE_NO_SIGNING_TIME, "%s", "");
	else if (at > c->received_at + FUTURE_SECONDS)
		vt_findings_add(identity->findings, VT_CODE_SIGNED_IN_FUTURE, "%s", shown);
	else if (at < c->received_at - max_age)
		vt_findings_add(identity->findings, VT_CODE_SIGNED_LONG_AGO, "%s", shown);
}

/* Doubts that do not touch the cryptography, told only when it came to that. */
static void judge_form(const vt_case *c, vt_identity *identity)
{
	const vt_cms *cms = c->cms;

	if (cms->n_signers > 1)
		vt_findings_add(identity->findings, VT_CODE_SEVERAL_SIGNERS, "%u", cms->n_signers);
	/* The signer's own is not one of "the others". */
	if (cms->n_certificates > VT_MAX_CERTIFICATES + 1)
		vt_findings_add(identity->findings, VT_CODE_MANY_CERTIFICATES, "%u",
				cms->n_certificates);
	if (cms->signer == NULL || cms->digest == NULL)
		return;
	if (!cms->has_signed_attrs)
		vt_findings_add(identity->findings, VT_CODE_NO_SIGNED_ATTRS, "%s", "");
	judge_time(c, identity);
}

static void take_cms(vt_case *c, vt_identity *identity)
{
	const vt_cms *cms = c->cms;

	identity->status = meanings[cms->state].status;
	if (meanings[cms->state].code != 0)
		vt_findings_add(identity->findings, meanings[cms->state].code, "%s", cms->detail);
	identity->encrypted = cms->state == VT_CMS_ENCRYPTED;
	if (identity->status == VT_STATUS_NONE)
		return;
	identity->signing_time = cms->signing_time;
	identity->digest = g_strdup(cms->digest);
	identity->digest_name = g_strdup(cms->digest_name);
	if (cms->signer != NULL)
		fill_signer(cms->signer, identity);
	judge_form(c, identity);
}

/* RFC 1847 §2.1: exactly two; a third one is a stranger's (list footers). */
static void refuse_parts(const vt_case *c, vt_identity *identity)
{
	const vt_entity *root = c->scan->root;

	identity->status = VT_STATUS_INVALID;
	/* Our own limit ended the reading: that proves nothing against the sender. */
	if (vt_scan_has(c->scan, VT_ODD_PARTS))
		vt_findings_add(identity->findings, VT_CODE_MANY_PARTS, "%u", c->scan->n_parts);
	else
		vt_findings_add(identity->findings, VT_CODE_CMS_BROKEN,
				"multipart/signed of %u parts",
				root->children == NULL ? 0 : root->children->len);
}

static void identify_detached(vt_case *c, vt_identity *identity)
{
	const vt_entity *root = c->scan->root, *first;
	g_autoptr(GBytes) der = NULL;
	size_t size;

	if (root->children == NULL || root->children->len != 2) {
		refuse_parts(c, identity);
		return;
	}
	first = g_ptr_array_index(root->children, 0);
	size = first->end - first->header;
	der = vt_scan_decode(c->scan, g_ptr_array_index(root->children, 1));
	c->cms = vt_cms_verify_detached(c->trust, der, c->bytes + first->header, size);
	take_cms(c, identity);
	if (identity->status != VT_STATUS_VALID)
		return;
	c->signed_entity = first;
	/* A store that keeps LF is usual; mixed line ends are worth a word. */
	if (c->cms->canonical && memchr(c->bytes + first->header, '\r', size) != NULL)
		vt_findings_add(identity->findings, VT_CODE_CANONICAL_EOL, "%s", "");
}

static void identify_opaque(vt_case *c, vt_identity *identity)
{
	g_autoptr(GBytes) der = vt_scan_decode(c->scan, c->scan->root);

	c->cms = vt_cms_verify_opaque(c->trust, der);
	take_cms(c, identity);
	if (c->cms->content != NULL && !vt_layers_open(c, c->scan->root, c->cms->content))
		vt_findings_add(identity->findings, VT_CODE_MANY_LAYERS, "too deep");
}

static vt_cms_state opaque_state(const vt_case *c, vt_scan *scan, const vt_entity *leaf)
{
	g_autoptr(GBytes) der = vt_scan_decode(scan, leaf);
	g_autoptr(vt_cms) cms = vt_cms_verify_opaque(c->trust, der);

	return cms->state;
}

static bool is_signed_data(vt_cms_state state)
{
	return state != VT_CMS_BROKEN && state != VT_CMS_ENCRYPTED && state != VT_CMS_COMPRESSED
	       && state != VT_CMS_OTHER;
}

/* Anything signed in or below this entity, be it inside a forwarded message. */
static const vt_entity *find_signed(const vt_case *c, vt_scan *scan, const vt_entity *entity)
{
	const vt_entity *found = NULL;

	if (vt_layer_is_signed(entity))
		return entity;
	if (vt_layer_is_opaque(entity) && is_signed_data(opaque_state(c, scan, entity)))
		return entity;
	for (guint i = 0; entity->children != NULL && found == NULL && i < entity->children->len;
	     i++)
		found = find_signed(c, scan, g_ptr_array_index(entity->children, i));
	return found;
}

static void identify_unsigned(vt_case *c, vt_identity *identity)
{
	const vt_entity *inner = find_signed(c, c->scan, c->scan->root);

	identity->status = inner != NULL ? VT_STATUS_PARTIAL : VT_STATUS_NONE;
	if (inner != NULL)
		vt_findings_add(identity->findings, VT_CODE_PARTIAL, "%s", inner->type);
	else
		vt_findings_add(identity->findings, VT_CODE_UNSIGNED, "%s", "");
}

/* Compressed data outside everything: a signature within it is a part's. */
static void look_inside_compressed(vt_case *c, vt_identity *identity)
{
	const vt_opened *first = c->opened == NULL ? NULL : g_ptr_array_index(c->opened, 0);
	const vt_entity *inner =
		first == NULL ? NULL : find_signed(c, first->scan, first->scan->root);

	if (inner == NULL)
		return;
	identity->status = VT_STATUS_PARTIAL;
	vt_findings_add(identity->findings, VT_CODE_PARTIAL, "%s", inner->type);
}

void vt_signature_identify(vt_case *c, vt_identity *identity)
{
	const vt_entity *root = c->scan->root;

	if (vt_layer_is_signed(root))
		identify_detached(c, identity);
	else if (vt_layer_is_opaque(root))
		identify_opaque(c, identity);
	else
		identify_unsigned(c, identity);
	vt_layers_identify(c, identity);
	if (c->cms != NULL && c->cms->state == VT_CMS_COMPRESSED)
		look_inside_compressed(c, identity);
}
