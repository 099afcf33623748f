/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * body - the text of the mail itself, HTML made plain
 */
#include "filters/body.h"

#include <string.h>

#include "base/limits.h"

typedef struct body {
	GString *text;
	uint64_t source; /* decoded bytes so far, before charset and markup are taken off */
	bool too_much;
} body;

/* Never cut: where a text is not read whole, nobody has looked for a mark of secrecy in the rest.
 */
static void append_leaf(body *b, const vt_leaf *leaf, GPtrArray *findings)
{
	const char *unknown = NULL;
	g_autofree char *plain = NULL;

	b->source += g_bytes_get_size(leaf->content);
	b->too_much = b->too_much || b->source > VT_MAX_BODY_BYTES;
	if (b->too_much)
		return;
	plain = vt_mime_text(leaf, &unknown);
	if (unknown)
		vt_findings_add(findings, VT_CODE_CHARSET, "%s %s", leaf->path, unknown);
	if (!plain)
		return;
	b->too_much = b->text->len + (b->text->len > 0) + strlen(plain) > VT_MAX_TEXT_BYTES;
	if (b->too_much)
		return;
	if (b->text->len > 0)
		g_string_append_c(b->text, '\n');
	g_string_append(b->text, plain);
}

static GString *read_kind(const vt_case *c, vt_contents *contents, const char *type)
{
	body b = { .text = g_string_new(NULL) };

	for (guint i = 0; i < contents->parts->len && i < c->mime->leaves->len; i++) {
		const vt_part *part = g_ptr_array_index(contents->parts, i);
		const vt_leaf *leaf = g_ptr_array_index(c->mime->leaves, i);
		if (!part->attachment && strcmp(leaf->declared, type) == 0)
			append_leaf(&b, leaf, contents->findings);
	}
	if (b.too_much)
		vt_findings_add(contents->findings, VT_CODE_TOO_MUCH, "%s of the mail", type);
	return b.text;
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
