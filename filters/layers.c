/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layers - which entities of a message are S/MIME, by declaration and by name
 */
#include "filters/layers.h"

#include <string.h>

#include "base/limits.h"
#include "verify/cms.h"
#include "verify/compressed.h"

static bool is_one_of(const char *text, const char *const *list)
{
	for (; text != NULL && *list != NULL; list++)
		if (g_ascii_strcasecmp(text, *list) == 0)
			return true;
	return false;
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t n = name == NULL ? 0 : strlen(name), m = strlen(suffix);

	return n >= m && g_ascii_strcasecmp(name + n - m, suffix) == 0;
}

static const char *const signature_types[] = { "application/pkcs7-signature",
					       "application/x-pkcs7-signature", NULL };
static const char *const opaque_types[] = { "application/pkcs7-mime", "application/x-pkcs7-mime",
					    NULL };

bool vt_layer_is_signed(const vt_entity *entity)
{
	const vt_entity *second;

	if (strcmp(entity->type, "multipart/signed") != 0)
		return false;
	if (is_one_of(entity->protocol, signature_types))
		return true;
	if (entity->children == NULL || entity->children->len < 2)
		return false;
	second = g_ptr_array_index(entity->children, 1);
	return is_one_of(second->type, signature_types) || has_suffix(second->name, ".p7s");
}

bool vt_layer_is_pair(const vt_entity *entity)
{
	return vt_layer_is_signed(entity) && entity->children != NULL && entity->children->len == 2;
}

bool vt_layer_is_opaque(const vt_entity *entity)
{
	if (is_one_of(entity->type, opaque_types))
		return true;
	return strcmp(entity->type, "application/octet-stream") == 0
	       && has_suffix(entity->name, ".p7m");
}

static void opened_free(void *data)
{
	vt_opened *opened = data;

	vt_scan_free(opened->scan);
	g_bytes_unref(opened->bytes);
	g_free(opened->path);
	g_free(opened);
}

static size_t longest_path(const vt_scan *scan)
{
	g_autoptr(GPtrArray) leaves = vt_scan_leaves(scan);
	size_t longest = 0;

	for (guint i = 0; i < leaves->len; i++) {
		const vt_entity *leaf = g_ptr_array_index(leaves, i);

		longest = MAX(longest, strlen(leaf->path));
	}
	return longest;
}

static const vt_opened *last_opened(const vt_case *c)
{
	return c->opened == NULL ? NULL : g_ptr_array_index(c->opened, c->opened->len - 1);
}

bool vt_layers_open(vt_case *c, const vt_entity *leaf, GBytes *content)
{
	const vt_opened *above = last_opened(c);
	vt_opened *opened = g_new0(vt_opened, 1);
	gsize size;
	const void *bytes = g_bytes_get_data(content, &size);

	opened->leaf = leaf;
	opened->path = above == NULL ? g_strdup(leaf->path)
				     : g_strdup_printf("%s.%s", above->path, leaf->path);
	opened->bytes = g_bytes_ref(content);
	opened->scan = vt_scan_new(bytes, size);
	if (strlen(opened->path) + 1 + longest_path(opened->scan) > VT_MAX_PATH_BYTES) {
		opened_free(opened);
		return false;
	}
	if (c->opened == NULL)
		c->opened = g_ptr_array_new_with_free_func(opened_free);
	g_ptr_array_add(c->opened, opened);
	return true;
}

/* The walk from outside to the content. */
typedef struct walk {
	vt_case *c;
	vt_identity *identity;
	vt_scan *scan;
	const vt_entity *at; /* NULL = a layer that stays shut */
	GString *names;
	unsigned n_layers;
	size_t inflated; /* by all compressed layers together */
} walk;

static void name_layer(walk *w, const char *name, const char *state)
{
	g_string_append_printf(w->names, "%s%s%s", w->n_layers == 0 ? "" : " > ", name, state);
	w->n_layers++;
}

/* What an inner signature is worth is told and decides nothing: it is an attachment's. */
static const char *inner_state(const vt_cms *cms)
{
	switch (cms->state) {
	case VT_CMS_VERIFIED:
		return "";
	case VT_CMS_WEAK_DIGEST:
	case VT_CMS_WEAK_KEY:
	case VT_CMS_ALGORITHM:
		return " (weak)";
	case VT_CMS_ALTERED:
		return " (altered)";
	case VT_CMS_BROKEN:
	case VT_CMS_ENCRYPTED:
	case VT_CMS_COMPRESSED:
	case VT_CMS_TOO_BIG:
	case VT_CMS_OTHER:
	case VT_CMS_NO_SIGNER:
	case VT_CMS_NO_CERTIFICATE:
	case VT_CMS_WITH_CONTENT:
	case VT_CMS_WITHOUT_CONTENT:
	case VT_CMS_ATTRS_AS_CONTENT:
	case VT_N_CMS:
	default:
		return " (not proved)";
	}
}

static void step_detached(walk *w)
{
	const vt_entity *first = g_ptr_array_index(w->at->children, 0);
	g_autoptr(GBytes) der = vt_scan_decode(w->scan, g_ptr_array_index(w->at->children, 1));
	g_autoptr(vt_cms) cms = vt_cms_verify_detached(
		w->c->trust, der, w->scan->bytes + first->header, first->end - first->header);

	name_layer(w, "signed", inner_state(cms));
	w->at = first;
}

static void go_into(walk *w, GBytes *content)
{
	if (content != NULL && vt_layers_open(w->c, w->at, content)) {
		w->scan = last_opened(w->c)->scan;
		w->at = w->scan->root;
		return;
	}
	if (content != NULL)
		vt_findings_add(w->identity->findings, VT_CODE_MANY_LAYERS, "too deep");
	w->at = NULL;
}

static void step_compressed(walk *w, GBytes *der)
{
	g_autoptr(GBytes) content = NULL;
	vt_compressed state = vt_compressed_open(der, &content);

	w->inflated += content == NULL ? 0 : g_bytes_get_size(content);
	if (w->inflated > VT_MAX_INFLATED_BYTES) {
		state = VT_COMPRESSED_BOMB;
		g_clear_pointer(&content, g_bytes_unref);
	}
	name_layer(w, "compressed", "");
	if (state != VT_COMPRESSED_OPEN)
		g_string_append_printf(w->names, " (%s)", vt_compressed_name(state));
	if (state == VT_COMPRESSED_BOMB)
		vt_findings_add(w->identity->findings, VT_CODE_TOO_MUCH, "compressed data");
	go_into(w, content);
}

static void step_encrypted(walk *w)
{
	name_layer(w, "enveloped", "");
	w->identity->encrypted = true;
	vt_findings_add(w->identity->findings, VT_CODE_ENCRYPTED, "%s",
			w->identity->status == VT_STATUS_NONE ? "inside compressed data"
							      : "inside the signature");
	w->at = NULL;
}

static void step_opaque(walk *w)
{
	g_autoptr(GBytes) der = vt_scan_decode(w->scan, w->at);
	g_autoptr(vt_cms) cms = vt_cms_verify_opaque(w->c->trust, der);

	if (cms->state == VT_CMS_COMPRESSED) {
		step_compressed(w, der);
	} else if (cms->state == VT_CMS_ENCRYPTED) {
		step_encrypted(w);
	} else if (cms->state == VT_CMS_BROKEN || cms->state == VT_CMS_OTHER) {
		name_layer(w, "unreadable", "");
		w->at = NULL;
	} else {
		name_layer(w, "signed", inner_state(cms));
		go_into(w, cms->content); /* only what its signature proves is opened */
	}
}

static bool step(walk *w)
{
	if (w->at == NULL || (!vt_layer_is_pair(w->at) && !vt_layer_is_opaque(w->at)))
		return false;
	if (w->n_layers == VT_MAX_LAYERS) {
		vt_findings_add(w->identity->findings, VT_CODE_MANY_LAYERS, "more than %d",
				VT_MAX_LAYERS);
		w->at = NULL;
		return false;
	}
	if (vt_layer_is_pair(w->at))
		step_detached(w);
	else
		step_opaque(w);
	return true;
}

/* Where the walk begins: below an outermost signature that holds, or at compressed data itself. */
static bool start(walk *w)
{
	vt_case *c = w->c;

	w->scan = c->scan;
	if (c->cms == NULL)
		return false;
	if (c->cms->state == VT_CMS_COMPRESSED && c->opened == NULL) {
		w->at = c->scan->root;
		return true;
	}
	if (c->opened != NULL)
		w->scan = last_opened(c)->scan;
	w->at = c->opened != NULL ? w->scan->root : c->signed_entity;
	if (w->at != NULL)
		name_layer(w, "signed", "");
	return w->at != NULL;
}

void vt_layers_identify(vt_case *c, vt_identity *identity)
{
	g_autoptr(GString) names = g_string_new(NULL);
	walk w = { .c = c, .identity = identity, .names = names };

	if (!start(&w))
		return;
	while (step(&w))
		;
	c->payload = w.at;
	c->payload_scan = w.at == NULL ? NULL : w.scan;
	if (w.n_layers > 1 || identity->status == VT_STATUS_NONE)
		vt_findings_add(identity->findings, VT_CODE_LAYERS, "%s", names->str);
}
