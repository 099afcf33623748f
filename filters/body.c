/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * body - the text of the mail itself, HTML made plain
 */
#include "filters/body.h"

#include <string.h>

#include "base/limits.h"

static void append_leaf(GString *text, const vt_leaf *leaf, GPtrArray *findings)
{
	const char *unknown = NULL;
	g_autofree char *plain = vt_mime_text(leaf, &unknown);

	if (unknown)
		vt_findings_add(findings, VT_CODE_CHARSET, "%s %s", leaf->path, unknown);
	if (!plain || text->len + strlen(plain) > VT_MAX_TEXT_BYTES)
		return;
	if (text->len > 0)
		g_string_append_c(text, '\n');
	g_string_append(text, plain);
}

static GString *read_kind(const vt_case *c, vt_contents *contents, const char *type)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < contents->parts->len && i < c->mime->leaves->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);
		const vt_leaf *leaf = g_ptr_array_index(c->mime->leaves, i);
		if (!part->attachment && strcmp(leaf->declared, type) == 0)
			append_leaf(text, leaf, contents->findings);
	}
	return text;
}

char *vt_body_text(const vt_case *c, vt_contents *contents)
{
	GString *text = read_kind(c, contents, "text/plain");

	if (text->len == 0) {
		g_string_free(text, TRUE);
		text = read_kind(c, contents, "text/html");
	}
	return g_string_free(text, text->len == 0);
}
