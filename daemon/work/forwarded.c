/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forwarded - what the clerk is told of signed originals that came as attachment of a forward
 */
#include "work/forwarded.h"

#include "base/text.h"
#include "doc/forwarded.h"

#define SHOWN_CHARS 120

static char *line_of(const vt_noticing *n, const vt_forwarded *one)
{
	g_autoptr(vt_filling) values = vt_filling_new();
	const vt_agency *agency =
		one->agency != NULL ? vt_directory_agency(n->office->directory, one->agency) : NULL;
	g_autofree char *unknown = vt_notice_sentence(n, "chua_ro");
	g_autofree char *from =
		one->from != NULL ? vt_text_quoted(one->from, SHOWN_CHARS) : g_strdup(unknown);
	g_autofree char *who =
		agency != NULL ? g_strdup_printf("%s (%s)", agency->name, from) : g_strdup(from);
	g_autofree char *code = g_strdup_printf("%d", (int)one->code);
	g_autofree char *sentence = vt_notice_code(n, (int)one->code);

	vt_filling_add(values, "noi_dung", who);
	vt_filling_add(values, "ma_ly_do", code);
	vt_filling_add(values, "ly_do", sentence);
	return vt_templates_sentence(n->templates, vt_notice_language(n), "thu_goc_kem", values);
}

static bool parse(const vt_finding *finding, vt_forwarded *one_out)
{
	return finding->code == VT_CODE_FORWARDED && vt_forwarded_parse(finding->detail, one_out);
}

char *vt_forwarded_lines(const vt_noticing *n, const GPtrArray *findings)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < findings->len; i++) {
		g_auto(vt_forwarded) one = { 0 };

		if (!parse(g_ptr_array_index(findings, i), &one))
			continue;
		g_autofree char *line = line_of(n, &one);
		g_string_append_printf(text, "%s- %s", text->len > 0 ? "\n" : "", line);
	}
	return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

const vt_agency *vt_forwarded_agency(const vt_noticing *n, const GPtrArray *findings)
{
	const vt_agency *agency = NULL;
	unsigned count = 0;

	for (guint i = 0; i < findings->len; i++) {
		g_auto(vt_forwarded) one = { 0 };

		if (!parse(g_ptr_array_index(findings, i), &one))
			continue;
		count++;
		if (one.code == VT_CODE_PROVED && one.agency != NULL)
			agency = vt_directory_agency(n->office->directory, one.agency);
	}
	return count == 1 ? agency : NULL;
}
