/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * layers - which entities of a message are S/MIME, by declaration and by name
 */
#include "filters/layers.h"

#include <string.h>

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

bool vt_layer_is_opaque(const vt_entity *entity)
{
	if (is_one_of(entity->type, opaque_types))
		return true;
	return strcmp(entity->type, "application/octet-stream") == 0
	       && has_suffix(entity->name, ".p7m");
}
