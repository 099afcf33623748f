/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eml - a message that a mail program attached as any file, opened like message/rfc822
 */
#include "filters/eml.h"

#include <string.h>

#include "base/limits.h"
#include "filters/layers.h"
#include "filters/names.h"

bool vt_eml_is(const char *declared, const char *name)
{
	if (strcmp(declared, "application/octet-stream") != 0 || name == NULL)
		return false;
	g_autofree char *extension = vt_names_extension(name);
	return strcmp(extension, "eml") == 0;
}

bool vt_eml_is_signed(const vt_entity *root)
{
	return vt_layer_is_signed(root) || vt_layer_is_opaque(root);
}

/* Both read the same parts, all of which a report can name. */
static bool is_alike(const vt_scan *scan, const vt_leaf *packed, const vt_mime *inner)
{
	g_autoptr(GPtrArray) leaves = vt_scan_leaves(scan);

	if (!inner->readable || inner->warnings->len > 0 || leaves->len != inner->leaves->len)
		return false;
	for (guint i = 0; i < leaves->len; i++) {
		const vt_entity *ours = g_ptr_array_index(leaves, i);
		const vt_leaf *theirs = g_ptr_array_index(inner->leaves, i);
		g_autofree char *path = g_strdup_printf("%s.%s", packed->path, ours->path);

		if (strcmp(path, theirs->path) != 0 || strlen(path) > VT_MAX_PATH_BYTES
		    || strcmp(ours->type, theirs->declared) != 0)
			return false;
	}
	return true;
}

static vt_mime *open_one(const vt_leaf *packed)
{
	gsize size;
	const void *bytes = g_bytes_get_data(packed->content, &size);

	if (size == 0)
		return NULL;
	g_autoptr(vt_scan) scan = vt_scan_new(bytes, size);
	if (scan->oddities->len > 0 || !vt_eml_is_signed(scan->root))
		return NULL;
	g_autoptr(vt_mime) inner = vt_mime_new_entity(bytes, size, packed->path);
	return is_alike(scan, packed, inner) ? g_steal_pointer(&inner) : NULL;
}

void vt_eml_unpack(vt_mime *mime)
{
	for (guint i = 0; i < mime->leaves->len; i++) {
		vt_leaf *leaf = g_ptr_array_index(mime->leaves, i);

		if (leaf->within != NULL || !vt_eml_is(leaf->declared, leaf->name))
			continue;
		g_autoptr(vt_mime) inner = open_one(leaf);
		if (inner == NULL || mime->leaves->len + inner->leaves->len > VT_MAX_PARTS)
			continue;
		leaf->unpacked = VT_UNPACKED;
		guint count = inner->leaves->len;
		for (guint k = 0; k < count; k++) {
			vt_leaf *one = g_ptr_array_index(inner->leaves, k);

			one->in_message = true;
			one->within = g_strdup(leaf->path);
			g_ptr_array_insert(mime->leaves, (gint)(i + 1 + k), one);
		}
		g_free(g_ptr_array_steal(inner->leaves, NULL));
		i += count;
	}
}
