/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * protected - does the header inside the signature say what the outer one says (RFC 9788)
 */
#include "filters/protected.h"

#include <string.h>

#include "filters/layers.h"
#include "mail/protection.h"

/* may_be_added: a server on the way writes it when it is missing (RFC 6409 §8). */
static const struct {
	const char *name;
	vt_like like;
	vt_code code;
	bool may_be_added;
} decisive[] = {
	{ "From", VT_LIKE_ADDRESSES, VT_CODE_PROTECTED_FROM, false },
	{ "Sender", VT_LIKE_ADDRESSES, VT_CODE_PROTECTED_FROM, true },
	{ "To", VT_LIKE_ADDRESSES, VT_CODE_PROTECTED_HEADER, false },
	{ "Cc", VT_LIKE_ADDRESSES, VT_CODE_PROTECTED_HEADER, false },
	{ "Reply-To", VT_LIKE_ADDRESSES, VT_CODE_PROTECTED_HEADER, false },
	{ "Subject", VT_LIKE_TEXT, VT_CODE_PROTECTED_HEADER, false },
	{ "Date", VT_LIKE_DATE, VT_CODE_PROTECTED_HEADER, true },
	{ "Message-ID", VT_LIKE_IDS, VT_CODE_PROTECTED_HEADER, true },
	{ "In-Reply-To", VT_LIKE_IDS, VT_CODE_PROTECTED_HEADER, false },
	{ "References", VT_LIKE_IDS, VT_CODE_PROTECTED_HEADER, false },
};

typedef struct comparison {
	const vt_scan *outer, *inner; /* inner: the signed header alone */
	vt_protection protection;
	vt_identity *identity;
	bool differs;
} comparison;

static bool is_there(const vt_scan *scan, const char *name)
{
	return vt_scan_header_count(scan, scan->root, name) > 0;
}

/* RFC 9788 §2.2: what stood outside when the author encrypted it. NULL = it was not outside. */
static char *hp_outer(const comparison *cmp, const char *name)
{
	size_t length = strlen(name);
	char *value;

	for (unsigned i = 0;
	     (value = vt_scan_header(cmp->inner, cmp->inner->root, "HP-Outer", i)) != NULL; i++) {
		if (g_ascii_strncasecmp(value, name, length) == 0 && value[length] == ':') {
			char *found = g_strdup(g_strchug(value + length + 1));

			g_free(value);
			return found;
		}
		g_free(value);
	}
	return NULL;
}

static void tell(comparison *cmp, vt_code code, const char *name, const char *how)
{
	cmp->differs = true;
	vt_findings_add(cmp->identity->findings, code, "%s%s", name, how);
}

static bool hidden_on_purpose(const comparison *cmp, size_t field, const char *outer)
{
	g_autofree char *composed = NULL;

	if (cmp->protection != VT_PROTECTION_CIPHER || !is_there(cmp->inner, "HP-Outer")
	    || decisive[field].code == VT_CODE_PROTECTED_FROM)
		return false;
	composed = hp_outer(cmp, decisive[field].name);
	if (composed == NULL || outer == NULL)
		return composed == NULL && outer == NULL;
	return vt_fields_agree(decisive[field].like, composed, outer);
}

/* Only outside: somebody wrote it on the way, unless the older ways of protecting left it out. */
static void compare_added(comparison *cmp, size_t field, const char *outer)
{
	if (cmp->protection == VT_PROTECTION_V1 || cmp->protection == VT_PROTECTION_MESSAGE
	    || decisive[field].may_be_added || *outer == '\0')
		return;
	tell(cmp, VT_CODE_PROTECTED_HEADER, decisive[field].name, " only outside");
}

static void compare_field(comparison *cmp, size_t field)
{
	const char *name = decisive[field].name;
	g_autofree char *inner = vt_scan_header(cmp->inner, cmp->inner->root, name, 0);
	g_autofree char *outer = vt_scan_header(cmp->outer, cmp->outer->root, name, 0);

	if (inner == NULL && outer != NULL)
		compare_added(cmp, field, outer);
	if (inner == NULL || hidden_on_purpose(cmp, field, outer))
		return;
	if (outer == NULL)
		tell(cmp, VT_CODE_PROTECTED_HEADER, name, " only inside");
	else if (vt_fields_agree(decisive[field].like, inner, outer))
		return;
	else if (decisive[field].like == VT_LIKE_TEXT && vt_subject_is_tagged(outer, inner))
		tell(cmp, VT_CODE_GATEWAY, "subject tag", "");
	else
		tell(cmp, decisive[field].code, name, "");
}

static void refuse_sender(vt_identity *identity)
{
	if (identity->sender == VT_SENDER_UNKNOWN)
		return;
	identity->sender = VT_SENDER_MISMATCH;
	g_clear_pointer(&identity->agency, g_free);
}

static GBytes *header_bytes(const vt_scan *scan, const vt_entity *entity)
{
	return g_bytes_new(scan->bytes + entity->header, entity->body - entity->header);
}

static vt_scan *header_scan(GBytes *header)
{
	gsize size;
	const void *bytes = g_bytes_get_data(header, &size);

	return vt_scan_new(bytes, size);
}

static const char *twice(const vt_scan *inner)
{
	for (size_t i = 0; i < G_N_ELEMENTS(decisive); i++)
		if (vt_scan_header_count(inner, inner->root, decisive[i].name) > 1)
			return decisive[i].name;
	return NULL;
}

static void compare_all(comparison *cmp, GBytes *header)
{
	g_autoptr(vt_scan) inner = header_scan(header);

	cmp->inner = inner;
	for (size_t i = 0; i < G_N_ELEMENTS(decisive); i++)
		compare_field(cmp, i);
	cmp->differs = cmp->differs || twice(inner) != NULL;
	cmp->inner = NULL;
}

/* One layer's content: the innermost is what RFC 9788 means, and a reader that stops at an outer
 * one must not see another sender there. */
static void look_at(vt_case *c, const vt_scan *scan, const vt_entity *entity, vt_identity *identity)
{
	comparison cmp = { .outer = c->scan, .identity = identity };
	const vt_entity *header;
	g_autoptr(GBytes) bytes = NULL;

	cmp.protection = vt_protection_read(scan, entity, c->scan, &header);
	if (cmp.protection == VT_PROTECTION_NONE)
		return;
	bytes = header_bytes(scan, header);
	compare_all(&cmp, bytes);
	if (entity != c->payload)
		return;
	c->protected_header = g_steal_pointer(&bytes);
	if (!cmp.differs)
		vt_findings_add(identity->findings, VT_CODE_HEADER_PROTECTED, "%s",
				vt_protection_name(cmp.protection));
}

static void look_below(vt_case *c, const vt_scan *scan, const vt_entity *at, vt_identity *identity)
{
	while (at != NULL) {
		look_at(c, scan, at, identity);
		at = vt_layer_is_pair(at) ? g_ptr_array_index(at->children, 0) : NULL;
	}
}

void vt_protected_identify(vt_case *c, vt_identity *identity)
{
	if (identity->status != VT_STATUS_VALID)
		return;
	look_below(c, c->scan, c->signed_entity, identity);
	for (guint i = 0; c->opened != NULL && i < c->opened->len; i++) {
		const vt_opened *opened = g_ptr_array_index(c->opened, i);

		look_below(c, opened->scan, opened->scan->root, identity);
	}
	if (vt_findings_have(identity->findings, VT_CODE_PROTECTED_FROM))
		refuse_sender(identity);
}

void vt_protected_run(vt_case *c, vt_contents *contents)
{
	g_autoptr(vt_scan) inner = NULL;
	const char *name;

	if (c->protected_header == NULL)
		return;
	inner = header_scan(c->protected_header);
	name = twice(inner);
	if (name != NULL)
		vt_findings_add(contents->findings, VT_CODE_DUPLICATE_HEADER,
				"%s inside the signature", name);
}
